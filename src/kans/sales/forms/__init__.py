"""What the pages of quotes and orders ask for."""

from kans.sales.forms.assigning import AssignForm, AssignQuoteForm
from kans.sales.forms.documents import DocumentForm
from kans.sales.forms.ending import LoseForm, MakeOrderForm
from kans.sales.forms.lines import LineForm
from kans.sales.forms.quoting import NewQuoteForm, QuoteOfOpportunityForm
from kans.sales.forms.restoring import RestoreForm

__all__ = [
    "AssignForm",
    "AssignQuoteForm",
    "DocumentForm",
    "LineForm",
    "LoseForm",
    "MakeOrderForm",
    "NewQuoteForm",
    "QuoteOfOpportunityForm",
    "RestoreForm",
]
