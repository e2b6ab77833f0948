"""What the demo company sells, in whose name, on which terms and in which currency."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kans.customers.actions import create_customer_template
from kans.foundation.acting.clock import work_date
from kans.sales.actions.sender import edit_company_information
from kans.trade.actions import (
    create_currency,
    create_exchange_rate,
    create_item,
    create_unit_of_measure,
    edit_vat_rate,
)
from kans.trade.models import (
    ItemType,
    PaymentTerms,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
)

if TYPE_CHECKING:
    from kans.customers.models import CustomerTemplate
    from kans.demo.tables import Tables
    from kans.trade.models import Currency, Item

A_QUARTER = timedelta(days=91)


def introduce(tables: Tables) -> None:
    """Say who it is that sells."""
    edit_company_information(
        name=tables.name,
        country=tables.country,
        **tables.sender,  # type: ignore[arg-type]
    )


def stock(tables: Tables) -> dict[str, Item]:
    """All items, by the word for them."""
    for code, description in tables.units:
        create_unit_of_measure(code=code, description=description)
    _tax(tables)
    units = {unit.code: unit for unit in UnitOfMeasure.objects.all()}
    groups = {group.code: group for group in VatItemGroup.objects.all()}
    return {
        ware.key: create_item(
            type=ItemType(ware.type),
            description=ware.description,
            unit=units[ware.unit],
            unit_price=ware.price,
            vat_group=groups[ware.vat_group],
        )
        for ware in tables.wares
    }


def _tax(tables: Tables) -> None:
    """Tax as is done there, where that differs from what a company begins with."""
    rates = VatRate.objects.filter(customer_group__code="DOMESTIC")
    for rate in rates.select_related("item_group"):
        percent = tables.vat_rates[rate.item_group.code]
        if rate.percent != percent:
            edit_vat_rate(rate, percent=percent)


def set_up_customers(tables: Tables) -> dict[str, CustomerTemplate]:
    """The templates of new customers, by where these are."""
    return {
        told.where: create_customer_template(
            code=told.code,
            description=told.description,
            payment_terms=PaymentTerms.objects.get(code=told.payment_terms),
            vat_group=VatCustomerGroup.objects.get(code=told.vat_group),
            line_discount=told.line_discount,
        )
        for told in tables.templates
    }


def deal_abroad(tables: Tables) -> Currency:
    """The currency that is not the own one, with its rates from now on."""
    told = tables.foreign
    currency = create_currency(code=told.code, description=told.description)
    for quarter, rate in enumerate(told.rates):
        starting = work_date() + quarter * A_QUARTER
        create_exchange_rate(currency, starting_date=starting, rate=rate)
    return currency
