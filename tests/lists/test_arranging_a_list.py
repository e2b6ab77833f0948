"""Everybody arranges a list to their own taste, and the server remembers it."""

from __future__ import annotations

import re

import pytest

from kans.foundation.acting.actors import acting_as
from kans.foundation.models import Change
from kans.lists.models import ListSettings
from kans.security.queries import actor_of
from tests.builders import JANUARY_1, a_membership, a_user
from tests.lists.list_builders import a_line, a_series
from tests.lists.list_reading import (
    LINES,
    PART,
    heads,
    rows,
    with_facts,
)

assert with_facts  # a fixture of each test

pytestmark = pytest.mark.urls("tests.lists.list_pages")
COLUMNS = "/c/cronus/lists/lines/columns/"
LAYOUT = "/c/cronus/lists/lines/layout/"
DECLARED = [
    "starting_number", "series", "series.description", "starting_date",
    "ending_number", "increment_by", "open", "modified_at",
]  # fmt: skip


@pytest.fixture
def lines(ann):
    series = a_series("WIND", "Wind")
    return [a_line(series, f"A{n}", starting_date=JANUARY_1) for n in range(3)]


@pytest.fixture
def ben(client, ann):
    """Another user of the company, at their own browser."""
    user = a_membership(a_user("Ben")).user
    client = type(client)()
    client.force_login(user)
    client.actor = actor_of(user.pk, "cronus")
    return client


def choose(browser, columns, *, shown=None, **more):
    told = {"column": columns, "shown": shown or columns, "pinned": 1}
    return browser.post(COLUMNS, {"density": "comfortable", **told, **more})


def body(page):
    """The cells of the first row, without its mark."""
    row = re.search(r"<tr data-row.*?</tr>", page.text, re.DOTALL)[0]
    return re.findall(r"<td[^>]*data-caption=\"([^\"]*)\"", row)


