"""Rows are put together by what they have in common, and added up exactly."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from html import unescape

import pytest

from kans.lists.frame.columns import Column, bind
from kans.lists.frame.grouping import groups_of, inside
from kans.lists.frame.totals import totals_of
from kans.opportunities.models import Opportunity
from tests.builders import (
    FEBRUARY_1,
    JANUARY_1,
    MARCH_1,
    a_sales_cycle,
    an_estimate,
    an_opportunity,
)
from tests.lists.list_builders import a_line, a_series
from tests.lists.list_reading import (
    LINES,
    PART,
    groups,
    rows,
    totals,
    view_of,
    with_facts,
)
from tests.opportunities.common import won

assert with_facts  # a fixture of each test
pytestmark = pytest.mark.urls("tests.lists.list_pages")


@pytest.fixture
def lines(ann, clock):
    wind, sun = a_series("WIND", "Énergie"), a_series("SUN", "energie")
    a_line(wind, "A1", starting_date=JANUARY_1, ending_number="A9", increment_by=1)
    a_line(sun, "B1", starting_date=MARCH_1, increment_by=10, open=False)
    clock.set(FEBRUARY_1, 0, 30)  # still January in UTC
    a_line(sun, "C1", increment_by=100)


class TestGroups:
    @pytest.mark.parametrize(
        ("column", "found"),
        [
            ("series", ["SUN 2 110", "WIND 1 1"]),
            ("open", ["No 1 10", "Yes 2 101"]),
            ("starting_date", ["January 2026 1 1", "March 2026 1 10", "(blank) 1 100"]),
            ("modified_at", ["February 2026 1 100", "March 2026 2 11"]),
            ("ending_number", ["A9 1 1", "(blank) 2 110"]),
        ],
    )
    def test_of_each_kind_of_column_with_count_and_sum(
        self, browser, lines, column, found
    ):
        page = browser.get(LINES, {"group": column})

        assert groups(page) == found
        assert rows(page) == []

    def test_texts_are_one_whatever_their_case_and_accents(self, browser, lines):
        assert groups(browser.get(LINES, {"group": "series.description"})) in (
            ["energie 3 111"],
            ["Énergie 3 111"],  # whichever the database finds first
        )

    @pytest.mark.parametrize(
        ("column", "group", "found"),
        [
            ("series", "sun", "B1 C1"),
            ("open", "yes", "A1 C1"),
            ("starting_date", "2026-03", "B1"),
            ("starting_date", "''", "C1"),
            ("modified_at", "2026-02", "C1"),
            ("ending_number", "a9", "A1"),
            ("ending_number", "''", "B1 C1"),
        ],
    )
    def test_one_is_opened_and_shows_its_rows(
        self, browser, lines, column, group, found
    ):
        page = browser.get(LINES, {"group": column, "in": group})

        assert rows(page) == found.split()
        assert page.text.count('aria-expanded="true"') == 1

    def test_the_link_of_a_group_opens_and_closes_it(self, browser, lines):
        link = r'id="group_0" href="([^"]*)"'
        closed = browser.get(LINES, {"group": "series"})
        opened = browser.get(LINES + unescape(re.search(link, closed.text)[1]))

        assert rows(opened) == ["B1", "C1"]
        again = browser.get(LINES + unescape(re.search(link, opened.text)[1]))
        assert rows(again) == []

    def test_follow_filters_and_the_order(self, browser, lines):
        page = browser.get(
            LINES, {"group": "series", "sort": "-series", "filter.open": "yes"}
        )

        assert groups(page) == ["WIND 1 1", "SUN 1 100"]

    def test_a_long_one_is_paged_as_any_list(self, browser, lines):
        series = a_series("LONG")
        for n in range(60):
            a_line(series, f"L{n:02}")
        asked = {"group": "series", "in": "long"}

        page = browser.get(LINES, asked)
        more = unescape(re.search(r'<a class="btn" href="(\?[^"]*)"', page.text)[1])
        part = browser.get(LINES + more, headers={**PART, "HX-Target": "list_more"})

        assert rows(page) == [f"L{n:02}" for n in range(50)]
        assert rows(part) == [f"L{n:02}" for n in range(50, 60)]
        assert groups(part) == []

    def test_are_part_of_a_view(self, browser, lines):
        browser.post(
            "/c/cronus/lists/lines/views/new/?group=series", {"name": "By series"}
        )
        link = re.search(r'href="(\?view=[0-9a-f-]{36})"', browser.get(LINES).text)[1]

        page = browser.get(LINES + link)

        assert view_of(page) == "By series"
        assert groups(page) == ["SUN 2 110", "WIND 1 1"]

    @pytest.mark.parametrize("column", ["increment_by", "starting_number", "x", "\0"])
    def test_a_column_that_cannot_group_does_not(self, browser, lines, column):
        page = browser.get(LINES, {"group": column})

        assert rows(page) == ["A1", "B1", "C1"]

    @pytest.mark.parametrize("group", ["x", "9999-12", "2026-13", "\0", "0001-01"])
    @pytest.mark.parametrize("column", ["starting_date", "modified_at", "open"])
    def test_a_group_that_is_not_there_has_no_rows(self, browser, lines, column, group):
        page = browser.get(LINES, {"group": column, "in": group})

        assert page.status_code == 200
        assert groups(page)

    def test_cost_one_query_however_many_there_are(
        self, browser, lines, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(100) as made:
                browser.get(LINES, {"group": "series"})
            return len(made)

        few = queries()
        for n in range(20):
            a_line(a_series(f"S{n}"), f"S{n}")

        assert queries() == few

    def test_too_many_are_not_shown_and_that_is_said(self, browser, lines, monkeypatch):
        monkeypatch.setattr("kans.lists.frame.grouping.MOST", 1)

        page = browser.get(LINES, {"group": "series"})

        assert groups(page) == ["SUN 2 110"]
        assert "There are more groups." in page.text


class TestTotals:
    def test_stand_below_the_list_and_follow_the_filter(self, browser, lines):
        assert totals(browser.get(LINES)) == ["Total", "111"]
        assert totals(browser.get(LINES, {"filter.series": "SUN"})) == ["Total", "110"]
        assert totals(browser.get(LINES, {"search": "nobody"})) is None

    def test_of_much_come_after_the_page(self, browser, lines, monkeypatch):
        monkeypatch.setattr("kans.lists.frame.listed.AT_ONCE", 2)

        page = browser.get(LINES, {"sort": "series"})
        part = browser.get(
            LINES, {"sort": "series"}, headers={**PART, "HX-Target": "list_totals"}
        )

        assert totals(page) == ["Show", "the", "totals"]
        assert 'hx-get="?sort=series" hx-trigger="load"' in page.text
        assert part.text.strip().startswith("<tfoot")
        assert totals(part) == ["Total", "111"]
        assert rows(part) == []
        asked = browser.get(LINES, {"sort": "series", "totals": "yes"})
        assert totals(asked) == ["Total", "111"]

    def test_are_not_there_where_nothing_is_added_up(self, browser, ann):
        a_series("WIND")

        assert totals(browser.get("/c/cronus/series/")) is None


@pytest.mark.parametrize("column", ["status", "salesperson", "closed", "priority"])
def test_money_is_exact_in_each_group_and_in_all(ann, column):
    cycle = a_sales_cycle("Qualify")
    for n, value in enumerate(("0.1", "0.2", "1111.11", "2222.22", "2332004.07")):
        estimate = an_estimate(value)
        made = an_opportunity(
            sales_cycle=cycle, standing_on="Qualify", estimate=estimate
        )
        if n % 2:
            won(made)
    by = bind(Column(column), Opportunity)
    money = bind(Column("estimated_value"), Opportunity)
    rows = Opportunity.objects.all()

    found = groups_of(rows, by, [money])

    held = Counter()
    for made in rows:
        shown = by.shower()(_value(made, by.value_path))
        held[shown] += made.estimated_value
    sums = {g.caption: Decimal(g.totals["estimated_value"].replace(",", ""))
            for g in found.groups}  # fmt: skip
    assert sums == dict(held)
    assert totals_of(rows, [money]) == {"total_estimated_value": Decimal("2335337.70")}
    for group in found.groups:
        assert inside(rows, by, group.name).count() == group.count


def _value(record, path):
    for name in path.split("__"):
        record = getattr(record, name)
    return record


def test_choices_come_in_the_order_in_which_they_are_offered(ann):
    for priority in (3, 1, 2, 3):
        an_opportunity(priority=priority)
    by = bind(Column("priority"), Opportunity)

    for descending in (False, True):
        found = groups_of(Opportunity.objects.all(), by, [], descending=descending)

        expected = ["Low", "Normal", "High"]
        shown = [group.caption for group in found.groups]
        assert shown == (expected[::-1] if descending else expected)
