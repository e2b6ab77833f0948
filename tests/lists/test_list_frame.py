"""A list page: what it shows, how its address says so, and what garbage does."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.utils import translation

from kans.foundation.acting.actors import acting_as
from kans.number_series.models import NumberSeriesLine
from tests.builders import FEBRUARY_1, JANUARY_1, JUNE_30, MARCH_1, a_company, an_actor
from tests.lists.list_builders import a_line, a_series
from tests.lists.list_reading import with_facts

assert with_facts  # a fixture of each test
pytestmark = pytest.mark.urls("tests.lists.list_pages")
LINES = "/c/cronus/lines/"
PART = {"HX-Request": "true"}


@pytest.fixture
def lines(ann):
    wind, sun = a_series("WIND", "Wind én water"), a_series("SUN", "Zon")
    return [
        a_line(wind, "A1", starting_date=JANUARY_1, ending_number="A9"),
        a_line(sun, "B1", starting_date=MARCH_1, increment_by=10, open=False),
        a_line(sun, "C1", warning_number="C5"),
    ]


def rows(response):
    """The rows of a list page, by what names them."""
    return re.findall(r'data-row="([^"]*)"', response.text)


def selected(response):
    return re.findall(r'data-row="([^"]*)" aria-selected="true"', response.text)


def more(response):
    found = re.search(r'<a class="btn" href="(\?[^"]*after=[^"]*)"', response.text)
    return unescape(found[1]) if found else None


class TestWhatItShows:
    def test_every_row_with_the_fields_of_its_model(self, browser, lines):
        text = browser.get(LINES).text

        assert "<h1>Number Series Lines</h1>" in text
        assert "Increment-by No." in text
        assert 'title="The step from one number to the next."' in text
        assert ">01/01/2026</td>" in text
        assert ">SUN</td>" in text
        assert "3 rows" in text

    def test_values_are_written_in_the_language_of_the_reader(
        self, browser, ann_the_user, lines
    ):
        with translation.override("nl"):
            text = browser.get(LINES, headers={"Accept-Language": "nl"}).text

        assert ">01-01-2026</td>" in text

    def test_rows_of_another_company_are_not_there(self, browser, lines):
        with acting_as(an_actor(a_company("Other"))):
            a_line(a_series("X"), "X1")

        assert "X1" not in rows(browser.get(LINES))

    def test_a_column_that_is_not_visible_can_be_filtered(self, browser, lines):
        page = browser.get(LINES, {"filter.warning_number": "C5"})

        assert rows(page) == ["C1"]
        assert 'data-column="warning_number"' not in page.text

    def test_a_row_opens_where_the_frame_says(self, browser, ann):
        a_series("A/1~B c", "Odd")

        page = browser.get("/c/cronus/series/")

        assert 'href="/c/cronus/series/A~s1~tB%20C/' in page.text
        assert browser.get("/c/cronus/series/A~s1~tB%20C/").status_code == 200

    def test_the_scope_is_said_and_can_be_left(self, browser, lines):
        page = browser.get("/c/cronus/series/SUN/lines/")

        assert "<h1>Lines · SUN</h1>" in page.text
        assert rows(page) == ["B1", "C1"]
        assert 'href="/c/cronus/lines/" title="Show all"' in page.text
        assert 'href="?of=SUN&amp;sort=series"' in page.text


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("", "A1 B1 C1"),
            ("-starting_number", "C1 B1 A1"),
            ("starting_date", "A1 B1 C1"),
            ("-starting_date", "B1 A1 C1"),
            ("ending_number", "A1 B1 C1"),
            ("-ending_number", "A1 C1 B1"),
            ("series", "B1 C1 A1"),
            ("-series.description", "C1 B1 A1"),
            ("nothing", "A1 B1 C1"),
            ("series__id", "A1 B1 C1"),
        ],
    )
    def test_rows_come_in_the_order_of_the_address(self, browser, lines, sort, order):
        page = browser.get(LINES, {"sort": sort} if sort else {})

        assert rows(page) == order.split()

    def test_the_head_says_the_order_and_turns_it(self, browser, lines):
        page = browser.get(LINES, {"sort": "-starting_date"})

        head = re.search(r'data-column="starting_date".*?</th>', page.text, re.DOTALL)
        assert 'aria-sort="descending"' in head[0]
        assert 'href="?sort=starting_date"' in head[0]
        assert page.text.count("aria-sort") == 1


class TestFilters:
    @pytest.mark.parametrize(
        ("column", "text", "found"),
        [
            ("starting_number", "a1|c1", "A1 C1"),
            ("series", "SUN", "B1 C1"),
            ("series.description", "wind en*", "A1"),
            ("series.description", "<>zon", "A1"),
            ("starting_date", "1-1..2-1", "A1"),
            ("starting_date", "t", "B1"),
            ("starting_date", "''", "C1"),
            ("ending_number", "''", "B1 C1"),
            ("increment_by", ">1", "B1"),
            ("open", "yes", "A1 C1"),
            ("open", "no", "B1"),
            ("modified_at", "t", "A1 B1 C1"),
            ("modified_at", "..2026-02", ""),
            ("modified_at", ">t", ""),
            ("modified_at", "<>t", ""),
            ("modified_at", "1800-01-01", ""),
            ("modified_at", "1800-01-01..2999-12-31", "A1 B1 C1"),
            ("modified_at", ">2999-12-31", ""),
            ("modified_at", "2999-12-31", ""),
        ],
    )
    def test_a_column_is_filtered_by_what_is_typed(
        self, browser, lines, column, text, found
    ):
        page = browser.get(LINES, {f"filter.{column}": text})

        assert rows(page) == found.split()

    @pytest.mark.parametrize("text", ["0001-01-01", "..9999-12-31", "0001-01"])
    def test_a_year_in_which_nobody_does_business_is_no_filter(
        self, browser, lines, text
    ):
        page = browser.get(LINES, {"filter.modified_at": text})

        assert rows(page) == []
        assert "Type a date from 01/01/1800 to 12/31/2999." in page.text

    def test_ticked_values_are_alternatives(self, browser, lines):
        page = browser.get(LINES, {"filter.open": ["yes", "no"]})

        assert len(rows(page)) == 3

    def test_several_columns_must_all_pass(self, browser, lines):
        page = browser.get(LINES, {"filter.series": "sun", "filter.open": "yes"})

        assert rows(page) == ["C1"]

    def test_each_filter_is_a_chip_that_removes_it(self, browser, lines):
        page = browser.get(LINES, {"filter.open": "yes", "filter.series": "s*"})

        assert re.search(r"Open:</span> Yes\b", page.text)
        assert 'href="?filter.series=s%2A"' in page.text
        assert 'href="?filter.open=yes"' in page.text

    def test_what_is_not_understood_is_said_at_its_box_and_shows_no_row(
        self, browser, lines
    ):
        page = browser.get(LINES, {"filter.increment_by": "much", "filter.open": "yes"})

        assert rows(page) == []
        assert 'value="much"' in page.text
        error = re.search(r'id="filter_increment_by_error"[^>]*>([^<]+)<', page.text)
        assert "much is not a number" in unescape(error[1])
        assert "data-list-pane hidden" not in page.text
        assert "A filter is not understood, so no rows are shown." in page.text

    def test_nothing_here_differs_from_nothing_found(self, browser, ann):
        empty = browser.get(LINES).text
        a_line(a_series(), "A1")
        found_none = browser.get(LINES, {"search": "nobody"}).text

        assert "There is nothing here yet." in empty
        assert "No row passes these filters." in found_none
        assert "Clear filters" in found_none

    def test_a_form_without_javascript_leaves_a_clean_address(self, browser, lines):
        page = browser.get(
            LINES, {"filter.open": "yes", "filter.series": "", "search": ""}
        )

        assert page.status_code == 302
        assert page.url == f"{LINES}?filter.open=yes"


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("wind", "A1"),
            ("WÁTER", "A1"),
            ("ater", ""),
            ("water wi", "A1"),
            ('"wind en"', "A1"),
            ('"d en w', "A1"),
            ('"water wind"', ""),
            ("sun", "B1 C1"),
            ("zon wind", ""),
            ("%", ""),
            ("_", ""),
            ('"', ""),
        ],
    )
    def test_every_word_begins_a_word_somewhere(self, browser, lines, text, found):
        assert rows(browser.get(LINES, {"search": text})) == found.split()


class TestSelection:
    def test_the_first_row_is_selected_unless_the_address_says_so(self, browser, lines):
        assert selected(browser.get(LINES)) == ["A1"]
        assert selected(browser.get(LINES, {"selected": "B1"})) == ["B1"]

    def test_a_row_that_does_not_pass_is_not_selected(self, browser, lines):
        page = browser.get(LINES, {"selected": "A1", "filter.series": "SUN"})

        assert selected(page) == ["B1"]

    def test_the_action_bar_follows_as_a_part(self, browser, lines):
        headers = {**PART, "HX-Target": "list_actions"}

        part = browser.get(LINES, {"selected": "B1"}, headers=headers)

        assert part.text.strip().startswith('<div class="action-bar')
        assert "Verb of B1" in unescape(part.text)
        assert "<b>B1</b>" in part.text
        assert "data-row" not in part.text


class TestPages:
    @pytest.fixture
    def many(self, ann):
        series = a_series()
        return [a_line(series, f"A{n:03}") for n in range(120)]

    def test_more_leads_on_without_javascript(self, browser, many):
        first = browser.get(LINES)
        second = browser.get(LINES + more(first))
        third = browser.get(LINES + more(second))

        assert rows(first) + rows(second) + rows(third) == [
            line.starting_number for line in many
        ]
        assert more(third) is None

    def test_a_part_holds_just_the_next_rows(self, browser, many):
        address = more(browser.get(LINES))

        part = browser.get(
            LINES + address, headers={**PART, "HX-Target": "list_more"}
        ).text

        assert part.strip().startswith("<tr")
        assert len(re.findall("data-row", part)) == 50
        assert 'aria-selected="true"' not in part

    def test_the_number_of_queries_does_not_depend_on_the_rows(
        self, browser, ann, django_assert_max_num_queries
    ):
        series = a_series()
        counts = set()
        for number in (1, 30):
            for n in range(number):
                a_line(series, f"{number}-{n}")
            with django_assert_max_num_queries(100) as queries:
                browser.get(LINES, {"sort": "starting_date", "search": "s"})
            counts.add(len(queries))

        assert len(counts) == 1

    def test_more_than_the_bound_is_said(self, browser, many, monkeypatch):
        monkeypatch.setattr("kans.lists.frame.listed.COUNTED", 100)
        monkeypatch.setattr("kans.lists.frame.paging.count_up_to.__defaults__", (100,))

        assert "More than 100 rows" in browser.get(LINES).text


GARBAGE = [
    "x", "\0", "'", "((", "a..b..c", "1e999", "NaN", "٣", "-", "*" * 300,
    "é" * 600, "99999999999999999999", "\ud800",
]  # fmt: skip


class TestGarbage:
    @pytest.mark.parametrize(
        "name",
        [
            "sort", "search", "selected", "after", "pane", "filter.", "filter.nothing",
            "filter.starting_number", "filter.starting_date", "filter.increment_by",
            "filter.open", "filter.modified_at", "filter.series",
        ],
    )  # fmt: skip
    def test_no_address_breaks_the_page(self, browser, lines, name):
        for text in GARBAGE:
            address = f"{LINES}?{name}={quote(text, errors='surrogatepass')}"
            assert browser.get(address).status_code == 200

    @pytest.mark.parametrize(
        "part", ["list", "list_content", "list_more", "list_actions", "nothing"]
    )
    def test_no_part_of_it_breaks(self, browser, lines, part):
        address = f"{LINES}?sort=x&after=y&selected=z&filter.increment_by=much"

        answer = browser.get(address, headers={**PART, "HX-Target": part})

        assert answer.status_code == 200

    def test_bytes_that_are_no_text_do_not_break_it(self, browser, lines):
        page = browser.get(f"{LINES}?search=%FF%FE&filter.series=%C3%28")

        assert page.status_code == 200

    def test_the_pushed_address_is_clean(self, browser, lines):
        part = browser.get(
            f"{LINES}?filter.open=yes&filter.series=&x=1&sort=nothing",
            headers={**PART, "HX-Target": "list_content"},
        )

        assert part["HX-Push-Url"] == f"{LINES}?filter.open=yes"


def test_the_dates_of_a_filter_are_days_of_the_company(browser, ann, clock):
    clock.set(FEBRUARY_1, 0, 30)  # still January in UTC
    a_line(a_series(), "A1")
    clock.set(JUNE_30)

    assert rows(browser.get(LINES, {"filter.modified_at": "2026-02-01"})) == ["A1"]
    assert rows(browser.get(LINES, {"filter.modified_at": "2026-01-31"})) == []
    assert NumberSeriesLine.objects.count() == 1