class TestColumns:
    def test_are_as_declared_until_somebody_chooses(self, browser, lines):
        assert heads(browser.get(LINES)) == DECLARED

    def test_are_shown_in_the_order_in_which_they_are_chosen(self, browser, lines):
        choose(browser, ["open", "warning_number", "starting_number", "series"])

        page = browser.get(LINES)
        chosen = ["open", "warning_number", "starting_number", "series"]
        assert heads(page) == chosen
        assert body(page) == ["Open", "Warning No.", "Starting No.", "Number Series"]

    def test_that_are_not_ticked_are_not_shown(self, browser, lines):
        choose(browser, DECLARED, shown=["series", "starting_number"])

        assert heads(browser.get(LINES)) == ["starting_number", "series"]

    def test_the_first_one_opens_the_record(self, browser, ann):
        a_series("WIND", "Wind én water")
        browser.post(
            "/c/cronus/lists/series/columns/",
            {"column": ["description", "code"], "shown": ["description", "code"],
             "pinned": 1, "density": "compact"},
        )  # fmt: skip

        page = browser.get("/c/cronus/series/")

        opens = r'<a href="/c/cronus/series/WIND/[^"]*" data-open>Wind én water</a>'
        assert re.search(opens, page.text)

    def test_are_moved_in_the_dialog_before_anything_is_kept(self, browser, lines):
        page = choose(browser, DECLARED, move="down.starting_number")

        order = re.findall(
            r'<li class="column-choice" data-column="([^"]*)"', page.text
        )
        assert order[:3] == ["series", "starting_number", "series.description"]
        assert 'value="down.starting_number"' in page.text
        assert heads(browser.get(LINES)) == DECLARED

    def test_none_at_all_is_refused(self, browser, lines):
        page = browser.post(
            COLUMNS, {"column": DECLARED, "pinned": 1, "density": "compact"}
        )

        assert page.status_code == 422
        assert "No column is chosen. Choose at least one." in page.text
        assert heads(browser.get(LINES)) == DECLARED

    @pytest.mark.parametrize("width", ["47", "801", "wide"])
    def test_a_width_that_cannot_be_is_refused_at_its_column(
        self, browser, lines, width
    ):
        page = choose(browser, DECLARED, width_series=width)

        assert page.status_code == 422
        assert 'aria-describedby="id_width_series_error"' in page.text
        assert not ListSettings.objects.exists()

    def test_are_as_wide_and_stay_at_the_left_as_chosen(self, browser, lines):
        choose(browser, DECLARED, width_series="120", pinned=3)

        page = browser.get(LINES)

        assert re.findall(
            r'data-column="series" [^>]*data-width="(\d+)"', page.text
        ) == ["120"]
        assert 'data-pinned="3"' in page.text

    def test_go_back_to_what_is_declared(self, browser, lines):
        choose(browser, ["open"], density="compact")

        browser.post(COLUMNS, {"reset": "yes"})

        assert heads(browser.get(LINES)) == DECLARED
        assert "is-compact" not in browser.get(LINES).text

    def test_that_are_no_longer_declared_are_passed_over(self, browser, lines, ann):
        kept = {"columns": ["gone", "series", "series", 7], "widths": {"gone": 90}}
        ListSettings.of_who_acts("lines").arrange("", kept)

        assert heads(browser.get(LINES)) == ["series"]

    @pytest.mark.parametrize(
        "kept",
        [[], "x", {"columns": "x"}, {"widths": [1], "pinned": "x"}, {"density": 1}],
    )
    def test_garbage_that_was_kept_is_passed_over(self, browser, lines, ann, kept):
        settings = ListSettings.of_who_acts("lines")
        settings.arrange("", {"columns": []})
        ListSettings.objects.update(layouts={"": kept})

        assert heads(browser.get(LINES)) == DECLARED

    def test_of_each_user_and_list_are_their_own(self, browser, ben, lines):
        choose(browser, ["open"])

        assert heads(ben.get(LINES)) == DECLARED
        other = ["code", "description", "manual_numbers"]
        assert heads(browser.get("/c/cronus/series/")) == other
        with acting_as(ben.actor):
            assert ListSettings.of_who_acts("lines").layouts == {}

    def test_are_a_taste_that_no_history_tells_of(self, browser, lines):
        before = Change.objects.count()

        choose(browser, ["open"])

        assert Change.objects.count() == before

    def test_of_a_list_that_does_not_exist_cannot_be_chosen(self, browser, ann):
        assert browser.get("/c/cronus/lists/nothing/columns/").status_code == 404


class TestOnTheListItself:
    def test_a_width_is_dragged_and_let_go(self, browser, lines):
        dragged = browser.post(LAYOUT, {"width.series": "222"}, headers=PART)
        assert dragged.status_code == 204
        assert 'data-width="222"' in browser.get(LINES).text

        browser.post(LAYOUT, {"width.series": "0"}, headers=PART)

        assert "data-width" not in browser.get(LINES).text

    def test_a_column_is_dragged_to_another_place(self, browser, lines):
        browser.post(LAYOUT, {"columns": "open,series"}, headers=PART)

        assert heads(browser.get(LINES)) == ["open", "series"]

    def test_rows_stand_closer_and_the_columns_stay(self, browser, lines):
        choose(browser, ["open", "series"])

        answer = browser.post(LAYOUT, {"density": "compact"})

        assert answer.status_code == 302
        page = browser.get(LINES)
        assert "list-table is-compact" in page.text
        assert heads(page) == ["open", "series"]

    @pytest.mark.parametrize(
        "told",
        [{}, {"columns": "x"}, {"width.series": "-1"}, {"width.series": "9" * 9},
         {"width.x": "9"}, {"density": "x"}, {"view": "x"}],
    )  # fmt: skip
    def test_garbage_breaks_nothing(self, browser, lines, told):
        assert browser.post(LAYOUT, told, headers=PART).status_code == 204
        assert heads(browser.get(LINES)) == DECLARED


def test_hidden_columns_still_filter_and_the_queries_stay_as_many(
    browser, lines, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(100) as made:
            assert rows(browser.get(LINES, {"filter.open": "yes"}))
        return len(made)

    few = queries()
    choose(browser, ["series", "starting_number", "increment_by"])
    for n in range(30):
        a_line(lines[0].series, f"B{n}")

    assert queries() == few
