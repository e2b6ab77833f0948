"""A long list of opportunities: scrolled to its end, filtered in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from kans.foundation.journal.journal import open_change
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.moves import ActionTaken
from tests.browser.desk import LIST
from tests.builders import (
    MARCH_1,
    a_contact,
    a_person,
    a_sales_cycle,
    a_salesperson,
    an_estimate,
    an_opportunity,
)
from tests.effort import only_long
from tests.opportunities.common import lost, won

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 300
SELLERS = (("JO", "Johanna"), ("PS", "Peter"), ("ZÖ", "Zoë"))
TENTH = date(2026, 3, 11)  # when OP00110 is expected to close

# What is typed into which box, in English and in Dutch, and which numbers are left.
FILTERS = {
    "salesperson": (
        {"salesperson": "zo"},
        {"salesperson": "zo"},
        range(2, 300, 3),
    ),
    "two salespeople and a range of numbers": (
        {"salesperson": "jo|ps", "number": "op00010..op00020"},
        {"salesperson": "jo|ps", "number": "op00010..op00020"},
        [n for n in range(10, 21) if n % 3 < 2],
    ),
    "contact": (
        {"contact_name": "clara*", "description": "desk 1??"},
        {"contact_name": "clara*", "description": "desk 1??"},
        range(101, 200, 4),
    ),
    "contact's company": (
        {"company_name": "@CONTOSO", "status": "Not Started"},
        {"company_name": "@CONTOSO", "status": "Not Started"},
        [n for n in range(100) if n % 4 < 2],
    ),
    "value range": (
        {"estimated_value": "150.5..152"},
        {"estimated_value": "150,5..152"},
        (150, 151),
    ),
    "value from": (
        {"estimated_value": ">=290.50", "status": "In Progress"},
        {"estimated_value": ">=290,50", "status": "In Progress"},
        range(290, 300),
    ),
    "a date": (
        {"estimated_close_date": "03/05/2026..03/07/2026"},
        {"estimated_close_date": "05-03-2026..07-03-2026"},
        (104, 105, 106),
    ),
    "today": ({"estimated_close_date": "t"}, {"estimated_close_date": "v"}, (110,)),
    "overdue": (
        {"estimated_close_date": "..t", "status": "In Progress"},
        {"estimated_close_date": "..v", "status": "In Progress"},
        range(100, 111),
    ),
    "within a week of the work date": (
        {"estimated_close_date": "w..+1w"},
        {"estimated_close_date": "w..+1w"},
        range(110, 118),
    ),
}


@pytest.fixture
def many(ann):
    """300 of three salespeople and two companies, and two that are closed.

    The first 100 have not started. Of the others each is worth 1 more and is expected
    to close a day later than the one before.
    """
    cycle = a_sales_cycle("Qualify", "Sign", code="FIRM")
    sellers = [a_salesperson(code, name) for code, name in SELLERS]
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    clara = a_person("Clara Smit", at=contoso)
    stage = cycle.stages.get(description="Qualify")
    with open_change("test"):
        for n in range(COUNT):
            opportunity = Opportunity(
                number=f"OP{n:05}",
                description=f"Désk {n}",
                salesperson=sellers[n % 3],
                sales_cycle=cycle,
                creation_date=MARCH_1,
            )
            opportunity.assign((contoso, clara, fabrikam, fabrikam)[n % 4])
            if n >= 100:
                opportunity.enter(
                    stage,
                    taken=ActionTaken.NONE,
                    on=MARCH_1,
                    estimate=an_estimate(
                        n + 0.5, 50, MARCH_1 + timedelta(days=n - 100)
                    ),
                    minor_unit=2,
                )
            opportunity.write_history()
    won(an_opportunity(number="WON", sales_cycle=cycle, standing_on="Qualify"))
    lost(an_opportunity(number="LOST", sales_cycle=cycle, standing_on="Qualify"))


@pytest.fixture(params=["en-US", only_long("nl-NL")])
def page(request, many, clock, ann_the_user, open_browser):
    clock.set(TENTH)
    return open_browser(locale=request.param, user=ann_the_user)


def shown(page):
    return page.locator("tr[data-row]").evaluate_all(
        "rows => rows.map((row) => row.dataset.row)"
    )


def test_filters_give_the_right_rows(page):
    page.goto(LIST)
    dutch = page.locator("html").get_attribute("lang") == "nl"
    for name, (english, in_dutch, wanted) in FILTERS.items():
        page.goto(f"{LIST}?pane=filters&sort=number")
        for column, text in (in_dutch if dutch else english).items():
            if column == "status":
                page.locator(f"input[name='filter.status'][value='{text}']").check()
            else:
                page.locator(f"#filter_{column}").fill(text)
                page.keyboard.press("Enter")
        rows = "regels" if dutch else "rows"
        count = page.locator("#list_count")
        rows = rows if len(wanted) != 1 else rows[:-1]
        expect(count, name).to_have_text(f"{len(wanted)} {rows}")
        assert shown(page) == [f"OP{n:05}" for n in wanted][:50], name
        found = page.locator(".list-filter-error").all_inner_texts()
        assert not any(found), name


def test_closed_ones_are_filtered_by_status(page):
    for status in ("Won", "Lost"):
        page.goto(f"{LIST}?filter.status={status}")
        assert shown(page) == [status.upper()]


def test_scrolling_goes_on_to_the_end(page):
    page.goto(f"{LIST}?sort=number&filter.status=Not+Started|In+Progress")
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(50)
    page.locator("tr[data-row]").first.focus()
    for loaded in range(100, COUNT + 1, 50):
        page.keyboard.press("Control+End")
        expect(rows).to_have_count(loaded)
    page.keyboard.press("Control+End")

    expect(page.locator("tr[data-row=OP00299]")).to_be_focused()
    expect(page.locator("#list_more")).to_have_count(0)
    assert shown(page) == [f"OP{n:05}" for n in range(COUNT)]
