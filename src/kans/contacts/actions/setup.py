"""What people do with the marketing set-up: choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions.judging import differing_from
from kans.contacts.models import MarketingSetup
from kans.contacts.rules import duplicates, places
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models

    from kans.foundation.errors import DomainError
    from kans.number_series.models import NumberSeries
    from kans.team.models import Salesperson


class SetupChanges(TypedDict, total=False):
    """What one may change on the marketing set-up; what is absent stays as it is."""

    contact_numbers: NumberSeries | None
    opportunity_numbers: NumberSeries | None
    default_sales_cycle: models.Model | None
    default_salesperson: Salesperson | None
    default_country: str
    default_language: str
    inherit_salesperson: bool
    inherit_country: bool
    inherit_language: bool
    inherit_address: bool
    inherit_communication: bool
    search_duplicates: bool
    search_hit_percentage: int


@action(permission="contacts.edit_marketingsetup", caption=_("Edit Marketing Setup"))
def edit_marketing_setup(
    *, version: int | None = None, **changes: Unpack[SetupChanges]
) -> MarketingSetup:
    """Change the set-up, which is there as soon as something in it is chosen."""
    setup = MarketingSetup.objects.select_for_update().first() or MarketingSetup()
    must_be_unchanged(setup, version)
    differing = differing_from(setup, changes)

    refuse_if_any(may_be_set_up(differing))

    for name, value in differing.items():
        setattr(setup, name, value)
    setup.save()
    return setup


def may_be_set_up(changes: Mapping[str, Any]) -> tuple[DomainError, ...]:
    """What stands in the way of these choices; a default salesperson may be chosen."""
    salesperson = changes.get("default_salesperson")
    refusals = list(salesperson.may_be_chosen() if salesperson else ())
    for refusal in refusals:
        refusal.field = "default_salesperson"
    return (
        *refusals,
        *duplicates.may_be_hit_percentage(changes.get("search_hit_percentage", 100)),
        *places.may_be_country(changes.get("default_country", ""), "default_country"),
        *places.may_be_language(
            changes.get("default_language", ""), "default_language"
        ),
    )
