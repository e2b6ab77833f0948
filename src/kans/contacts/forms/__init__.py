"""What the actions on contacts and the marketing set-up ask for."""

from kans.contacts.forms.contacts import (
    CompanyForm,
    ContactForm,
    NewContactForm,
    OwnerForm,
    PersonForm,
)
from kans.contacts.forms.merging import MergeForm
from kans.contacts.forms.setup import MarketingSetupForm
from kans.contacts.forms.typed import TypedForm

__all__ = [
    "CompanyForm",
    "ContactForm",
    "MarketingSetupForm",
    "MergeForm",
    "NewContactForm",
    "OwnerForm",
    "PersonForm",
    "TypedForm",
]
