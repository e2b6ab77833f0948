"""What is asked about items and the set-up of selling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.trade.models import (
    Item,
    SalesSetup,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

    from kans.foundation.records.records import CompanyRecord

USES: dict[type[CompanyRecord], tuple[tuple[type[CompanyRecord], str], ...]]
USES = {
    UnitOfMeasure: ((Item, "unit"),),
    VatItemGroup: ((Item, "vat_group"),),
    VatCustomerGroup: ((SalesSetup, "default_vat_group"),),
}


def uses_of(record: CompanyRecord) -> Iterator[tuple[StrOrPromise, int]]:
    """The kinds of records of this area that use a row, and how many of each do."""
    for model, field in USES.get(type(record), ()):
        caption = model._meta.verbose_name_plural or ""
        yield caption, model.objects.filter((field, record)).count()
