"""Amounts of lines, discounts and VAT: examples of the spec, and what always holds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.rules.amounts import LARGEST_AMOUNT
from kans.sales.rules.amounts import (
    Discount,
    DiscountAboveTotal,
    DiscountBelowZero,
    DocumentTooLarge,
    Line,
    reckon,
)

D = Decimal
ONE = D(1)


def lines_of(*prices, vat="21"):
    return [Line(ONE, D(price), vat_percent=D(vat)) for price in prices]


def come_to(lines, *, percent=None, amount="0", included=False, minor_unit=2):
    discount = Discount(None if percent is None else D(percent), D(amount))
    return reckon(
        lines, discount=discount, prices_include_vat=included, minor_unit=minor_unit
    )


@pytest.mark.parametrize(
    ("quantity", "price", "percent", "discount", "amount"),
    [
        ("3", "19.99", "10", "6.00", "53.97"),  # the example of AMT-3
        ("1", "0.125", "0", "0.00", "0.13"),  # half a cent goes up …
        ("-1", "0.125", "0", "0.00", "-0.13"),  # … away from zero (FMT-2)
        ("0.33333", "3", "0", "0.00", "1.00"),
        ("2", "10", "100", "20.00", "0.00"),
        ("0", "19.99", "10", "0.00", "0.00"),
        ("1", "0.01", "50", "0.01", "0.00"),
    ],
)
def test_a_line_is_quantity_times_price_less_its_discount(
    quantity, price, percent, discount, amount
):
    """AMT-2, AMT-3."""
    line = Line(D(quantity), D(price), D(percent))

    assert line.discount(2) == D(discount)
    assert line.amount(2) == D(amount)


@pytest.mark.parametrize(
    ("minor_unit", "amount"), [(0, "4"), (2, "3.70"), (3, "3.704")]
)
def test_amounts_have_the_decimals_of_the_currency(minor_unit, amount):
    assert Line(D(3), D("1.23456")).amount(minor_unit) == D(amount)


def test_a_discount_is_shared_so_that_it_adds_up():
    """The example of AMT-9."""
    totals = come_to(lines_of("33.33", "33.33", "33.34"), amount="10")

    shares = [line.document_discount for line in totals.lines]
    assert shares == [D("3.33"), D("3.34"), D("3.33")]
    assert totals.amount == D("90.00")


def test_vat_is_rounded_over_all_lines_of_a_rate():
    """The example of AMT-6: 0.13 and 0.12, together 0.25."""
    totals = come_to(lines_of("0.10", "0.10", vat="25"))

    with_vat = [line.amount_including_vat for line in totals.lines]
    assert with_vat == [D("0.13"), D("0.12")]
    assert totals.amount_including_vat == D("0.25")


def test_vat_that_is_in_the_price_is_taken_out_over_all_lines_of_a_rate():
    """AMT-7."""
    totals = come_to(lines_of("1.00", "1.00", "1.00", vat="21"), included=True)

    assert [line.amount for line in totals.lines] == [D("0.83"), D("0.82"), D("0.83")]
    assert totals.amount == D("2.48")
    assert totals.amount_including_vat == D("3.00")


def test_each_rate_has_its_own_total():
    lines = [
        *lines_of("100", vat="21"),
        *lines_of("50", vat="9"),
        *lines_of("7", vat="0"),
    ]

    totals = come_to(lines, percent="10")

    told = [(rate.percent, rate.base, rate.vat) for rate in totals.vat]
    assert told == [
        (D(21), D("90.00"), D("18.90")),
        (D(9), D("45.00"), D("4.05")),
        (D(0), D("6.30"), D("0.00")),
    ]
    assert totals.document_discount == D("15.70")
    assert totals.amount_including_vat == D("164.25")


@pytest.mark.parametrize(
    ("discount", "refused"),
    [
        (Discount(amount=D("100.00")), None),
        (Discount(amount=D("100.01")), DiscountAboveTotal),
        (Discount(amount=D("-0.01")), DiscountBelowZero),
        (Discount(percent=D(100)), None),
        (Discount(), None),
    ],
)
def test_a_discount_is_not_above_what_the_lines_come_to(discount, refused):
    """AMT-9."""
    refusals = discount.may_be_taken_off(D(100))

    assert [type(each) for each in refusals] == ([refused] if refused else [])


def test_nothing_comes_to_more_than_is_kept():
    assert come_to(lines_of(LARGEST_AMOUNT, vat="0")).may_be_kept() == ()
    (refusal,) = come_to(lines_of(LARGEST_AMOUNT, vat="1")).may_be_kept()
    assert type(refusal) is DocumentTooLarge


def test_a_document_without_lines_comes_to_nothing():
    totals = come_to([], percent="10")

    assert (totals.amount, totals.amount_including_vat, totals.vat) == (0, 0, [])


# What always holds ---------------------------------------------------------------

QUANTITIES = st.decimals(-1000, 1000, places=3)
PRICES = st.decimals(0, 10_000, places=5)
PERCENTS = st.decimals(0, 100, places=2)
RATES = st.sampled_from([D(0), D(9), D(21), D("5.5")])
LINES = st.lists(st.builds(Line, QUANTITIES, PRICES, PERCENTS, RATES), max_size=12)


def half_away(exact: Fraction, minor_unit: int) -> Fraction:
    """Rounding, the slow and obvious way."""
    scale = 10**minor_unit
    sign = -1 if exact < 0 else 1
    return Fraction(sign * int(abs(exact) * scale + Fraction(1, 2)), scale)


@given(
    lines=LINES, percent=PERCENTS, included=st.booleans(), minor_unit=st.integers(0, 3)
)
def test_lines_always_add_up(lines, percent, included, minor_unit):
    totals = come_to(lines, percent=percent, included=included, minor_unit=minor_unit)

    total = Fraction(0)
    for line, result in zip(lines, totals.lines, strict=True):
        gross = half_away(
            Fraction(line.quantity) * Fraction(line.unit_price), minor_unit
        )
        off = half_away(gross * Fraction(line.discount_percent) / 100, minor_unit)
        assert result.line_amount == gross - off
        total += gross - off
    discount = half_away(total * Fraction(percent) / 100, minor_unit) if total else 0
    assert totals.document_discount == discount
    assert totals.line_total == total
    priced = totals.amount_including_vat if included else totals.amount
    assert priced == total - discount


@given(
    lines=LINES, percent=PERCENTS, included=st.booleans(), minor_unit=st.integers(0, 3)
)
def test_vat_of_a_rate_is_that_of_all_its_lines_together(
    lines, percent, included, minor_unit
):
    totals = come_to(lines, percent=percent, included=included, minor_unit=minor_unit)

    for rate in totals.vat:
        own = [
            r
            for ln, r in zip(lines, totals.lines, strict=True)
            if ln.vat_percent == rate.percent
        ]
        factor = 1 + Fraction(rate.percent) / 100
        priced = sum(Fraction(r.line_amount - r.document_discount) for r in own)
        if included:
            assert rate.base == half_away(priced / factor, minor_unit)
            assert rate.base + rate.vat == priced
        else:
            assert rate.base == priced
            assert rate.base + rate.vat == half_away(priced * factor, minor_unit)
        assert sum(r.amount for r in own) == rate.base
        assert sum(r.amount_including_vat for r in own) == rate.base + rate.vat
    assert sum(rate.base for rate in totals.vat) == totals.amount
    assert sum(r.base + r.vat for r in totals.vat) == totals.amount_including_vat


@given(
    lines=LINES, amount=st.decimals("0.01", 10_000, places=2), included=st.booleans()
)
def test_an_amount_taken_off_is_taken_off_whole(lines, amount, included):
    total = sum((line.amount(2) for line in lines), D(0))
    discount = Discount(amount=amount)
    if discount.may_be_taken_off(total):
        return

    totals = come_to(lines, amount=amount, included=included)

    assert totals.document_discount == amount
