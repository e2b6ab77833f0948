"""Tell me finds pages and records by any of their names, for who may see them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import get_resolver
from django.utils import translation
from django.utils.functional import lazy

from kans.foundation.acting.actors import acting_as
from kans.number_series.models import NumberSeries
from kans.web import chrome
from kans.web.chrome import Navigation
from kans.web.tell_me import RecordSearch, declared, found
from tests.builders import a_company, an_actor, ann_without
from tests.lists.list_builders import a_series

pytestmark = pytest.mark.urls("tests.lists.list_pages")
PERMISSION = "foundation.add_comment"
SERIES = RecordSearch(
    caption="Number Series",
    model=NumberSeries,
    permission=PERMISSION,
    fields=("code", "description"),
    title="description",
    detail="code",
    url="test:one",
    handle="code",
)


def in_both(english, dutch):
    """Make a caption that is translated when it is read."""
    return lazy(lambda: dutch if translation.get_language() == "nl" else english, str)()


@pytest.fixture(autouse=True)
def only_these(monkeypatch):
    get_resolver("tests.lists.list_pages").url_patterns  # noqa: B018 (declares)
    entries = (
        Navigation(
            "Salesperson", "test:series", PERMISSION, synonyms=("deals", "koop-lui")
        ),
        Navigation(in_both("Companies", "Bedrijven"), "test:lines"),
        Navigation("Sales Set-up", "web:tell_me", group="setup"),
    )  # fmt: skip
    monkeypatch.setattr(chrome, "_entries", {e.url_name: e for e in entries})
    monkeypatch.setattr(declared, "_searches", {SERIES.model._meta.label: SERIES})


def titles(asked):
    return [hit.title for section in found(asked) for hit in section.hits]


class TestPages:
    @pytest.mark.parametrize(
        ("asked", "pages"),
        [
            ("", ["Salesperson", "Companies", "Sales Set-up"]),
            ("comp", ["Companies"]),
            ("SALES", ["Salesperson", "Sales Set-up"]),
            ("sales set", ["Sales Set-up"]),
            ("up sales", ["Sales Set-up"]),
            ("deals", ["Salesperson"]),
            ("lui", ["Salesperson"]),
            ("panies", []),
            ("nobody", []),
            ("%", []),
        ],
    )
    def test_a_page_is_found_by_words_that_begin_words(self, ann, asked, pages):
        assert titles(asked) == pages

    @pytest.mark.parametrize(
        ("language", "page"), [("en", "Companies"), ("nl", "Bedrijven")]
    )
    @pytest.mark.parametrize("asked", ["companies", "bedrijven"])
    def test_both_languages_are_understood_in_either(self, ann, language, page, asked):
        with translation.override(language):
            assert titles(asked) == [page]

    def test_the_exact_name_comes_first(self, ann, monkeypatch):
        longer = Navigation("Companies of the group", "test:lines_of_all", order=1)
        exact = Navigation("Companies", "test:lines", order=2)
        for entry in (longer, exact):
            monkeypatch.setattr(type(entry), "to", property(lambda self: self.url_name))
        monkeypatch.setattr(chrome, "_entries", {"a": longer, "b": exact})

        assert titles("companies") == ["Companies", "Companies of the group"]

    def test_a_page_that_one_may_not_open_is_not_found(self, ann):
        with acting_as(ann_without(PERMISSION)):
            assert titles("salesperson") == []


class TestRecords:
    @pytest.fixture
    def series(self, ann):
        a_series("WIND-1", "Molens en zo")
        a_series("SUN", "Zon én wind")
        a_series("X", "")

    @pytest.mark.parametrize(
        ("asked", "hits"),
        [
            ("wi", ["Molens en zo", "Zon én wind"]),
            ("WIND-1", ["Molens en zo"]),
            ("zon en w", ["Zon én wind"]),
            ("en", ["Molens en zo", "Zon én wind"]),
            ('"én wi"', ["Zon én wind"]),
            ("w", []),
            ("olens", []),
        ],
    )
    def test_records_that_begin_so_come_first(self, series, asked, hits):
        assert titles(asked) == hits

    def test_a_hit_leads_to_its_card_and_says_its_number(self, series):
        (section,) = found("sun")

        (hit,) = section.hits
        assert section.caption == "Number Series"
        assert (hit.title, hit.detail) == ("Zon én wind", "SUN")
        assert hit.to == "/c/cronus/series/SUN/"

    def test_there_are_no_more_than_five_and_few_queries(
        self, ann, django_assert_max_num_queries
    ):
        for n in range(9):
            a_series(f"S{n}", "Same")

        with django_assert_max_num_queries(4):
            assert len(titles("same")) == 5

    def test_without_permission_nothing_is_found(self, series):
        with acting_as(ann_without(PERMISSION)):
            assert titles("wind") == []

    def test_another_company_is_not_searched(self, series):
        with acting_as(an_actor(a_company("Other"))):
            assert titles("wind") == []


class TestThePage:
    def test_it_works_without_javascript(self, browser, ann):
        a_series("SUN", "Zon")

        page = browser.get("/c/cronus/tell-me/", {"q": "zon"}).text

        assert 'value="zon"' in page
        assert re.search(
            r'<a href="/c/cronus/series/SUN/"[^>]*>.*?Zon', page, re.DOTALL
        )

    def test_the_results_are_a_part(self, browser, ann):
        headers = {"HX-Request": "true", "HX-Target": "tell_me_results"}

        part = browser.get("/c/cronus/tell-me/", {"q": "comp"}, headers=headers).text

        assert part.strip().startswith('<div id="tell_me_results"')
        assert "Companies" in part

    def test_that_nothing_is_called_so_is_said(self, browser, ann):
        page = browser.get("/c/cronus/tell-me/", {"q": "xyzzy"}).text

        assert "Nothing is called that." in unescape(page)

    @pytest.mark.parametrize("asked", ["\0", '"', "'", "%", "é" * 900, "(((", "\\"])
    def test_garbage_finds_nothing_and_breaks_nothing(self, browser, ann, asked):
        a_series("SUN", "Zon")

        page = browser.get("/c/cronus/tell-me/", {"q": asked})

        assert page.status_code == 200

    def test_who_has_not_signed_in_is_asked_to(self, client, cronus):
        assert client.get("/c/cronus/tell-me/").status_code == 302
