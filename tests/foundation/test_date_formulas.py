"""Reckoning one date from another with a date formula."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.errors import DomainError
from kans.foundation.text.date_formulas import (
    DateFormula,
    DateFormulaNotUnderstood,
    DateFormulaTooLong,
    DateOutOfReach,
)

MAY_21 = date(1996, 5, 21)  # a Tuesday


@pytest.mark.parametrize(
    ("formula", "leads_to"),
    [
        # As the documentation of BC has them (DF-6).
        ("CQ+1M-10D", date(1996, 7, 20)),
        ("-WD2", date(1996, 5, 14)),
        ("CM+30D", date(1996, 6, 30)),
        ("CM+D10", date(1996, 6, 10)),
        ("-1W", date(1996, 5, 14)),
        # No formula, no change.
        ("", MAY_21),
        ("<>", MAY_21),
        # So many on or back (DF-3).
        ("30D", date(1996, 6, 20)),
        ("0D", date(1996, 5, 21)),
        ("CM+0W", date(1996, 5, 31)),
        ("2W", date(1996, 6, 4)),
        ("1M", date(1996, 6, 21)),
        ("1Q", date(1996, 8, 21)),
        ("1Y", date(1997, 5, 21)),
        ("-6M", date(1995, 11, 21)),
        ("-9999D", MAY_21 - timedelta(days=9999)),
        # To the end of the period, or back to its start (DF-4).
        ("CD", MAY_21),
        ("CW", date(1996, 5, 26)),
        ("CM", date(1996, 5, 31)),
        ("CQ", date(1996, 6, 30)),
        ("CY", date(1996, 12, 31)),
        ("-CD", MAY_21),
        ("-CW", date(1996, 5, 20)),
        ("-CM", date(1996, 5, 1)),
        ("-CQ", date(1996, 4, 1)),
        ("-CY", date(1996, 1, 1)),
        # To the next of a name, never the day itself (DF-5).
        ("WD1", date(1996, 5, 27)),
        ("WD2", date(1996, 5, 28)),
        ("WD7", date(1996, 5, 26)),
        ("-WD1", date(1996, 5, 20)),
        ("D21", date(1996, 6, 21)),
        ("D22", date(1996, 5, 22)),
        ("D31", date(1996, 5, 31)),
        ("-D21", date(1996, 4, 21)),
        ("-D1", date(1996, 5, 1)),
        # However it is typed.
        ("<cm + 30d>", date(1996, 6, 30)),
        ("cm30d", date(1996, 6, 30)),
        (" +1w ", date(1996, 5, 28)),
    ],
)
def test_where_a_formula_leads(formula, leads_to):
    assert DateFormula.parse(formula).applied_to(MAY_21) == leads_to


@pytest.mark.parametrize(
    ("start", "formula", "leads_to"),
    [
        (date(2027, 1, 31), "1M", date(2027, 2, 28)),
        (date(2028, 1, 31), "1M", date(2028, 2, 29)),
        (date(2027, 2, 28), "1M", date(2027, 3, 28)),
        (date(2028, 2, 29), "1Y", date(2029, 2, 28)),
        (date(2026, 12, 31), "2M", date(2027, 2, 28)),
        (date(2027, 3, 31), "-1M", date(2027, 2, 28)),
        (date(2027, 1, 31), "1M+1M", date(2027, 3, 28)),  # step by step (DF-2)
        (date(2027, 1, 31), "D31", date(2027, 3, 31)),  # February has none
        (date(2026, 11, 23), "1W", date(2026, 11, 30)),  # Monday to Monday (DF-7)
        (date(2026, 11, 22), "CW", date(2026, 11, 22)),  # Sunday ends its own week
        (date(2026, 11, 23), "-CW", date(2026, 11, 23)),
        (date(2026, 12, 31), "CQ", date(2026, 12, 31)),
    ],
)
def test_months_differ_in_length_and_weeks_begin_on_monday(start, formula, leads_to):
    assert DateFormula.parse(formula).applied_to(start) == leads_to


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<1m>", "1M"),
        ("+1W", "1W"),
        ("cm 10d", "CM+10D"),
        ("-cw-wd2", "-CW-WD2"),
        ("0007D", "7D"),
        ("0D", "0D"),
        ("", ""),
    ],
)
def test_a_formula_is_kept_in_one_way_of_writing(typed, kept):
    assert str(DateFormula.parse(typed)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("5", "D", "W", "C", "+", "--1D", "1D+", "1X", "W2", "M3", "CX", "CWD", "5WD"),
        *("00000D", "10000D", "12345D", "WD0", "WD8", "D0", "D32", "D101D"),
        *("<1D", "1D>", "1,5D", "1.5D", "½D", "\u0661D", "tomorrow"),
    ],
)
def test_what_is_no_formula_is_refused_with_an_example(typed):
    with pytest.raises(DateFormulaNotUnderstood, match="such as 2W") as refusal:
        DateFormula.parse(typed)

    assert str(refusal.value).startswith(typed.upper())


@pytest.mark.parametrize("typed", ["1D1D1D1D1D1D1D1D", "1" * 21, "1D" * 100_000])
def test_a_formula_fits_in_twenty_characters(typed):
    with pytest.raises(DateFormulaTooLong):
        DateFormula.parse(typed)


@pytest.mark.parametrize(
    ("start", "formula"),
    [
        (date.max, "1D"),
        (date.max, "1M"),
        (date.max, "WD1"),
        (date.max, "CW"),
        (date(9999, 12, 31), "D31"),
        (date.min, "-1D"),
        (date.min, "-9999Y"),
        (MAY_21, "9999Y"),
        (MAY_21, "1500Y"),
        (date(1800, 1, 1), "-1D"),
    ],
)
def test_a_formula_that_leads_outside_the_calendar_is_refused(start, formula):
    with pytest.raises(DateOutOfReach):
        DateFormula.parse(formula).applied_to(start)


@given(st.text("+-CDWMQY0123456789<> x", max_size=12), st.dates())
def test_any_text_is_a_formula_or_refused(text, day):
    try:
        formula = DateFormula.parse(text)
        formula.applied_to(day)
    except DomainError:
        return

    assert DateFormula.parse(str(formula)) == formula
    assert DateFormula.parse(f"<{formula}>") == formula


@given(st.dates(date(1800, 1, 1), date(2999, 12, 24)), st.integers(1, 7))
def test_the_next_weekday_is_one_to_seven_days_on(day, weekday):
    found = DateFormula.parse(f"WD{weekday}").applied_to(day)

    assert found.isoweekday() == weekday
    assert 1 <= (found - day).days <= 7
