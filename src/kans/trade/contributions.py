"""What the sales set-up answers about number series, and gives to a new company."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.companies import seeds_new_companies
from kans.foundation.errors import DomainError
from kans.foundation.records.contributions import Answers, answer
from kans.foundation.records.fields import caption_of
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.trade.models import (
    PaymentTerms,
    SalesSetup,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
    seed_selling,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NUMBERS = ("customer_numbers", "item_numbers", "quote_numbers", "order_numbers")


class NumberSeriesInSalesSetup(DomainError):
    message = _(
        "Number series %(series)s gives the numbers of %(what)s in the sales setup. "
        "Choose another there first."
    )


class NumbersOfSelling(Answers[NumberSeries]):
    """A series that the set-up names is not deleted."""

    foreign_keys: ClassVar = tuple(f"trade.SalesSetup.{name}" for name in NUMBERS)

    def may_delete(self, records: Collection[NumberSeries]) -> Iterable[DomainError]:
        setup = SalesSetup.current()
        for name in NUMBERS:
            series = getattr(setup, name)
            if series in records:
                what = caption_of(SalesSetup, name)
                yield NumberSeriesInSalesSetup(series=series.code, what=what)


answer(NumberSeries, NumbersOfSelling())
seeds_new_companies(
    *(NumberSeries, NumberSeriesLine, SalesSetup, UnitOfMeasure, PaymentTerms),
    *(VatCustomerGroup, VatItemGroup, VatRate),
)(seed_selling)
