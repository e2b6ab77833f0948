"""A list is kept as one sees it, under a name, for oneself or for a role."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils import translation

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.lists.actions import (
    create_view,
    delete_view,
    rename_view,
    save_view,
    share_view,
)
from kans.lists.models import ListSettings, ListView
from kans.lists.rules.list_views import ViewNameTaken, ViewOfAnother
from kans.security.actions.roles import delete_role
from kans.security.actions.users import remove_user
from kans.security.models import Membership, Role
from kans.security.queries import actor_of
from tests.builders import JANUARY_1, JUNE_30, a_membership, a_role, a_user, ann_without
from tests.lists.list_builders import a_line, a_series
from tests.lists.list_reading import (
    LINES,
    PART,
    chips,
    heads,
    rows,
    view_of,
    views_in,
    with_facts,
)

assert with_facts  # a fixture of each test
pytestmark = pytest.mark.urls("tests.lists.list_pages")
AT = "/c/cronus/lists/lines/"
FULL = {"columns": ["series", "open"], "widths": {}, "pinned": 1, "density": "compact"}


@pytest.fixture
def lines(ann):
    wind, sun = a_series("WIND", "Wind"), a_series("SUN", "Zon")
    a_line(wind, "A1", starting_date=JANUARY_1, increment_by=1500)
    a_line(sun, "B1", open=False)
    a_line(sun, "C1", starting_date=JUNE_30, increment_by=2)


@pytest.fixture
def ben(client, ann):
    """A salesperson of the company, at their own browser."""
    role = Role.objects.get(level=Level.SALESPERSON)
    user = a_membership(a_user("Ben"), role=role).user
    client = type(client)()
    client.force_login(user)
    client.actor = actor_of(user.pk, "cronus")
    return client


def a_view(name="Sunny", query="filter.series=SUN", layout=FULL):
    return create_view("lines", name=name, query=query, layout=layout)


def keep(browser, query, name="Sunny"):
    """Save what the list shows under a name; the new view."""
    answer = browser.post(f"{AT}views/new/?{query}", {"name": name})
    assert answer.status_code == 302, answer.text
    return ListView.objects.get(name=name)


class TestBuiltIn:
    def test_come_with_the_list_and_show_some_rows_in_an_order(self, browser, lines):
        page = browser.get(f"{LINES}?view=open")

        assert rows(page) == ["C1", "A1"]
        assert view_of(page) == "Open Lines"
        assert views_in(page) == ["All", "Open Lines", "Begun"]

    def test_stay_relative(self, browser, lines, clock):
        assert rows(browser.get(f"{LINES}?view=begun")) == ["A1"]

        clock.set(JUNE_30)

        assert rows(browser.get(f"{LINES}?view=begun")) == ["A1", "C1"]

    def test_a_filter_more_is_a_change_and_the_address_says_all_of_it(
        self, browser, lines
    ):
        page = browser.get(f"{LINES}?view=open")
        sort = re.search(r'id="sort_series" href="([^"]*)"', page.text)[1]

        changed = browser.get(LINES + unescape(sort))

        assert unescape(sort) == "?view=open&filter.open=yes&sort=series"
        assert view_of(changed) == "Open Lines (changed)"
        assert chips(changed) == ["Open: Yes"]

    def test_without_its_filters_it_is_still_that_view(self, browser, lines):
        page = browser.get(f"{LINES}?view=begun")
        cleared = re.search(r'class="list-clear" href="([^"]*)"', page.text)[1]

        changed = browser.get(LINES + unescape(cleared))

        assert unescape(cleared) == "?view=begun&changed=yes"
        assert rows(changed) == ["A1", "B1", "C1"]
        assert view_of(changed) == "Begun (changed)"

    def test_filters_that_are_the_same_again_are_no_change(self, browser, lines):
        page = browser.get(f"{LINES}?view=open&filter.open=yes&sort=-starting_number")

        assert view_of(page) == "Open Lines"

    @pytest.mark.parametrize("view", ["nothing", "x" * 99, "\0", "01a20000"])
    def test_one_that_does_not_exist_shows_all(self, browser, lines, view):
        page = browser.get(LINES, {"view": view})

        assert view_of(page) == "All"
        assert len(rows(page)) == 3


class TestTheDefault:
    def test_is_where_the_list_opens_for_oneself(self, browser, ben, lines):
        browser.post(f"{AT}default-view/", {"view": "open"})

        assert view_of(browser.get(LINES)) == "Open Lines"
        assert view_of(ben.get(LINES)) == "All"

    def test_gives_way_to_an_address_that_says_more(self, browser, lines):
        browser.post(f"{AT}default-view/", {"view": "open"})

        assert view_of(browser.get(f"{LINES}?view=all")) == "All"
        assert rows(browser.get(f"{LINES}?filter.series=SUN")) == ["B1", "C1"]
        assert len(rows(browser.get(f"{LINES}?changed=yes"))) == 3

    def test_is_not_that_of_a_list_of_some_records(self, browser, lines):
        browser.post(f"{AT}default-view/", {"view": "open"})

        assert rows(browser.get("/c/cronus/series/SUN/lines/")) == ["B1", "C1"]

    def test_that_is_deleted_is_all_again(self, browser, lines):
        view = a_view()
        browser.post(f"{AT}default-view/", {"view": str(view.pk)})

        delete_view(view)

        assert view_of(browser.get(LINES)) == "All"


class TestKeeping:
    def test_what_is_seen_is_found_again_under_its_name(self, browser, lines):
        browser.post(f"{AT}layout/", {"columns": "open,series"}, headers=PART)

        view = keep(browser, "view=all&filter.series=SUN&sort=-starting_number&group=")

        page = browser.get(f"{LINES}?view={view.pk}")
        assert rows(page) == ["C1", "B1"]
        assert heads(page) == ["open", "series"]
        assert view_of(page) == "Sunny"
        assert views_in(page) == ["All", "Open Lines", "Begun", "Sunny"]

    def test_its_columns_are_its_own(self, browser, lines):
        view = keep(browser, "filter.series=SUN")

        browser.post(f"{AT}layout/", {"columns": "open", "view": view.pk}, headers=PART)

        changed = browser.get(f"{LINES}?view={view.pk}")
        assert heads(changed) == ["open"]
        assert view_of(changed) == "Sunny (changed)"
        assert len(heads(browser.get(LINES))) == 8

    def test_a_change_is_saved_in_it(self, browser, lines):
        view = keep(browser, "filter.series=SUN")
        browser.post(f"{AT}layout/", {"columns": "open", "view": view.pk}, headers=PART)

        saving = f"{AT}views/{view.pk}/contents/?view={view.pk}&search=wind"
        browser.confirm(saving)

        page = browser.get(f"{LINES}?view={view.pk}")
        assert (rows(page), heads(page)) == (["A1"], ["open"])
        assert view_of(page) == "Sunny"
        assert ListSettings.of_who_acts("lines").layouts == {}

    def test_it_is_renamed(self, browser, lines):
        view = keep(browser, "filter.series=SUN")

        browser.post(f"{AT}views/{view.pk}/name/", {"name": "Sunshine", "version": "1"})

        assert view_of(browser.get(f"{LINES}?view={view.pk}")) == "Sunshine"

    def test_a_name_is_given_once(self, browser, lines):
        a_view("Sunny")
        other = a_view("Cloudy")

        with pytest.raises(ViewNameTaken):
            rename_view(other, name="SUNNY")
        page = browser.post(f"{AT}views/new/?search=x", {"name": "súnny"})

        assert page.status_code == 422
        assert "You have a view súnny of this list." in page.text
        assert sorted(v.name for v in ListView.objects.all()) == ["Cloudy", "Sunny"]

    def test_it_is_deleted(self, browser, lines):
        view = keep(browser, "filter.series=SUN")

        answer = browser.confirm(f"{AT}views/{view.pk}/deletion/")

        assert answer.status_code == 302
        assert not ListView.objects.exists()

    def test_who_did_it_stands_in_the_journal(self, ann):
        view = a_view()
        save_view(view, query="", layout=FULL)

        verbs = Change.objects.order_by("id").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["create_view", "save_view"]

    def test_the_number_of_queries_does_not_depend_on_the_views(
        self, browser, lines, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(100) as made:
                browser.get(LINES)
            return len(made)

        few = queries()
        for n in range(10):
            share_view(a_view(f"View {n}"), role=Role.objects.first().pk)

        assert queries() == few

    def test_it_means_the_same_in_another_language(self, browser, lines):
        """1.500 is fifteen hundred in Dutch, and 3/4 no day that one writes there."""
        asked = "filter.increment_by=1.500&filter.starting_date=..31-12-2026"
        with translation.override("nl"):
            view = keep_in_dutch(browser, f"{asked}&where=increment_by-from:1.500")

        assert view.query == (
            "filter.starting_date=..2026-12-31&filter.increment_by=1500"
            "&where=increment_by-from:1500"
        )
        assert rows(browser.get(f"{LINES}?view={view.pk}")) == ["A1"]


def keep_in_dutch(browser, query):
    browser.cookies["django_language"] = "nl"
    headers = {"Accept-Language": "nl"}
    browser.post(f"{AT}views/new/?{query}", {"name": "Groot"}, headers=headers)
    return ListView.objects.get(name="Groot")


class TestSharing:
    def test_the_holders_of_the_role_choose_it_too(self, browser, ben, lines):
        view = a_view()
        assert "Sunny" not in views_in(ben.get(LINES))
        role = Role.objects.get(level=Level.SALESPERSON)

        shared = {"role": str(role.pk), "version": "1"}
        browser.post(f"{AT}views/{view.pk}/sharing/", shared)

        page = ben.get(f"{LINES}?view={view.pk}")
        assert rows(page) == ["B1", "C1"]
        assert "Shared by Ann" in page.text

    def test_others_do_not(self, ben, lines):
        view = a_view()
        share_view(view, role=Role.objects.get(level=Level.READER).pk)

        page = ben.get(f"{LINES}?view={view.pk}")

        assert view_of(page) == "All"
        assert (
            ben.post(f"{AT}views/{view.pk}/name/", {"name": "Mine"}).status_code == 404
        )

    def test_whoever_sees_it_saves_it_as_their_own_but_does_not_change_it(
        self, ben, lines
    ):
        view = a_view()
        share_view(view, role=Role.objects.get(level=Level.SALESPERSON).pk)

        page = ben.get(f"{LINES}?view={view.pk}&filter.series=WIND")
        with acting_as(ben.actor), pytest.raises(ViewOfAnother):
            save_view(view, query="", layout={})

        assert "This view was made by Ann." in unescape(page.text)
        assert ListView.objects.get().query == "filter.series=SUN"
        with acting_as(ben.actor):
            assert a_view("Sunny").is_own

    def test_nobody_else_sees_or_undoes_what_one_does_with_ones_own(
        self, browser, ben, lines
    ):
        view = a_view(query="search=secret")
        made = Change.objects.get(verb="create_view")
        save_view(view, query="search=secret2", layout={})
        saved = Change.objects.get(verb="save_view")

        page = ben.get(f"/c/cronus/changes/{saved.pk}/undo/")

        assert "search=secret" not in unescape(page.text)
        assert "This view was made by Ann." in unescape(page.text)
        for change in (saved, made):
            answer = ben.post(f"/c/cronus/changes/{change.pk}/undo/")
            assert answer.status_code == 422

        assert ListView.objects.get().query == "search=secret2"
        browser.post(f"/c/cronus/changes/{saved.pk}/undo/")
        assert ListView.objects.get().query == "search=secret"

    def test_one_that_was_deleted_comes_back_to_its_owner_alone(
        self, browser, ben, lines
    ):
        delete_view(a_view())
        undo = f"/c/cronus/changes/{Change.objects.get(verb='delete_view').pk}/undo/"

        assert ben.post(undo).status_code == 422
        assert not ListView.objects.exists()
        browser.post(undo)
        assert ListView.objects.get().is_own

    def test_takes_the_right_to(self, ben, lines):
        with acting_as(ben.actor):
            view = a_view()
            with pytest.raises(NotPermitted):
                share_view(view, role=None)
        assert ben.get(f"{AT}views/{view.pk}/sharing/").status_code == 403

    def test_who_has_that_right_looks_after_what_others_shared(self, ann, lines):
        with acting_as(actor_of(a_membership(a_user("Eve")).user_id, "cronus")):
            view = a_view()
            share_view(view, role=Role.objects.get(level=Level.READER).pk)

        lesser = ann_without("foundation.share_view")
        with acting_as(lesser), pytest.raises(ViewOfAnother):
            delete_view(view)
        delete_view(view)

        assert not ListView.objects.exists()

    def test_with_a_role_that_goes_it_is_its_owner_s_alone(self, ann, lines):
        role = a_role("GUEST")
        view = share_view(a_view(), role=role.pk)

        delete_role(role)

        view.refresh_from_db()
        assert not view.is_shared

    def test_who_leaves_takes_only_their_own_along(self, ben, lines):
        with acting_as(ben.actor):
            a_view("Own")
            shared = a_view("For all")
            ListSettings.of_who_acts("lines").begin_with("open")
        with open_change("test"):
            ListView.objects.filter(pk=shared.pk).update(
                role_id=Role.objects.first().pk
            )

        remove_user(Membership.objects.get(user_id=ben.actor.user_id))

        assert [view.name for view in ListView.objects.all()] == ["For all"]
        assert not ListSettings.objects.exists()
