"""Random work of two people on opportunities, undone again: all of it, or one thing.

`make test-long` walks twenty times as far as every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import event, given
from hypothesis import strategies as st
from uuid6 import uuid7

from kans.contacts.actions import edit_contact, merge_contacts
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as, who_acts
from kans.foundation.actions.action import for_each
from kans.foundation.errors import DomainError
from kans.foundation.models import Change
from kans.lists.bulk.running import act_on
from kans.notes.actions.comments import add_comment
from kans.opportunities import actions
from kans.opportunities.bulk import MANY_OPPORTUNITIES
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    OpportunityEntry,
    Priority,
    SalesCycle,
)
from kans.opportunities.models.figures import COPIED
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import Estimate
from kans.opportunities.rules.moves import Move
from kans.team.models import Salesperson
from tests.builders import (
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    an_actor,
    skippable,
)
from tests.opportunities.test_random_walks import WALKS
from tests.undo.undoing import figures, undo, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

VERBS = [
    *("create", "move", "move", "move", "move", "close", "close", "reopen"),
    *("edit", "reassign", "reassign", "rename", "merge", "comment", "delete"),
    *("many", "many"),
]
COUNTERS = {"last_number_used", "last_date_used", "open"}
KEYS = ("opportunity_id", "contact_id", "contact_company_id", "record_id")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does to one of the opportunities, if the rules let them.

    The numbers are taken around whatever there is to choose from.
    """

    verb: str
    who: str
    which: int
    where: int
    value: Decimal

    def perform(self) -> None:
        if self.verb == "create":
            actions.create_opportunity(
                description=f"Desks {self.which}",
                contact=one_of(Contact, self.where),
                salesperson=one_of(Salesperson, self.which),
                sales_cycle=one_of(SalesCycle, self.where),
                first_estimate=Estimate(self.value, None, None)
                if self.which % 2
                else None,
            )
        elif self.verb == "rename":
            edit_contact(one_of(Contact, self.which), name=f"Firm {self.where}")
        elif self.verb == "merge":
            kept, other = one_of(Contact, self.which), one_of(Contact, self.where)
            merge_contacts(kept, other, from_other=("name",) if self.which % 2 else ())
        elif self.verb == "many":
            self._to_many(Opportunity.objects.order_by("pk")[: 2 + self.which])
        elif Opportunity.objects.exists():
            self._to(one_of(Opportunity, self.which))

    def _to(self, opportunity: Opportunity) -> None:
        on = opportunity.changed_on + timedelta(days=self.where)
        estimate = Estimate(self.value, Decimal(50), None)
        match self.verb:
            case "move" if opportunity.status == "Not Started":
                actions.activate_first_stage(opportunity, on=on, estimate=estimate)
            case "move":
                offered = opportunity.position().offered or list(Move)
                move = sorted(offered)[self.where % len(offered)]
                actions.move_opportunity(opportunity, move, on=on, estimate=estimate)
            case "close":
                code = one_of(CloseOpportunityCode, self.where)
                outcome = Outcome(code.outcome)
                actions.close_opportunity(
                    opportunity, outcome, code, on=on, sales_value=self.value
                )
            case "reopen":
                actions.reopen_opportunity(opportunity)
            case "edit":
                priority = list(Priority)[self.where % 3]
                text = f"Chairs {self.where}"
                actions.edit_opportunity(
                    opportunity, description=text, priority=priority
                )
            case "reassign":
                seller = one_of(Salesperson, self.where)
                actions.edit_opportunity(opportunity, salesperson=seller)
            case "comment":
                add_comment(opportunity, "Hello")
            case "delete":
                actions.delete_opportunity(opportunity)

    def _to_many(self, opportunities: Iterable[Opportunity]) -> None:
        """A verb of the list to each that does not refuse: one batch, by twos."""
        verb = MANY_OPPORTUNITIES.verbs[self.where % len(MANY_OPPORTUNITIES.verbs)]
        on = date(2026, 3, 1) + timedelta(days=self.where)
        given: dict[str, Any] = {
            "advance": {"on": on},
            "salesperson": {"salesperson": one_of(Salesperson, self.which)},
            "priority": {"priority": list(Priority)[self.which % 3]},
            "lose": {"code": a_code_of_losing(), "on": on},
            "delete": {},
        }
        act = partial(act_on, verb, given[verb.name])
        doing = for_each(verb.action, act, opportunities, chunk=2, batch=uuid7())
        event(f"{verb.name}: {sum(len(refused) for refused in doing)} refused")


def a_code_of_losing() -> CloseOpportunityCode:
    return CloseOpportunityCode.objects.get(outcome=Outcome.LOST)


def one_of(model: Any, number: int) -> Any:
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)]


steps = st.builds(
    Step,
    verb=st.sampled_from(VERBS),
    who=st.sampled_from(["Ann", "Ben"]),
    which=st.integers(0, 7),
    where=st.integers(0, 7),
    value=st.decimals("0.01", 10_000, places=2),
)


@dataclass
class Done:
    """A change, or the last of a batch, and what there was before and after it."""

    change: Change
    before: dict[Any, dict[str, Any]]
    after: dict[Any, dict[str, Any]]

    @property
    def touched(self) -> set[Any]:
        return {
            key
            for key in self.before.keys() | self.after.keys()
            if self.before.get(key) != self.after.get(key)
        }

    @property
    def created(self) -> set[Any]:
        return self.after.keys() - self.before.keys()


