"""What a new company begins with, so that it can sell on its first day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.trade.models.items import UnitOfMeasure
from kans.trade.models.setup import SalesSetup
from kans.trade.models.terms import PaymentTerms
from kans.trade.models.vat import VatCustomerGroup, VatItemGroup, VatRate

SERIES = {
    "customer_numbers": ("CUST", _("Customers"), "CU00001"),
    "item_numbers": ("ITEM", _("Items"), "IT00001"),
    "quote_numbers": ("QUOTE", _("Sales Quotes"), "SQ00001"),
    "order_numbers": ("ORDER", _("Sales Orders"), "SO00001"),
}
UNITS = {"PCS": _("Pieces"), "HOUR": _("Hours")}
AT_HOME = "DOMESTIC"
CUSTOMERS = {
    AT_HOME: _("Customers in the own country"),
    "EU": _("Customers elsewhere in the European Union"),
    "EXPORT": _("Customers outside the European Union"),
}
ITEMS = {
    "STANDARD": (_("Full rate"), 21),
    "REDUCED": (_("Reduced rate"), 9),
    "ZERO": (_("Zero rate"), 0),
}
TERMS = {
    "14D": (_("Within 14 days"), "14D"),
    "30D": (_("Within 30 days"), "30D"),
    "CM": (_("At the end of next month"), "CM+1M"),
}


def seed_selling() -> None:
    """Number, count and tax what a new company sells, as it is done in the Netherlands.

    Who buys elsewhere pays no VAT: within the union it is shifted to them.
    """
    for code, meaning in UNITS.items():
        UnitOfMeasure(code=code, description=str(meaning)).save()
    for code, (meaning, formula) in TERMS.items():
        PaymentTerms(
            code=code, description=str(meaning), due_date_calculation=formula
        ).save()
    setup = SalesSetup(quote_validity="1M", default_vat_group=_taxes()[AT_HOME])
    for name, (code, meaning, first) in SERIES.items():
        setattr(setup, name, _series(code, str(meaning), first))
    setup.save()


def _series(code: str, description: str, first: str) -> NumberSeries:
    made = NumberSeries(code=code, description=description)
    made.save()
    NumberSeriesLine(series=made, starting_number=first).save()
    return made


def _taxes() -> dict[str, VatCustomerGroup]:
    customers = {}
    for code, meaning in CUSTOMERS.items():
        customers[code] = VatCustomerGroup(code=code, description=str(meaning))
        customers[code].save()
    for code, (meaning, percent) in ITEMS.items():
        items = VatItemGroup(code=code, description=str(meaning))
        items.save()
        for where, group in customers.items():
            paid = percent if where == AT_HOME else 0
            VatRate(customer_group=group, item_group=items, percent=paid).save()
    return customers
