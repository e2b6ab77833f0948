"""What people do with the sales set-up: choose."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import today
from kans.foundation.actions.action import action
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.text.date_formulas import as_formula
from kans.trade.actions.keeping import keep
from kans.trade.models import SalesSetup

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError
    from kans.number_series.models import NumberSeries
    from kans.trade.models import VatCustomerGroup


class SalesSetupFacts(TypedDict, total=False):
    """What one may change on the sales set-up; what is absent stays as it is."""

    customer_numbers: NumberSeries | None
    item_numbers: NumberSeries | None
    quote_numbers: NumberSeries | None
    order_numbers: NumberSeries | None
    quote_validity: str
    default_vat_group: VatCustomerGroup | None


@action(permission="trade.edit_salessetup", caption=_("Edit Sales Setup"))
def edit_sales_setup(
    *, version: int | None = None, **facts: Unpack[SalesSetupFacts]
) -> SalesSetup:
    """Change the set-up, which is there as soon as something in it is chosen."""
    setup = SalesSetup.objects.select_for_update().first() or SalesSetup()
    must_be_unchanged(setup, version)
    return keep(setup, facts, partial(_judge, before=setup.quote_validity))


def _judge(setup: SalesSetup, *, before: str) -> tuple[DomainError, ...]:
    setup.quote_validity, refusals = as_formula(
        setup.quote_validity, before=before, on=today(), at="quote_validity"
    )
    return refusals