def rows() -> dict[Any, dict[str, Any]]:
    """Every row there is, by its kind and key."""
    return {(kind, row["id"]): row for kind, all_ in figures().items() for row in all_}


def walk(path: list[Step]) -> list[Done]:
    """Do what can be done of a path, and note what became of it."""
    done: list[Done] = []
    company = who_acts().company
    first = [Step("create", "Ann", number, number, Decimal(1000)) for number in (1, 2)]
    for step in (*first, *path):
        before, last = rows(), newest()
        try:
            with transaction.atomic(), acting_as(an_actor(company, name=step.who)):
                step.perform()
        except DomainError:
            continue
        if newest() != last:
            event(f"{step.verb} done")
            done.append(Done(newest(), before, rows()))
    return done


def newest() -> Change | None:
    return Change.objects.order_by("-id").first()


def must_be_sound() -> None:
    """What holds of any opportunity, however it came to where it is."""
    for kept in Opportunity.objects.all():
        entries = list(kept.entries.order_by("number"))
        active = [entry for entry in entries if entry.active]
        assert [e.number for e in entries] == list(range(1, len(entries) + 1))
        assert kept.number_of_entries == len(entries)
        assert len(active) == (kept.status != "Not Started")
        shown = active[0] if active else OpportunityEntry()
        assert [getattr(kept, n) for n in COPIED] == [getattr(shown, n) for n in COPIED]
        if active:
            names = ("salesperson_id", "contact_id", "sales_cycle_id")
            assert [getattr(kept, n) for n in names] == [
                getattr(shown, n) for n in names
            ]
        assert kept.contact_name == kept.contact.name


@pytest.fixture
def cast(ann):
    """What everybody works with."""
    a_marketing_setup(opportunity_numbers=a_number_series("OPP", "OP00001"))
    for name in ("Contoso", "Fabrikam", "Litware", "Proseware"):
        a_contact(name)
    for code in ("JO", "LI"):
        a_salesperson(code)
    a_sales_cycle("Qualify", skippable("Present"), "Sign", code="LONG")
    a_sales_cycle("Call", "Sell", code="SHORT")
    for outcome in Outcome:
        a_close_code(outcome=outcome)


@WALKS
@given(path=st.lists(steps, min_size=4, max_size=20))
def test_whatever_was_done_is_undone_step_by_step_and_redone(cast, path):
    with transaction.atomic():
        done = walk(path)
        undone = []
        for each in reversed(done):
            undo(each.change)
            undone.append(newest())
            assert rows() == each.before
            must_be_sound()
        for each, taken_back in zip(done, reversed(undone), strict=True):
            undo(taken_back)
            assert rows() == each.after
            must_be_sound()
        transaction.set_rollback(True)


@WALKS
@given(path=st.lists(steps, min_size=5, max_size=20), which=st.integers(0, 20))
def test_one_thing_is_undone_exactly_or_not_at_all(cast, path, which):
    with transaction.atomic():
        done = walk(path)
        if done:
            place = which % len(done)
            _undo_one(done[place], done[place + 1 :])
        transaction.set_rollback(True)


def _undo_one(old: Done, later: list[Done]) -> None:
    now, everything = rows(), whole()
    if refused_to_undo(old.change):
        event("refused")
        assert whole() == everything
        assert _stood_upon(old, later)
        return
    event("undone")
    assert without_counters(rows()) == without_counters(_turned_back(old, now))
    must_be_sound()


def refused_to_undo(change: Change) -> bool:
    try:
        with transaction.atomic():
            undo(change)
    except DomainError:
        return True
    return False


def _turned_back(old: Done, now: dict[Any, Any]) -> dict[Any, Any]:
    """What is there now, with what one change did turned round, cell by cell."""
    then = dict(now)
    for key in old.touched:
        before, after = old.before.get(key), old.after.get(key)
        if before is None:
            del then[key]
        elif after is None:
            then[key] = before
            if key[0] == "opportunities.Opportunity":
                then[key] = _renamed(before, old.before, now)
        else:
            was = {n: v for n, v in before.items() if v != after[n]}
            then[key] = {**now[key], **was}
    return then


def _renamed(row: Any, former: dict[Any, Any], now: dict[Any, Any]) -> Any:
    """An opportunity that comes back, with the names that its contacts have now."""
    contact = ("contacts.Contact", row["contact_id"])
    if row["contact_name"] != former[contact]["name"]:
        return row
    name, name_key = (now[contact][n] for n in ("name", "name_key"))
    names = {"contact_name": name, "contact_name_key": name_key}
    if row["contact_company_id"] == row["contact_id"]:
        names |= {"company_name": name, "company_name_key": name_key}
    return {**row, **names}


def _stood_upon(old: Done, later: list[Done]) -> bool:
    """Whether anything later touched its records, or points to them."""
    for each in later:
        if old.touched & {key for key in each.touched if "Line" not in key[0]}:
            return True
        for key in each.created:
            if {each.after[key].get(n) for n in KEYS} & {pk for _, pk in old.touched}:
                return True
        if old.before.keys() - old.after.keys():  # deleted: what it needs may be gone
            return True
    return False


def without_counters(rows: dict[Any, Any]) -> dict[Any, Any]:
    return {
        key: {n: v for n, v in row.items() if n not in COUNTERS}
        for key, row in rows.items()
    }
