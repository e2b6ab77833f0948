"""Setting up units, terms, currencies and VAT: what stands in each table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.trade import actions, forms
from kans.trade.actions.keeping import may_delete
from kans.trade.models import (
    Currency,
    ExchangeRate,
    PaymentTerms,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
)
from kans.trade.pages.items import ITEMS
from kans.trade.pages.tables import Table
from kans.web.cards import Related, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

WITH_RATES = _("Delete %(what)s? Its rates go with it.")


def items_of_unit(unit: UnitOfMeasure) -> Iterable[Related]:
    to = ITEMS.address_of("trade:items", unit=unit.code)
    yield Related(_("Items"), to, icon="package")


def rates_of_customers(group: VatCustomerGroup) -> Iterable[Related]:
    to = VAT_RATES.list_frame.address_of("trade:vat-rates", customer_group=group.code)
    yield Related(_("VAT Rates"), to, icon="percentage")


def rates_of_items(group: VatItemGroup) -> Iterable[Related]:
    to = VAT_RATES.list_frame.address_of("trade:vat-rates", item_group=group.code)
    yield Related(_("VAT Rates"), to, icon="percentage")
    to = ITEMS.address_of("trade:items", vat_group=group.code)
    yield Related(_("Items"), to, icon="package")


def rates_of_currency(currency: Currency) -> Iterable[Related]:
    frame = EXCHANGE_RATES.list_frame
    to = frame.address_of("trade:exchange-rates", currency=currency.code)
    yield Related(_("Exchange Rates"), to, icon="exchange")


def verbs_of_currency(currency: Currency) -> Iterable[Verb]:
    yield Verb(
        verdict("create_exchange_rate"),
        f"{address('trade:new_exchange_rate')}?currency={currency.code}",
        icon="plus",
    )


UNITS = Table(
    model=UnitOfMeasure,
    name="unit_of_measure",
    at="units-of-measure",
    permission="unit_of_measure",
    fields=("code", "description"),
    create=actions.create_unit_of_measure,
    edit=actions.edit_unit_of_measure,
    delete=actions.delete_unit_of_measure,
    new_form=forms.NewRowForm,
    form=forms.RowForm,
    may_delete=may_delete,
    related=items_of_unit,
    icon="ruler-2",
    empty=_("The units in which items are counted are shown here."),
    synonyms=("eenheden", "stuks", "uren", "pieces"),
)
TERMS = Table(
    model=PaymentTerms,
    name="payment_terms",
    at="payment-terms",
    permission="payment_terms",
    fields=("code", "description", "due_date_calculation"),
    create=actions.create_payment_terms,
    edit=actions.edit_payment_terms,
    delete=actions.delete_payment_terms,
    new_form=forms.NewTermsForm,
    form=forms.TermsForm,
    may_delete=may_delete,
    icon="calendar-due",
    empty=_("The terms on which customers pay are shown here."),
    synonyms=("betalingscondities", "betaaltermijn", "vervaldatum", "due date"),
)
CURRENCIES = Table(
    model=Currency,
    name="currency",
    at="currencies",
    permission="currency",
    fields=("code", "description"),
    create=actions.create_currency,
    edit=actions.edit_currency,
    delete=actions.delete_currency,
    new_form=forms.NewCurrencyForm,
    form=forms.CurrencyForm,
    may_delete=may_delete,
    verbs=verbs_of_currency,
    related=rates_of_currency,
    question=WITH_RATES,
    icon="coin",
    empty=_("The currencies in which documents are made are shown here."),
    synonyms=("valuta", "munt", "money"),
)
EXCHANGE_RATES = Table(
    model=ExchangeRate,
    name="exchange_rate",
    at="exchange-rates",
    permission="currency",
    fields=("starting_date", "currency", "rate"),
    create=actions.create_exchange_rate,
    edit=actions.edit_exchange_rate,
    delete=actions.delete_exchange_rate,
    new_form=forms.NewExchangeRateForm,
    form=forms.ExchangeRateForm,
    by="id",
    search=("currency__code",),
    icon="exchange",
    empty=_("What other currencies are worth in local currency is shown here."),
    synonyms=("wisselkoersen", "valutakoersen", "koers"),
)
VAT_CUSTOMER_GROUPS = Table(
    model=VatCustomerGroup,
    name="vat_customer_group",
    at="vat-customer-groups",
    permission="vat_rate",
    fields=("code", "description"),
    create=actions.create_vat_customer_group,
    edit=actions.edit_vat_customer_group,
    delete=actions.delete_vat_customer_group,
    new_form=forms.NewRowForm,
    form=forms.RowForm,
    may_delete=may_delete,
    related=rates_of_customers,
    question=WITH_RATES,
    icon="users-group",
    empty=_("The groups of customers who pay VAT alike are shown here."),
    synonyms=("btw-klantgroepen", "btw klanten", "VAT business posting group"),
)
VAT_ITEM_GROUPS = Table(
    model=VatItemGroup,
    name="vat_item_group",
    at="vat-item-groups",
    permission="vat_rate",
    fields=("code", "description"),
    create=actions.create_vat_item_group,
    edit=actions.edit_vat_item_group,
    delete=actions.delete_vat_item_group,
    new_form=forms.NewRowForm,
    form=forms.RowForm,
    may_delete=may_delete,
    related=rates_of_items,
    question=WITH_RATES,
    icon="receipt-tax",
    empty=_("The groups of items that are taxed alike are shown here."),
    synonyms=("btw-artikelgroepen", "btw artikelen", "VAT product posting group"),
)
VAT_RATES = Table(
    model=VatRate,
    name="vat_rate",
    at="vat-rates",
    permission="vat_rate",
    fields=("customer_group", "item_group", "percent"),
    create=actions.create_vat_rate,
    edit=actions.edit_vat_rate,
    delete=actions.delete_vat_rate,
    new_form=forms.NewVatRateForm,
    form=forms.VatRateForm,
    by="id",
    search=("customer_group__code", "item_group__code"),
    icon="percentage",
    empty=_("What each group of customers pays on each group of items is shown here."),
    synonyms=("btw", "btw-tarieven", "btw-percentages", "VAT posting setup", "tax"),
)
ALL = (
    UNITS,
    TERMS,
    CURRENCIES,
    EXCHANGE_RATES,
    VAT_CUSTOMER_GROUPS,
    VAT_ITEM_GROUPS,
    VAT_RATES,
)
