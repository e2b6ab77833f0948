"""Setting up what is sold: units, terms, currencies, and what a company begins with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.actions.companies import what_it_holds
from kans.foundation.journal.journal import open_change
from kans.foundation.records import contributions
from kans.foundation.text.codes import CodeMissing, CodeTaken
from kans.foundation.text.date_formulas import DateFormulaNotUnderstood, DateOutOfReach
from kans.trade.actions import (
    create_currency,
    create_exchange_rate,
    create_item,
    create_payment_terms,
    create_unit_of_measure,
    delete_currency,
    delete_unit_of_measure,
    edit_exchange_rate,
    edit_payment_terms,
    edit_sales_setup,
)
from kans.trade.models import (
    Currency,
    ExchangeRate,
    PaymentTerms,
    SalesSetup,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
    seed_selling,
)
from kans.trade.rules.currencies import (
    NotACurrency,
    OwnCurrency,
    RateDateMissing,
    RateDateTaken,
    RateOutOfRange,
)
from kans.trade.rules.keeping import NotDescribed, StillUsed
from kans.trade.rules.vat import vat_percent
from tests.builders import (
    JANUARY_1,
    MARCH_8,
    a_currency,
    a_number_series,
    a_payment_terms,
    a_sales_setup,
    a_unit_of_measure,
    an_exchange_rate,
    an_item,
    ann_without,
)


@pytest.mark.parametrize(
    ("code", "description", "refusal"),
    [
        (" ", "Metre", CodeMissing),
        ("pcs", "Pieces", CodeTaken),
        ("M", " ", NotDescribed),
    ],
)
def test_a_row_has_a_code_of_its_own_and_says_what_it_means(
    ann, code, description, refusal
):
    a_unit_of_measure("PCS")

    with pytest.raises(refusal):
        create_unit_of_measure(code=code, description=description)

    assert UnitOfMeasure.objects.count() == 1


def test_a_unit_in_which_items_are_counted_stays(ann):
    unit = an_item().unit

    with pytest.raises(StillUsed) as refused:
        delete_unit_of_measure(unit)

    assert "PCS is used by Items (1)" in str(refused.value)
    assert UnitOfMeasure.objects.get() == unit


def test_a_due_date_calculation_is_kept_in_one_form(ann):
    terms = create_payment_terms(
        code="cm", description="Next month", due_date_calculation="cm + 1m"
    )

    assert (terms.code, terms.due_date_calculation) == ("CM", "CM+1M")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("soon", DateFormulaNotUnderstood), ("9999Y", DateOutOfReach)],
)
def test_a_due_date_calculation_leads_to_a_day(ann, typed, refusal):
    terms = a_payment_terms()

    with pytest.raises(refusal) as refused:
        edit_payment_terms(terms, due_date_calculation=typed)

    assert refused.value.field == "due_date_calculation"
    assert PaymentTerms.objects.get().due_date_calculation == "30D"


def test_one_that_was_stored_blocks_no_other_change(ann):
    terms = a_payment_terms(due_date_calculation="9999Y")

    edit_payment_terms(terms, description="Later", due_date_calculation="9999Y")

    assert PaymentTerms.objects.get().description == "Later"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [("XYZ", NotACurrency), ("eur", OwnCurrency), ("USD", CodeTaken)],
)
def test_a_currency_is_a_real_one_and_not_ones_own(ann, code, refusal):
    a_currency("USD")

    with pytest.raises(refusal):
        create_currency(code=code, description="Money")

    assert Currency.objects.count() == 1


def test_a_currency_goes_with_its_rates(ann):
    delete_currency(an_exchange_rate().currency)

    assert not Currency.objects.exists()
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize(
    ("starting", "rate", "refusal"),
    [
        (MARCH_8, Decimal(0), RateOutOfRange),
        (MARCH_8, Decimal("0.0000001"), RateOutOfRange),
        (MARCH_8, None, RateOutOfRange),
        (None, Decimal(1), RateDateMissing),
        (JANUARY_1, Decimal(1), RateDateTaken),
    ],
)
def test_a_rate_is_above_zero_and_the_only_one_of_its_date(
    ann, starting, rate, refusal
):
    dollar = an_exchange_rate("0.9", JANUARY_1).currency

    with pytest.raises(refusal):
        create_exchange_rate(dollar, starting_date=starting, rate=rate)

    assert ExchangeRate.objects.get().rate == Decimal("0.9")


def test_a_rate_may_keep_its_own_date(ann):
    rate = an_exchange_rate("0.9", JANUARY_1)

    edit_exchange_rate(rate, starting_date=JANUARY_1, rate=Decimal("0.8"))

    assert ExchangeRate.objects.get().rate == Decimal("0.8")


def test_the_validity_of_a_quote_is_a_date_formula(ann):
    edit_sales_setup(quote_validity="1m")

    with pytest.raises(DateFormulaNotUnderstood) as refused:
        edit_sales_setup(quote_validity="a month")
    with pytest.raises(DateOutOfReach):
        edit_sales_setup(quote_validity="-999Y")

    assert refused.value.field == "quote_validity"
    assert SalesSetup.objects.get().quote_validity == "1M"


def test_the_setup_is_for_administrators(ann):
    without = ann_without("trade.edit_salessetup")

    with acting_as(without), pytest.raises(NotPermitted):
        edit_sales_setup(quote_validity="1M")

    assert not SalesSetup.objects.exists()


def test_a_series_that_the_setup_names_is_not_deleted(ann):
    used, free = a_number_series("QUOTE"), a_number_series("FREE")
    a_sales_setup(quote_numbers=used)

    (refusal,) = contributions.may_delete([used])

    assert "numbers of Quote Nos. in the sales setup" in str(refusal)
    assert contributions.may_delete([free]) == ()


@pytest.fixture
def new_company(ann):
    with open_change("test"):
        seed_selling()


def test_a_new_company_can_sell_on_its_first_day(new_company):
    item = create_item(
        description="Desk",
        unit=UnitOfMeasure.objects.get(code="PCS"),
        vat_group=VatItemGroup.objects.get(code="REDUCED"),
    )
    setup = SalesSetup.current()

    assert item.number == "IT00001"
    assert setup.default_vat_group.code == "DOMESTIC"
    assert setup.quote_validity == "1M"
    assert {
        series.lines.get().starting_number
        for series in (setup.customer_numbers, setup.quote_numbers, setup.order_numbers)
    } == {"CU00001", "SQ00001", "SO00001"}
    assert [t.due_date_calculation for t in PaymentTerms.objects.order_by("code")] == [
        *("14D", "30D", "CM+1M")
    ]


@pytest.mark.parametrize(
    ("customers", "percents"),
    [("DOMESTIC", (21, 9, 0)), ("EU", (0, 0, 0)), ("EXPORT", (0, 0, 0))],
)
def test_a_new_company_taxes_as_it_is_done_in_the_netherlands(
    new_company, customers, percents
):
    group = VatCustomerGroup.objects.get(code=customers)
    rates = list(VatRate.objects.all())

    found = [
        vat_percent(group, VatItemGroup.objects.get(code=items), rates)
        for items in ("STANDARD", "REDUCED", "ZERO")
    ]

    assert tuple(found) == percents


def test_a_company_with_only_what_it_began_with_is_empty(new_company):
    assert what_it_holds() == []
