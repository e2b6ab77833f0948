"""What people may type for a date, in English and Dutch."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.errors import DomainError
from kans.foundation.text.date_entry import (
    DateNotUnderstood,
    YearOutOfReach,
    read_date,
    read_period,
)
from kans.foundation.text.date_formulas import DateFormulaNotUnderstood, DateOutOfReach

TODAY = date(2026, 11, 23)  # a Monday, in week 48
WORK_DATE = date(2026, 12, 10)  # a Thursday, in week 50


def read(text, language="nl", work_date=WORK_DATE):
    return read_date(text, today=TODAY, work_date=work_date, language=language)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    ("typed", "means"),
    [
        *((word, TODAY) for word in ("t", "T", "today", "v", "Vandaag", " v ")),
        *((word, WORK_DATE) for word in ("w", "work date", "WorkDate", "werkdatum")),
        *((word, date(2026, 12, 31)) for word in ("eom", "em")),
        # A day of the work date's week.
        *((word, date(2026, 12, 7)) for word in ("mo", "Mon", "monday", "ma", "maan")),
        *((word, date(2026, 12, 8)) for word in ("tu", "Tues", "di", "dinsdag")),
        *((word, date(2026, 12, 9)) for word in ("we", "wo")),
        *((word, date(2026, 12, 10)) for word in ("th", "do")),
        *((word, date(2026, 12, 11)) for word in ("fr", "vr")),
        *((word, date(2026, 12, 12)) for word in ("sa", "za")),
        *((word, date(2026, 12, 13)) for word in ("su", "zo", "zondag")),
        # A day of another week of its year.
        *((word, date(2026, 11, 23)) for word in ("mo48", "ma 48", "Maandag48")),
        ("di1", date(2025, 12, 30)),
        ("su53", date(2027, 1, 3)),
        # On from the work date, or from a day.
        ("+2w", date(2026, 12, 24)),
        ("-3D", date(2026, 12, 7)),
        ("+ 1 m", date(2027, 1, 10)),
        ("-cm", date(2026, 12, 1)),
        ("t-1m", date(2026, 10, 23)),
        ("v+1d", date(2026, 11, 24)),
        ("werkdatum + 1d", date(2026, 12, 11)),
        ("ma+1w", date(2026, 12, 14)),
        # Figures: the rest comes from the work date.
        ("5", date(2026, 12, 5)),
        ("15", date(2026, 12, 15)),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026-1-2", date(2026, 1, 2)),
    ],
)
def test_what_is_typed_for_a_date(typed, means, language):
    assert read(typed, language) == means


@pytest.mark.parametrize(
    ("dutch", "american", "means"),
    [
        ("2311", "1123", date(2026, 11, 23)),
        ("231126", "112326", date(2026, 11, 23)),
        ("23112026", "11232026", date(2026, 11, 23)),
        ("23-11", "11/23", date(2026, 11, 23)),
        ("1/2", "2/1", date(2026, 2, 1)),
        ("1.2.27", "2-1-27", date(2027, 2, 1)),
        ("23-11-2026", "11/23/2026", date(2026, 11, 23)),
        ("1-1-49", "1-1-49", date(2049, 1, 1)),
        ("1-1-50", "1-1-50", date(1950, 1, 1)),
        ("1-1-00", "1-1-00", date(2000, 1, 1)),
    ],
)
def test_americans_put_the_month_first(dutch, american, means):
    assert read(dutch, "nl") == read(dutch, "en-gb") == means
    assert read(american, "en") == read(american, "en-us") == means


def test_the_week_of_new_year_belongs_to_the_year_of_its_thursday():
    friday = date(2027, 1, 1)  # in week 53 of 2026

    assert read("ma", work_date=friday) == date(2026, 12, 28)
    assert read("ma53", work_date=friday) == date(2026, 12, 28)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "x", "m", "tod", "tomorrow", "ma54", "ma0", "ma 2026"),
        *("0", "32", "123", "12345", "1234567", "3113", "31-02-2026", "29022027"),
        *("1-2-3", "1-2-123", "1-2-20266", "2026-13-01", "2026-02-30", "0000-01-01"),
        *("1--2", "1/", "²", "\u0661\u0662", "1:2", "2026", "1e3", "\x00"),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(typed, language):
    example = "11/23/2026" if language == "en" else "23-11-2026"
    with pytest.raises(DateNotUnderstood, match=example):
        read(typed, language)


@pytest.mark.parametrize("typed", ["-", "+5", "t-", "monday-5", "+2x"])
def test_a_sum_takes_a_date_formula(typed):
    with pytest.raises(DateFormulaNotUnderstood, match="such as 2W"):
        read(typed)


def test_a_sum_that_leads_outside_the_calendar_is_refused():
    with pytest.raises(DateOutOfReach):
        read("+9999y")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2011", date(2011, 1, 1), date(2011, 12, 31)),  # as a date: 20 November
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2028-2", date(2028, 2, 1), date(2028, 2, 29)),
        ("03-2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("3/2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("2311", date(2026, 11, 23), date(2026, 11, 23)),
        ("v", TODAY, TODAY),
    ],
)
def test_in_a_filter_a_month_or_year_is_all_its_days(typed, first, last):
    period = read_period(typed, today=TODAY, work_date=WORK_DATE, language="nl")

    assert period == (first, last)


@pytest.mark.parametrize("typed", ["2026-13", "13-2026", "0-2026", "0000-01"])
def test_a_month_that_does_not_exist_is_refused(typed):
    with pytest.raises(DateNotUnderstood):
        read_period(typed, today=TODAY, work_date=WORK_DATE, language="nl")


@given(
    st.text("twv madiomo+-./0123456789 cy"),
    st.dates(),
    st.sampled_from(["en", "nl", "de"]),
)
def test_any_text_is_a_date_or_refused(text, work_date, language):
    arguments = {"today": TODAY, "work_date": work_date, "language": language}
    try:
        first, last = read_period(text, **arguments)
    except DomainError:
        return

    assert first <= last


@pytest.mark.parametrize("typed", ["0001-01-01", "1799-12-31", "31-12-9999"])
def test_a_year_in_which_nobody_does_business_is_refused(typed):
    with pytest.raises(YearOutOfReach, match=r"Type a date from .*1800 to .*2999"):
        read(typed, "nl")
    with pytest.raises(YearOutOfReach):
        read_period(typed, today=TODAY, work_date=WORK_DATE, language="nl")


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_a_date_is_read_as_it_is_written(day):
    for written in ("%d-%m-%Y", "%d/%m/%y", "%d%m%y", "%d%m%Y", "%Y-%m-%d"):
        assert read(day.strftime(written), "nl") == day
    for written in ("%m/%d/%Y", "%m-%d-%y", "%m%d%y", "%m%d%Y", "%Y-%m-%d"):
        assert read(day.strftime(written), "en") == day
