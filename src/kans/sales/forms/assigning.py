"""Which opportunity a document is of, and whether another quote lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.foundation.text import formats
from kans.opportunities.models import Opportunity
from kans.sales.models import SalesDocument
from kans.sales.queries.assigning import choices_for, quotes_for, some_are_taken
from kans.web.form_fields import RecordField
from kans.web.form_fields.records import APART
from kans.web.forms import RecordForm

if TYPE_CHECKING:
    from django.http import QueryDict


class OpportunityChoice(RecordField):
    """An opportunity in a list, with the quote that has it now."""

    def shown(self, record: Any) -> str:
        has = record.sales_document_number
        return f"{super().shown(record)} ({has})" if has else super().shown(record)


class QuoteChoice(RecordField):
    """A quote in a list: they are all for one contact, so what tells them apart."""

    def shown(self, record: Any) -> str:
        amount = f"{formats.money(record.amount)} {record.currency_code}"
        return f"{record.number}{APART}{amount}, {formats.date(record.document_date)}"


class AssignQuoteForm(RecordForm):
    """The same from the side of the opportunity."""

    quote = QuoteChoice(
        SalesDocument.objects.all,
        label=_("Sales Quote"),
        help_text=_("Of the same contact, of no opportunity yet; blank: none."),
        required=False,
    )

    def __init__(
        self, data: QueryDict | None = None, *, opportunity: Opportunity
    ) -> None:
        super().__init__(data, record=opportunity)
        field: Any = self.fields["quote"]
        field.rows = lambda: quotes_for(opportunity)
        field.initial = SalesDocument.objects.filter(opportunity=opportunity).first()


class AssignForm(RecordForm):
    opportunity = OpportunityChoice(
        Opportunity.objects.all,
        by="number",
        name="description",
        like=(SalesDocument, "opportunity"),
        help_text=_("In progress, of the same contact; blank: of none."),
        required=False,
    )
    reassign = forms.BooleanField(
        label=_("Take It From the Other Quote"),
        required=False,
        help_text=_("The quote between brackets is of no opportunity then."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, document: SalesDocument
    ) -> None:
        super().__init__(data, record=document)
        field: Any = self.fields["opportunity"]
        field.rows = lambda: choices_for(document)
        if not some_are_taken(document):
            del self.fields["reassign"]
