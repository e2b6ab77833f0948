"""Amounts of lines, discounts and VAT: examples of the spec, and what always holds."""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.text.amounts import LARGEST_AMOUNT
from kans.sales.rules.amounts import (
    Discount,
    DiscountAboveTotal,
    DiscountBelowZero,
    DocumentTooLarge,
    Line,
    reckon,
)
from kans.trade.rules.prices import rounded

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


def test_a_line_of_nothing_takes_nothing_from_half_a_cent():
    """AMT-6: 0.625 is 0.63, also when a line of 0.00 comes after it."""
    totals = come_to(lines_of("0.50", "0.00", vat="25"))

    with_vat = [line.amount_including_vat for line in totals.lines]
    assert with_vat == [D("0.63"), D("0.00")]


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
        (Discount(percent=D(10), amount=D("100.01")), None),  # what it was of before
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


DISCOUNTS = st.one_of(
    st.builds(lambda percent: Discount(percent=percent), PERCENTS),
    st.builds(lambda share: Discount(amount=share), st.decimals(0, 100, places=2)),
    st.just(Discount()),
)


def discount_for(lines, discount, minor_unit):
    """An amount is a share of what the lines come to, so that it may be taken off."""
    if discount.percent is not None:
        return discount
    total = sum((line.amount(minor_unit) for line in lines), D(0))
    share = half_away(Fraction(total * discount.amount) / 100, minor_unit)
    return Discount(amount=as_decimal(max(share, 0), minor_unit))


def as_decimal(amount, minor_unit):
    return D(int(amount * 10**minor_unit)).scaleb(-minor_unit)


def told_slowly(lines, discount, included, minor_unit):
    """Every figure of every line, as one would do it on paper, in fractions.

    What a line gets is what all lines so far get together, less what those before got.
    """
    lines = [[Fraction(v) for v in astuple(line)] for line in lines]
    gross = [half_away(q * p, minor_unit) for q, p, _off, _vat in lines]
    own = [
        half_away(g * line[2] / 100, minor_unit)
        for g, line in zip(gross, lines, strict=True)
    ]
    amounts = [g - off for g, off in zip(gross, own, strict=True)]
    total = sum(amounts)
    if discount.percent is None:
        whole = Fraction(discount.amount)
    else:
        whole = half_away(total * Fraction(discount.percent) / 100, minor_unit)
    told = []
    for n, amount in enumerate(amounts):
        so_far = [
            half_away(whole * sum(amounts[:to]) / total, minor_unit) if total else 0
            for to in (n, n + 1)
        ]
        shared = so_far[1] - so_far[0]
        same = [k for k in range(n) if lines[k][3] == lines[n][3]]
        before = sum(amounts[k] - told[k][2] for k in same)
        priced, factor = amount - shared, 1 + lines[n][3] / 100
        factor = 1 / factor if included else factor
        parts = [half_away(x * factor, minor_unit) for x in (before, before + priced)]
        other = parts[1] - parts[0]
        net, whole_price = (other, priced) if included else (priced, other)
        told.append((own[n], amount, shared, net, whole_price))
    return told


@given(
    lines=LINES,
    discount=DISCOUNTS,
    included=st.booleans(),
    minor_unit=st.integers(0, 3),
)
def test_every_figure_is_as_one_reckons_on_paper(lines, discount, included, minor_unit):
    """AMT-2 to AMT-9, of each line and of the whole."""
    discount = discount_for(lines, discount, minor_unit)
    totals = reckon(
        lines,
        discount=discount,
        prices_include_vat=included,
        minor_unit=minor_unit,
    )

    told = told_slowly(lines, discount, included, minor_unit)
    assert [astuple(result) for result in totals.lines] == told
    assert totals.amount == sum(line[3] for line in told)
    assert totals.amount_including_vat == sum(line[4] for line in told)
    by_rate = {
        rate: [t for ln, t in zip(lines, told, strict=True) if ln.vat_percent == rate]
        for rate in sorted({ln.vat_percent for ln in lines}, reverse=True)
    }
    assert [astuple(rate) for rate in totals.vat] == [
        (rate, sum(t[3] for t in own), sum(t[4] - t[3] for t in own))
        for rate, own in by_rate.items()
    ]
    smallest = D(1).scaleb(-minor_unit)
    figures = [f for result in totals.lines for f in astuple(result)]
    assert all(f % smallest == 0 for f in figures)


@given(
    lines=st.lists(
        st.builds(Line, st.integers(1, 9).map(D), PRICES, PERCENTS, RATES), min_size=1
    ),
    share=st.integers(0, 100),
    included=st.booleans(),
    minor_unit=st.integers(0, 3),
)
def test_an_amount_taken_off_is_taken_off_whole(lines, share, included, minor_unit):
    """AMT-9; up to all that the lines come to, and never more."""
    total = sum((line.amount(minor_unit) for line in lines), D(0))
    amount = rounded(total * share / 100, minor_unit)
    assert Discount(amount=amount).may_be_taken_off(total) == ()

    totals = come_to(lines, amount=amount, included=included, minor_unit=minor_unit)

    assert totals.document_discount == amount
    priced = totals.amount_including_vat if included else totals.amount
    assert priced == total - amount
    too_much = Discount(amount=total + D(1).scaleb(-minor_unit))
    assert too_much.may_be_taken_off(total) == (DiscountAboveTotal(total=total),)
