"""The pages of the set-up of selling: seven tables and one card."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.foundation.acting.permissions import Level
from kans.foundation.journal.journal import open_change
from kans.security.models import Membership
from kans.trade.models import (
    Currency,
    ExchangeRate,
    PaymentTerms,
    SalesSetup,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
)
from kans.trade.pages.setup_tables import ALL
from tests.builders import (
    a_currency,
    a_number_series,
    a_role,
    a_vat_customer_group,
    a_vat_item_group,
    a_vat_rate,
    an_exchange_rate,
    an_item,
)
from tests.contacts.test_contact_pages import text_of

HERE = "/c/cronus/"
METRE = {"code": "m", "description": "Metre"}


def before_it(at):
    """What has to be there before a row of that table can be."""
    if at == "exchange-rates":
        a_currency()
    if at == "vat-rates":
        a_vat_customer_group()
        a_vat_item_group()


NEW_ROWS = [
    ("units-of-measure", UnitOfMeasure, METRE, "Metre"),
    (
        "payment-terms",
        PaymentTerms,
        {**METRE, "due_date_calculation": "cm + 1m"},
        "CM+1M",
    ),
    ("currencies", Currency, {"code": "usd", "description": "US Dollar"}, "US Dollar"),
    (
        "exchange-rates",
        ExchangeRate,
        {"currency": "USD", "starting_date": "03/01/2026", "rate": "0.876543"},
        "0.876543",
    ),
    ("vat-customer-groups", VatCustomerGroup, METRE, "Metre"),
    ("vat-item-groups", VatItemGroup, METRE, "Metre"),
    (
        "vat-rates",
        VatRate,
        {"customer_group": "DOMESTIC", "item_group": "STANDARD", "percent": "9.5"},
        "9.5",
    ),
]


def test_each_table_is_tried():
    assert [at for at, *_rest in NEW_ROWS] == [table.at for table in ALL]


@pytest.mark.parametrize(("at", "model", "typed", "shown"), NEW_ROWS)
def test_a_row_comes_is_seen_and_goes(browser, at, model, typed, shown):
    before_it(at)

    answer = browser.post(f"{HERE}{at}/new/", typed)

    assert answer["Location"] == f"{HERE}{at}/"
    assert shown in text_of(browser.get(f"{HERE}{at}/"))
    row = model.objects.get()
    card = f"{HERE}{at}/{getattr(row, 'code', row.pk)}/"
    assert shown in text_of(browser.get(card))
    assert "Delete " in text_of(browser.get(card + "delete/"))
    assert model.objects.exists()
    browser.confirm(card + "delete/")
    assert not model.objects.exists()


@pytest.mark.parametrize(("at", "model", "typed", "_shown"), NEW_ROWS)
def test_a_refused_row_is_not_there(browser, at, model, typed, _shown):
    before_it(at)
    last = list(typed)[-1]

    answer = browser.post(f"{HERE}{at}/new/", {**typed, last: "~" * 101})

    assert answer.status_code == 422
    assert not model.objects.exists()


def test_one_field_of_a_row_is_edited_in_place(browser):
    rate = an_exchange_rate("0.876543")
    page = f"{HERE}exchange-rates/{rate.pk}/edit/"

    assert 'value="0.876543"' in text_of(browser.get(page, {"only": "rate"}))
    browser.post(page, {"only": "rate", "rate": "0.9", "version": "1"})

    assert ExchangeRate.objects.get().rate == Decimal("0.9")


def test_a_rate_of_that_currency_is_asked_for_from_its_card(browser):
    a_currency()

    card = text_of(browser.get(f"{HERE}currencies/USD/"))
    dialog = browser.get(f"{HERE}exchange-rates/new/?currency=USD").content.decode()

    assert "/exchange-rates/new/?currency=USD" in card
    assert "/exchange-rates/?filter.currency=USD" in card
    assert '<option value="USD" selected>' in dialog


def test_the_rates_of_one_group_are_listed(browser):
    a_vat_rate(21)
    a_vat_rate(0, customers="EU")

    page = text_of(browser.get(f"{HERE}vat-rates/?filter.customer_group=EU"))

    assert ">EU<" in page
    assert ">DOMESTIC<" not in page


def test_a_row_in_use_says_by_what(browser):
    an_item()

    answer = browser.confirm(f"{HERE}units-of-measure/PCS/delete/")

    assert answer.status_code == 422
    assert "PCS is used by Items (1)." in text_of(answer)
    assert UnitOfMeasure.objects.exists()


def test_saving_the_sales_setup_sets_it_up(browser):
    a_number_series("ITEM")
    a_vat_customer_group()
    page = f"{HERE}sales-setup/"
    assert "Quote Validity Calculation" in text_of(browser.get(page))
    assert not SalesSetup.objects.exists()

    browser.post(
        page + "edit/",
        {
            "version": "1",
            "item_numbers": "ITEM",
            "quote_validity": "1m",
            "default_vat_group": "DOMESTIC",
        },
    )

    setup = SalesSetup.objects.get()
    assert (setup.item_numbers.code, setup.quote_validity) == ("ITEM", "1M")
    assert setup.default_vat_group.code == "DOMESTIC"


def test_a_validity_that_cannot_be_read_is_told_at_its_field(browser):
    answer = browser.post(
        f"{HERE}sales-setup/edit/",
        {"only": "quote_validity", "quote_validity": "soon", "version": "1"},
    )

    assert answer.status_code == 422
    assert "SOON is not a date formula" in text_of(answer)
    assert not SalesSetup.objects.exists()


def test_a_reader_sees_rates_but_not_how_documents_are_numbered(browser):
    reader = a_role(level=Level.READER)
    with open_change("test"):
        Membership.objects.update(role=reader)

    assert browser.get(f"{HERE}vat-rates/").status_code == 200
    assert browser.get(f"{HERE}vat-rates/new/").status_code == 403
    assert browser.get(f"{HERE}sales-setup/").status_code == 403
