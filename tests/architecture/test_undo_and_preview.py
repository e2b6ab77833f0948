"""What the house promises of undoing and foreseeing every action, of tomorrow's too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from kans.contacts.models import MarketingSetup, SeparateContacts
from kans.foundation.acting.actors import NotPermitted, acting_as, who_acts
from kans.foundation.acting.permissions import Level, held_by
from kans.foundation.actions.action import ACTIONS
from kans.foundation.actions.preview import Preview, preview
from kans.foundation.errors import DomainError
from kans.foundation.history import RecordDiff, difference
from kans.foundation.journal import recent_changes
from kans.foundation.models import Change, ChangedRecord
from kans.foundation.records.records import Journaled
from kans.notes.models import Comment, Mention
from kans.opportunities.models import OpportunityEntry
from kans.sales.models import CompanyInformation, DocumentMessage, DocumentVersion
from kans.security.models import User
from kans.trade.models import SalesSetup
from kans.undo.actions import may_be_undone, the_verb, undo_batch, undo_change
from kans.undo.rights import verb_that_makes, verb_that_removes
from kans.undo.rules.undoing import Irrevocable, OppositeNotPermitted
from tests.architecture import samples_of_sales  # noqa: F401 (adds its own)
from tests.architecture.samples import SAMPLES
from tests.architecture.test_actions import VERBS
from tests.builders import an_actor
from tests.undo.undoing import figures, whole

if TYPE_CHECKING:
    from kans.foundation.journal.recent_changes import RecentChange

WRITES_NOTHING = {  # into the journal
    *(
        "invite_user",
        "send_test_message",
        "forget_deleted",
        "upload_import",
        "choose_sheet",
        "map_import",
    ),
    *("check_import", "leave_check_to_worker", "correct_import_rows", "delete_import"),
    "leave_reading_to_worker",
}
IN_ANOTHER_JOURNAL = {"create_company"}

RECORDS = [model for model in apps.get_models() if issubclass(model, Journaled)]
# They go and come with what is done to another record, or are there once for good.
PARTS = {
    *(Mention, OpportunityEntry, DocumentVersion, DocumentMessage, SeparateContacts),
    *(MarketingSetup, SalesSetup, CompanyInformation, User),
}
JUDGED_BY_THEIR_GUARD = {Comment}
ONE_S_OWN = {"edit_own_settings"}  # its guard decides for others

pytestmark = pytest.mark.usefixtures("ann")


def performed(act) -> tuple[list[RecentChange], list[RecordDiff]]:
    """Do it, and read from the journal what it did, as a preview does."""
    written: list[RecentChange] = []
    records: list[RecordDiff] = []

    def see(change: RecentChange) -> None:
        written.append(change)
        records.extend(difference(change.change_id).records)

    with recent_changes.observing(see):
        act()
    return written, records


def foreseen_of(act) -> Preview:
    """Its preview; the action is given copies of the records that it takes."""
    if isinstance(act, partial):
        return preview(act.func, *act.args, **act.keywords)
    return preview(act)


def told(records: list[RecordDiff]) -> list[Any]:
    """What people are told of, with the keys of new records counted, not named."""
    new = [record.key for record in records if record.created]
    return [
        (
            record.kind,
            record.caption,
            record.record,
            record.changes,
            (record.key[0], new.index(record.key)) if record.key in new else record.key,
        )
        for record in records
    ]


def undo(written: list[RecentChange]) -> None:
    change = Change.objects.get(pk=written[-1].change_id)
    if change.batch:
        undo_batch(change.batch)
    else:
        undo_change(change)


def test_every_action_has_a_sample_and_nothing_else_has():
    """Write one in `samples.py`: what there is before, and the act itself."""
    assert SAMPLES.keys() == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_is_foreseen_done_undone_and_redone(
    verb, mailoutbox, django_capture_on_commit_callbacks
):
    act = SAMPLES[verb]()
    foreseen = foreseen_keeping_nothing(
        act, mailoutbox, django_capture_on_commit_callbacks
    )
    before = figures()

    written, records = performed(act)

    assert told(foreseen.records) == told(records)
    assert foreseen.records or verb in WRITES_NOTHING
    if ACTIONS[verb].irrevocable:
        must_say_why_it_cannot_be_undone(verb, written)
    else:
        expect_each_role_to_undo_only_what_it_could_do_by_hand(verb, written)
        must_be_undone_and_redone(written, before)


def foreseen_keeping_nothing(act, mailoutbox, capture):
    before = whole()
    with capture(execute=True) as hooks:
        foreseen = foreseen_of(act)
    assert whole() == before
    assert (hooks, mailoutbox) == ([], [])
    return foreseen


def must_be_undone_and_redone(written, before):
    after = figures()
    assert after != before

    undone, _ = performed(lambda: undo(written))
    assert figures() == before
    redone, _ = performed(lambda: undo(undone))
    assert figures() == after
    performed(lambda: undo(redone))
    assert figures() == before


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_is_removed_and_made_by_a_verb_or_is_a_part(model):
    """A name that is not derived is declared, `removed_by` and `made_by`."""
    removes, makes = verb_that_removes(model), verb_that_makes(model)

    assert {removes, makes} - {""} <= ACTIONS.keys()
    assert bool(removes) == (model not in PARTS | JUDGED_BY_THEIR_GUARD)
    assert bool(makes) == (model not in PARTS)


def expect_each_role_to_undo_only_what_it_could_do_by_hand(verb, written):
    """Of somebody else's: it may do that, and the opposite."""
    change = Change.objects.get(pk=written[-1].change_id)
    needed = {ACTIONS[the_verb(change)].permission, *opposites(written)}
    for level in Level:
        held = held_by(level)
        with acting_as(an_actor(who_acts().company, name=str(level), only=held)):
            told = {type(refusal) for refusal in may_be_undone(change)}
        refused = bool(told & {NotPermitted, OppositeNotPermitted})
        assert verb in ONE_S_OWN or refused == (not needed <= held), (level, needed)


def opposites(written: list[RecentChange]) -> set[str]:
    """The permissions to remove and to make by hand what the journal says was."""
    rows = ChangedRecord.objects.filter(change__in=[w.change_id for w in written])
    found = set()
    for row in rows:
        model = apps.get_model(row.record_type)
        by = {"C": verb_that_removes, "D": verb_that_makes}.get(row.kind)
        if by and by(model):
            found.add(ACTIONS[by(model)].permission)
        if row.kind == "U" and "closed" in row.after:
            closed = row.after["closed"]
            opposite = "reopen_opportunity" if closed else "close_opportunity"
            found.add(ACTIONS[opposite].permission)
    return found


def must_say_why_it_cannot_be_undone(verb, written):
    mine = [w for w in written if Change.objects.filter(pk=w.change_id).exists()]
    assert mine or verb in WRITES_NOTHING | IN_ANOTHER_JOURNAL
    before = whole()

    if mine:
        with pytest.raises(DomainError) as caught:
            undo(mine)
        assert {type(r) for r in caught.value.refusals} == {Irrevocable}
    assert whole() == before
    why = str(ACTIONS[verb].irrevocable)
    assert why[0].islower()
    assert not why.endswith(".")
