"""The views that opportunities come with: which rows, in which order, as days go by."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kans.foundation.journal.journal import open_change
from kans.security.models import Membership
from tests.builders import (
    APRIL_1,
    MARCH_1,
    MARCH_2,
    MARCH_31,
    a_sales_cycle,
    a_salesperson,
    an_estimate,
    an_opportunity,
)
from tests.opportunities.common import lost, won
from tests.opportunities.pages import AT, text_of
from tests.opportunities.test_list_page import rows_of

FEBRUARY_28 = date(2026, 2, 28)
CAPTIONS = {
    "en": ["All", "Open", "Mine", "Closing This Month", "Overdue", "Won", "Lost"],
    "nl": [
        *("Alle", "Open", "Van mij", "Sluit deze maand", "Afsluitdatum verstreken"),
        *("Gewonnen", "Verloren"),
    ],
}


@pytest.fixture
def several(ann):
    """Named by when they are to close, around the edges of March; some closed."""
    cycle, other = a_sales_cycle("Qualify"), a_salesperson("PS", "Peter Smit")

    def to_close(number, day, **facts):
        return an_opportunity(
            number=number,
            sales_cycle=cycle,
            standing_on="Qualify",
            estimate=an_estimate(close_date=day),
            **facts,
        )

    an_opportunity(number="FRESH", sales_cycle=cycle)
    to_close("APR1", APRIL_1)
    to_close("FEB28", FEBRUARY_28)
    to_close("MAR31", MARCH_31, salesperson=other)
    to_close("MAR1", MARCH_1)
    won(to_close("WON", FEBRUARY_28), on=MARCH_1)
    won(to_close("WON31", MARCH_31), on=MARCH_1)
    lost(to_close("LOST", MARCH_31, salesperson=other), on=MARCH_1)


def shown(browser, view):
    return rows_of(browser.get(f"{AT}?view={view}"))


def ann_is(code):
    """Make Ann a salesperson of that code."""
    salesperson = a_salesperson(code, "Anna")
    with open_change("test"):
        Membership.objects.update(salesperson=salesperson)
    return salesperson


@pytest.mark.parametrize(
    ("view", "rows"),
    [
        ("all", ["WON31", "WON", "MAR31", "MAR1", "LOST", "FRESH", "FEB28", "APR1"]),
        ("open", ["MAR31", "MAR1", "FRESH", "FEB28", "APR1"]),
        ("closing-this-month", ["MAR1", "MAR31"]),
        ("overdue", ["FEB28"]),
        ("won", ["WON31", "WON"]),
        ("lost", ["LOST"]),
    ],
)
def test_each_shows_just_its_rows_in_its_order(browser, several, view, rows):
    assert shown(browser, view) == rows


@pytest.mark.parametrize(
    ("today", "closing_and_overdue"),
    [
        (FEBRUARY_28, (["FEB28"], [])),
        (MARCH_1, (["MAR1", "MAR31"], ["FEB28"])),
        (MARCH_2, (["MAR1", "MAR31"], ["FEB28", "MAR1"])),
        (MARCH_31, (["MAR1", "MAR31"], ["FEB28", "MAR1"])),
        (APRIL_1, (["APR1"], ["FEB28", "MAR1", "MAR31"])),
        (date(2027, 3, 1), ([], ["FEB28", "MAR1", "MAR31", "APR1"])),
    ],
)
def test_the_month_and_what_is_overdue_follow_the_day(
    browser, several, clock, today, closing_and_overdue
):
    clock.set(today)

    views = "closing-this-month", "overdue"
    assert tuple(shown(browser, view) for view in views) == closing_and_overdue


def test_the_last_minute_of_a_month_is_that_of_the_companys_clock(
    browser, several, clock
):
    clock.set(MARCH_31, 23, 59)
    assert shown(browser, "closing-this-month") == ["MAR1", "MAR31"]

    clock.set(APRIL_1, 0, 0)
    assert shown(browser, "closing-this-month") == ["APR1"]


def test_mine_are_those_of_the_salesperson_that_one_is(browser, several):
    own = {"salesperson": ann_is("ANN"), "standing_on": "Sign"}
    an_opportunity(number="MINE1", **own)
    won(an_opportunity(number="MINE2", **own))

    assert shown(browser, "mine") == ["MINE2", "MINE1"]


def test_who_is_a_salesperson_without_any_has_an_empty_list(browser, several):
    ann_is("ANN")

    page = browser.get(f"{AT}?view=mine")

    assert rows_of(page) == []
    assert "stands for nobody" not in text_of(page)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You are no salesperson, so %me stands for nobody."),
        ("nl", "U bent geen verkoper"),
    ],
)
def test_who_is_no_salesperson_is_told_so_instead_of_seeing_any(
    browser, several, language, sentence
):
    page = browser.get(f"{AT}?view=mine", headers={"Accept-Language": language})

    assert page.status_code == 200
    assert rows_of(page) == []
    assert sentence in text_of(page)


@pytest.mark.parametrize("language", CAPTIONS)
def test_the_menu_names_them(browser, several, language):
    page = browser.get(AT, headers={"Accept-Language": language})

    menu = text_of(page).partition('id="list_views"')[2].partition("</ul>")[0]
    links = re.findall(r"<li><a [^>]*>([^<]*)", menu)
    assert [" ".join(link.split()) for link in links] == CAPTIONS[language]
