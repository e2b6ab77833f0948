"""What the house promises of undoing and foreseeing every action, of tomorrow's too."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from kans.foundation.actions import ACTIONS
from kans.foundation.errors import DomainError
from kans.foundation.history import RecordDiff, difference
from kans.foundation.models import Change
from kans.foundation.preview import Preview, preview
from kans.foundation.rules.undoing import Irrevocable
from kans.foundation.undo import undo_batch, undo_change
from kans.foundation.written import Written, watching
from tests.architecture import samples_of_sales  # noqa: F401 (adds its own)
from tests.architecture.samples import SAMPLES
from tests.architecture.test_actions import VERBS
from tests.foundation.undoing import figures, whole

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

pytestmark = pytest.mark.usefixtures("ann")


def performed(act) -> tuple[list[Written], list[RecordDiff]]:
    """Do it, and read from the journal what it did, as a preview does."""
    written: list[Written] = []
    records: list[RecordDiff] = []

    def see(change: Written) -> None:
        written.append(change)
        records.extend(difference(change.change_id).records)

    with watching(see):
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


def undo(written: list[Written]) -> None:
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
