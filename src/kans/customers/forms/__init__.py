"""What the actions on customers and their templates ask for."""

from kans.customers.forms.becoming import BecomeForm, LinkForm
from kans.customers.forms.customers import (
    BlockForm,
    CustomerForm,
    CustomerOwnerForm,
    NewCustomerForm,
)
from kans.customers.forms.templates import NewTemplateForm, TemplateForm

__all__ = [
    "BecomeForm",
    "BlockForm",
    "CustomerForm",
    "CustomerOwnerForm",
    "LinkForm",
    "NewCustomerForm",
    "NewTemplateForm",
    "TemplateForm",
]
