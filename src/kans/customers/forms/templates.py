"""What setting up customer templates asks for."""

from __future__ import annotations

from typing import Any

from kans.contacts.forms.contacts import country_field, keep, language_field
from kans.customers.forms.terms import TermsFields
from kans.customers.models import CustomerTemplate
from kans.number_series.models import NumberSeries
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import EditForm


class NewTemplateForm(TermsFields):
    code = from_model(CustomerTemplate, "code")
    description = from_model(CustomerTemplate, "description")
    contact_type = from_model(CustomerTemplate, "contact_type")
    number_series = RecordField(
        NumberSeries.objects.all,
        by="code",
        name="description",
        like=(CustomerTemplate, "number_series"),
    )
    country = country_field(CustomerTemplate, "country")
    language = language_field(CustomerTemplate, "language")

    field_order = (
        *("code", "description", "contact_type", "number_series"),
        *("country", "language"),
    )


class TemplateForm(EditForm, NewTemplateForm):
    """The same, of a template that is there already."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in {"country", "language"} & set(self.fields):
            keep(self.fields[name], getattr(self.record, name))
