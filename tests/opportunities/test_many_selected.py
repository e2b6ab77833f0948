"""Doing one verb to many selected opportunities, from their list."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level, every_permission, held_by
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.lists.actions import create_view
from kans.opportunities.models import Opportunity, Priority, SalesCycle
from kans.opportunities.rules.closing import Outcome, Status
from kans.security.models import Membership
from tests.builders import (
    FEBRUARY_1,
    JUNE_30,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    a_close_code,
    a_company,
    a_role,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_actor,
    an_estimate,
    an_opportunity,
)
from tests.opportunities.common import lost, the_entries, unchanged
from tests.opportunities.pages import (
    AT,
    banner_of,
    errors_at,
    form_of,
    htmx,
    queries_of,
    refused_with_422,
    text_of,
)
from tests.opportunities.test_deleting_opportunities import a_remark
from tests.undo.test_undoing_at_the_door import offered_in
from tests.undo.undoing import figures


def choose(browser, verb, *rows, query="", door=AT, **given):
    """Choose a verb in the bar of the list: the dialog, as htmx gets it."""
    sent = {"rows": "\n".join(row.number for row in rows), "show": "dialog", **given}
    return browser.post(f"{door}?{query}&bulk={verb}", sent, **htmx("dialog"))


def choose_all(browser, verb, query="", door=AT, **given):
    sent = {"all": "1", "show": "dialog", **given}
    return browser.post(f"{door}?{query}&bulk={verb}", sent, **htmx("dialog"))


def press_ok(browser, verb, dialog, query="", door=AT, **typed):
    given = {**form_of(dialog), **typed}
    return browser.post(f"{door}?{query}&bulk={verb}", given, **htmx("dialog"))


def counts(page):
    """How many can and how many cannot, as the preview says it."""
    found = dict(
        re.findall(r"<b data-(can|cannot|done|refused)>([\d,]+)</b>", text(page))
    )
    return {name: int(count.replace(",", "")) for name, count in found.items()}


def reasons(page):
    found = re.findall(r'<p class="bulk-reason"><b>(\d+) ×</b> (.*?)</p>', text(page))
    return {why: int(count) for count, why in found}


def text(page):
    return text_of(page)


def standing(count=2, on="Qualify", **facts):
    """Some opportunities that stand on a stage, and can go on from the first two."""
    likely = [a_stage(n, chances_of_success=40) for n in ("Present", "Sign")]
    cycle = SalesCycle.objects.first() or a_sales_cycle("Qualify", *likely)
    return [
        an_opportunity(sales_cycle=cycle, standing_on=on, **facts) for _ in range(count)
    ]


def important():
    """The numbers of those that have the highest priority."""
    high = Opportunity.objects.filter(priority=Priority.HIGH)
    return high.values_list("number", flat=True)


def stages(*opportunities):
    found = Opportunity.objects.in_bulk([o.pk for o in opportunities])
    return [found[o.pk].stage_description for o in opportunities]


# The preview --------------------------------------------------------------------


class TestThePreview:
    def test_it_counts_who_can_and_says_why_others_cannot(self, browser):
        can = standing(2)
        closed, fresh, [last] = an_opportunity(), an_opportunity(), standing(1, "Sign")
        lost(closed)

        page = choose(browser, "advance", *can, closed, fresh, last)

        assert page.status_code == 200
        assert counts(page) == {"can": 2, "cannot": 3}
        assert reasons(page) == {
            "Opportunity OP0003 is closed. Reopen it first.": 1,
            "Opportunity OP0004 has not started. Activate its first stage.": 1,
            "Next leads nowhere from this stage. Choose another action type.": 1,
        }
        assert "Estimated Value (LCY): <b>2,000.00</b>" in text(page)

    def test_what_differs_between_the_refused_is_left_open(self, browser):
        both = [an_opportunity(), an_opportunity()]

        page = choose(browser, "advance", *both)

        assert reasons(page) == {
            "Opportunity … has not started. Activate its first stage.": 2
        }
        assert '<a href="/c/cronus/opportunities/OP0002/">OP0002 Fifty desks</a>' in (
            text(page)
        )

    def test_it_follows_the_arguments(self, browser):
        early, late = standing(1, since=FEBRUARY_1), standing(1, since=MARCH_8)
        first = choose(browser, "advance", *early, *late)

        given = {**form_of(first), "on": "03/02/2026", "show": "preview"}
        page = browser.post(f"{AT}?&bulk=advance", given, **htmx("bulk_preview"))

        assert text(page).lstrip().startswith('<div id="bulk_preview"')
        assert counts(page) == {"can": 1, "cannot": 1}
        assert list(reasons(page)) == [
            "The last change was on 03/08/2026. Choose that date or a later one."
        ]

    def test_what_is_still_to_be_typed_is_no_refusal_yet(self, browser):
        a_close_code(outcome=Outcome.LOST)

        page = choose(browser, "lose", *standing(2), an_opportunity())

        assert counts(page) == {"can": 3}
        assert "03/01/2026" in text(page)  # the work date

    def test_who_can_none_has_no_ok(self, browser):
        page = choose(browser, "delete", *standing(2))

        assert counts(page) == {"can": 0, "cannot": 2}
        assert "data-not-yet" in text(page)

    def test_nothing_is_changed_by_looking(self, browser):
        some = standing(2)

        with unchanged():
            choose(browser, "advance", *some)

    def test_its_queries_do_not_depend_on_how_many_are_selected(
        self, browser, django_assert_max_num_queries
    ):
        a_close_code(outcome=Outcome.LOST)
        some = standing(12, salesperson=a_salesperson("LM"))
        for each in some[:3]:
            lost(each)
        verbs = ("advance", "salesperson", "priority", "lose", "delete")
        few = {verb: _queries(browser, verb, some[2:4]) for verb in verbs}

        many = {verb: _queries(browser, verb, some) for verb in verbs}

        assert many == few


def _queries(browser, verb, rows):
    class Knocking:
        def get(self, path):
            return choose(browser, verb, *rows)

    return queries_of(Knocking(), "")


# Which rows -----------------------------------------------------------------------


class TestTheSelection:
    def test_all_that_pass_are_counted_with_filter_search_and_scope(self, browser):
        lm = a_salesperson("LM")
        mine = standing(3, salesperson=lm, description="Blue desks")
        standing(2, salesperson=lm, description="Chairs")
        standing(2, description="Blue desks")
        lost(mine[0])
        of_lm = f"{AT}of-salesperson/LM/"

        everything = choose_all(browser, "priority")
        filtered = choose_all(browser, "priority", "filter.status=In+Progress")
        searched = choose_all(browser, "priority", "search=blue")
        scoped = choose_all(browser, "priority", door=of_lm)
        both = choose_all(
            browser, "priority", "search=blue&filter.status=In+Progress", door=of_lm
        )

        pages = (everything, filtered, searched, scoped, both)
        assert [counts(page)["can"] for page in pages] == [7, 6, 5, 5, 2]

    def test_all_that_pass_an_advanced_filter(self, browser):
        [dear, *_] = standing(3, estimate=an_estimate(500))
        cheap = standing(2, estimate=an_estimate(50))
        lost(dear)
        where = "where=any(status-is:Lost,estimated_value-to:100)"

        page = choose_all(browser, "priority", where)
        assert counts(page) == {"can": 3}
        press_ok(browser, "priority", page, where, priority="3")

        assert set(important()) == {dear.number, *(each.number for each in cheap)}

    def test_all_that_pass_a_view_that_was_kept(self, browser):
        a_salesperson("LM")
        query = "search=chairs&filter.closed=no"
        view = create_view("opportunities", name="Chairs", query=query, layout={})
        standing(2)
        [gone, *chairs] = standing(3, description="Chairs")
        lost(gone)

        changed = f"view={view.pk}&search=chairs&filter.closed=yes"
        assert counts(choose_all(browser, "priority", changed)) == {"can": 1}
        page = choose_all(browser, "priority", f"view={view.pk}")
        assert counts(page) == {"can": 2}
        press_ok(browser, "priority", page, f"view={view.pk}", priority="3")

        assert set(important()) == {each.number for each in chairs}

    def test_all_that_pass_are_meant_whichever_group_is_open(self, browser):
        """As the box says that ticks them, with their number."""
        some = standing(3)
        lost(some[0])
        grouped = "group=status&in=In+Progress"
        listed = text(browser.get(f"{AT}?{grouped}"))
        assert "All that pass the filters: 3 rows" in listed

        page = choose_all(browser, "priority", grouped)
        assert counts(page) == {"can": 3}
        press_ok(browser, "priority", page, grouped, priority="3")

        assert set(important()) == {each.number for each in some}

    def test_a_filter_that_is_not_understood_selects_nothing(self, browser):
        standing(2)

        page = choose_all(browser, "priority", "filter.estimated_value=much")

        assert "No row is ticked. Tick the rows that are meant first." in text(page)

    def test_what_is_not_there_is_not_counted(self, browser, ann):
        [mine] = standing(1)
        with acting_as(an_actor(a_company("My Company"))):
            theirs = an_opportunity(number="THEIRS", standing_on="Qualify")

        page = choose(browser, "priority", mine, theirs, Opportunity(number="GONE"))

        assert counts(page) == {"can": 1}
        assert "THEIRS" not in re.sub(r'value="[^"]*"', "", text(page))
        ok = press_ok(browser, "priority", page, priority="3")
        assert ok.status_code == 204
        with acting_as(an_actor(theirs.company)):
            theirs.refresh_from_db()
            assert theirs.priority == Priority.NORMAL

    def test_rows_of_another_scope_are_not_counted(self, browser):
        a_salesperson("LM")
        [other] = standing(1)

        page = choose(browser, "priority", other, door=f"{AT}of-salesperson/LM/")

        assert "No row is ticked." in text(page)

    def test_nothing_ticked_says_so(self, browser):
        page = choose(browser, "priority")

        assert banner_of(page).startswith("No row is ticked.")
        assert "disabled" in text(page)
        assert banner_of(browser.get(f"{AT}?bulk=priority")) == banner_of(page)

    def test_boxes_are_sent_without_javascript(self, browser):
        some = standing(3)

        page = browser.post(
            f"{AT}?bulk=priority",
            {"row": [o.number for o in some[:2]], "show": "dialog"},
        )

        assert counts(page) == {"can": 2}
        assert "<html" in text(page)

    def test_a_verb_that_is_not_there_is_not_found(self, browser):
        assert choose(browser, "explode", *standing(1)).status_code == 404


# OK --------------------------------------------------------------------------------


class TestDoingIt:
    def test_all_move_on_as_one_change_with_one_batch(self, browser):
        some = standing(3, since=FEBRUARY_1, estimate=an_estimate(250, 10))
        page = choose(browser, "advance", *some)

        ok = press_ok(browser, "advance", page, on="03/02/2026")

        assert ok.status_code == 204
        assert ok["HX-Trigger"] == "kans:untick, kans:refresh"
        assert stages(*some) == ["Present"] * 3
        [change] = Change.objects.exclude(verb="test")
        assert change.verb == "move_opportunity"
        assert change.batch is not None
        assert the_entries(some[0])[-1] == (2, "Present", "Next", MARCH_2, True, 0)
        seen = browser.get(AT)
        assert "Move to Next Stage: 3 done." in text(seen)

    def test_the_stage_presets_chances_and_value_and_closing_date_stay(self, browser):
        opportunity = an_opportunity(
            "Qualify",
            a_stage("Present", chances_of_success=40, date_formula="1W"),
            standing_on="Qualify",
            estimate=an_estimate(250, 10),
        )
        page = choose(browser, "advance", opportunity)

        press_ok(browser, "advance", page, on="03/01/2026")

        kept = Opportunity.objects.get()
        assert (kept.estimated_value, kept.chances_of_success) == (250, 40)
        assert kept.estimated_close_date == JUNE_30  # MOV-8, DEF-10

    def test_the_refused_stay_and_are_reported_with_their_reason(self, browser):
        can, closed = standing(2), an_opportunity(number="OP/9")
        lost(closed)
        a_salesperson("LM")
        page = choose(browser, "salesperson", *can, closed)

        ok = press_ok(browser, "salesperson", page, salesperson="LM")

        assert ok.status_code == 200
        assert counts(ok) == {"done": 2, "refused": 1}
        assert reasons(ok) == {"Opportunity OP/9 is closed. Reopen it first.": 1}
        assert 'href="/c/cronus/opportunities/OP~s9/"' in text(ok)
        assert "Change Salesperson: 2 done, 1 refused." in text(ok)
        codes = Opportunity.objects.order_by("-number").values_list("salesperson__code")
        assert [code for (code,) in codes] == ["LM", "LM", "JO"]

    def test_closing_as_lost_takes_one_code_and_date(self, browser):
        some = [*standing(1), an_opportunity(creation_date=MARCH_1)]
        a_close_code("PRICE", outcome=Outcome.LOST)
        a_close_code("WON", outcome=Outcome.WON)
        page = choose(browser, "lose", *some)
        assert "WON" not in text(page)

        press_ok(browser, "lose", page, code="PRICE", on="03/08/2026")

        for kept in Opportunity.objects.all():
            assert (kept.status, kept.close_code.code) == (Status.LOST, "PRICE")
            assert kept.date_closed == MARCH_8

    def test_what_is_missing_is_said_at_its_field(self, browser):
        a_close_code(outcome=Outcome.LOST)
        page = choose(browser, "lose", *standing(2))

        with refused_with_422() as pages:
            pages.append(press_ok(browser, "lose", page, code="", on=""))

        assert errors_at(pages[0]) == {
            "code": "Choose a close opportunity code.",
            "on": "Enter the date closed.",
        }

    def test_what_is_missing_hides_no_other_refusal(self, browser):
        a_close_code(outcome=Outcome.LOST)
        standing(2)
        page = choose_all(browser, "lose")
        an_opportunity()

        with refused_with_422() as pages:
            pages.append(press_ok(browser, "lose", page, code="", on="soon"))

        assert banner_of(pages[0]).startswith("Meanwhile other rows are selected")
        found = errors_at(pages[0])
        assert found["code"] == "Choose a close opportunity code."
        assert found["on"].startswith("soon is not a date.")

    def test_a_priority_is_set(self, browser):
        some = standing(2)
        page = choose(browser, "priority", *some)

        press_ok(browser, "priority", page, priority="3")

        found = Opportunity.objects.values_list("priority", flat=True)
        assert list(found) == [Priority.HIGH] * 2

    def test_without_javascript_one_comes_back_to_the_list(self, browser):
        some = standing(2)
        page = browser.post(
            f"{AT}?filter.status=In+Progress&bulk=priority",
            {"row": [o.number for o in some], "show": "dialog"},
        )

        ok = browser.post(
            f"{AT}?filter.status=In+Progress&bulk=priority",
            {**form_of(page), "priority": "1"},
        )

        assert ok.status_code == 302
        assert ok["Location"] == f"{AT}?filter.status=In+Progress"

    def test_when_other_rows_pass_meanwhile_nothing_is_done(self, browser):
        standing(2)
        page = choose_all(browser, "priority")
        an_opportunity()

        with refused_with_422() as pages:
            pages.append(press_ok(browser, "priority", page, priority="3"))

        assert banner_of(pages[0]).startswith("Meanwhile other rows are selected")
        assert counts(pages[0]) == {"can": 3}
        ok = press_ok(browser, "priority", pages[0], priority="3")
        assert ok.status_code == 204

    def test_a_row_that_changed_in_between_is_judged_again(self, browser):
        [one, other] = standing(2)
        page = choose(browser, "advance", one, other)
        lost(one, on=MARCH_1)

        ok = press_ok(browser, "advance", page)

        assert counts(ok) == {"done": 1, "refused": 1}
        assert stages(other) == ["Present"]

    def test_undone_from_the_toast_all_is_as_before_and_redone_as_it_was_done(
        self, browser
    ):
        can, closed = standing(3, since=FEBRUARY_1), an_opportunity()
        lost(closed)
        before = figures()
        page = choose(browser, "advance", *can, closed)
        press_ok(browser, "advance", page, on="03/02/2026")
        done = figures()

        to, caption = offered_in(browser.get(AT))
        browser.post(to)
        assert (caption, figures()) == ("Undo", before)

        to, caption = offered_in(browser.get(AT))
        browser.post(to)
        assert (caption, figures()) == ("Redo", done)

    def test_what_was_deleted_is_there_again_once_it_is_undone(self, browser):
        for each in standing(3):
            lost(each)
            a_remark(each)
        before = figures()
        press_ok(browser, "delete", choose_all(browser, "delete"))
        assert not Opportunity.objects.exists()

        to, _caption = offered_in(browser.get(AT))
        browser.post(to)

        assert figures() == before


class TestDeleting:
    def test_only_the_closed_go(self, browser):
        closed, still_open = standing(2), an_opportunity()
        for each in closed:
            lost(each)
        page = choose(browser, "delete", *closed, still_open)
        assert counts(page) == {"can": 2, "cannot": 1}

        ok = press_ok(browser, "delete", page)

        assert counts(ok) == {"done": 2, "refused": 1}
        assert Opportunity.objects.get() == still_open

    def test_more_than_twenty_ask_to_type_how_many(self, browser):
        for each in standing(21):
            lost(each)
        standing(1)
        page = choose_all(browser, "delete")
        assert "Type 21 to confirm" in text(page)

        for typed in ("", "22"):
            with refused_with_422() as pages:
                pages.append(press_ok(browser, "delete", page, typed_count=typed))
            assert set(errors_at(pages[0])) == {"typed_count"}

        ok = press_ok(browser, "delete", page, typed_count="21")
        assert counts(ok) == {"done": 21, "refused": 1}

    def test_twenty_are_not_too_many(self, browser):
        for each in standing(20):
            lost(each)

        page = choose_all(browser, "delete")

        assert "to confirm" not in text(page)


# Who may -----------------------------------------------------------------------------

PERMISSIONS = {
    "advance": "opportunities.move_opportunity",
    "salesperson": "opportunities.edit_opportunity",
    "priority": "opportunities.edit_opportunity",
    "lose": "opportunities.close_opportunity",
    "delete": "opportunities.delete_opportunity",
}


class TestPermission:
    @pytest.mark.parametrize("verb", PERMISSIONS)
    def test_who_lacks_just_that_permission_is_refused(self, browser, ann, verb):
        some = standing(2)
        page = choose(browser, verb, *some)
        held = every_permission() - {PERMISSIONS[verb]}
        self._hold(*held)

        with unchanged():
            assert choose(browser, verb, *some).status_code == 403
            assert press_ok(browser, verb, page).status_code == 403

    def test_the_button_says_why_it_is_not_for_a_reader(self, browser, ann):
        standing(1)
        self._hold(*held_by(Level.READER))

        page = text(browser.get(AT))

        assert 'id="bulk_advance"' not in page
        assert 'id="why_bulk_advance"' in page

    def _hold(self, *permissions):
        role = a_role("HELD", *permissions)
        with open_change("test"):
            Membership.objects.update(role=role)


def test_the_sum_is_exact(browser):
    for value in ("0.10", "0.20", "1000000000.05"):
        standing(1, estimate=an_estimate(Decimal(value)))

    page = choose_all(browser, "priority")

    assert "Estimated Value (LCY): <b>1,000,000,000.35</b>" in text(page)
