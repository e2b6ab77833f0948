"""What the action on the marketing set-up asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kans.contacts.forms.contacts import (
    country_field,
    keep,
    language_field,
    salesperson_field,
)
from kans.contacts.models import MarketingSetup
from kans.number_series.models import NumberSeries
from kans.web.form_fields import RecordField, from_model
from kans.web.forms import EditForm

if TYPE_CHECKING:
    from django.db import models


def _cycles() -> models.QuerySet[Any]:
    """The sales cycles, which are of a higher area, through the foreign key."""
    field: Any = MarketingSetup._meta.get_field("default_sales_cycle")
    rows: models.QuerySet[Any] = field.related_model._default_manager.all()
    return rows


class MarketingSetupForm(EditForm):
    """How contacts and opportunities are numbered, filled in and kept in step."""

    contact_numbers = RecordField(
        NumberSeries.objects.all,
        by="code",
        name="description",
        like=(MarketingSetup, "contact_numbers"),
    )
    opportunity_numbers = RecordField(
        NumberSeries.objects.all,
        by="code",
        name="description",
        like=(MarketingSetup, "opportunity_numbers"),
    )
    default_sales_cycle = RecordField(
        _cycles,
        by="code",
        name="description",
        like=(MarketingSetup, "default_sales_cycle"),
    )
    default_salesperson = salesperson_field(MarketingSetup, "default_salesperson")
    default_country = country_field(MarketingSetup, "default_country")
    default_language = language_field(MarketingSetup, "default_language")
    inherit_salesperson = from_model(MarketingSetup, "inherit_salesperson")
    inherit_country = from_model(MarketingSetup, "inherit_country")
    inherit_language = from_model(MarketingSetup, "inherit_language")
    inherit_address = from_model(MarketingSetup, "inherit_address")
    inherit_communication = from_model(MarketingSetup, "inherit_communication")
    search_duplicates = from_model(MarketingSetup, "search_duplicates")
    search_hit_percentage = from_model(MarketingSetup, "search_hit_percentage")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in {"default_country", "default_language"} & set(self.fields):
            keep(self.fields[name], getattr(self.record, name))
