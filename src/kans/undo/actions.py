"""Undoing a change, or all changes of a batch; to undo an undo is to redo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from uuid6 import uuid7

from kans.foundation.acting.actors import NotPermitted, who_acts
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.wording import model_of
from kans.foundation.jobs.kinds import batch_of
from kans.foundation.journal.journal import separate_change, the_change
from kans.foundation.journal.verbs import caption_of_verb, verb_known_as
from kans.foundation.models import Change, ChangedRecord, Job
from kans.foundation.records.records import RecordGone
from kans.undo.judging import in_the_way
from kans.undo.later import by_whom
from kans.undo.plans import plan_of
from kans.undo.rights import refusals_by_rows
from kans.undo.rules import undoing as rules
from kans.undo.writing import carry_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from kans.foundation.errors import DomainError
    from kans.foundation.journal.journal import OpenChange
    from kans.undo.plans import Plan

PERMISSION = "foundation.undo_change"
MOST_AT_ONCE = 2000  # records that somebody waits for


@dataclass(frozen=True)
class Undone:
    """What was undone, and how many records it touched."""

    change_id: UUID
    records: int


@action(permission=PERMISSION, caption=gettext_lazy("Undo"))
def undo_change(change: Change) -> Undone:
    """Put back what a change did, if nothing stands on it; of an undo: redo it.

    Who may do it may undo it, of somebody else's who may do the opposite, too
    (`rights`). To undo a redo is to undo what it did again.
    """
    change = the_one_meant(change, hold=True)
    plan = plan_of([change], hold=True)

    refuse_if_any(_judge([change], plan))

    _write(the_change(), change, plan)
    return Undone(change.pk, len(plan.then))


@action(permission=PERMISSION, caption=gettext_lazy("Undo"))
def undo_batch(batch: UUID) -> Undone:
    """Undo all changes of a batch, newest first, each by a change of its own."""
    changes = changes_of(batch, hold=True)
    plan = plan_of(changes, hold=True)

    refuse_if_any(_judge(changes, plan))

    again = uuid7()
    for change in plan.changes:
        undo_chunk(change, batch=again)
    return Undone(plan.changes[0].pk, len(plan.then))


def undo_chunk(change: Change, *, batch: UUID) -> int:
    """Undo one of several changes that were judged together; part of an action.

    Returns how many records it touched.
    """
    with separate_change("undo_change", batch=batch) as open_change:
        plan = plan_of([change], hold=True)
        _write(open_change, change, plan)
    return len(plan.rows)


def may_be_undone(change: Change) -> tuple[DomainError, ...]:
    """Everything that stands in the way of undoing a change, or its whole batch."""
    return may_all_be_undone(meant_with(change))


def may_all_be_undone(
    changes: list[Change], *, besides: Collection[UUID] = ()
) -> tuple[DomainError, ...]:
    """Everything that stands in the way of undoing these, newest first.

    The changes `besides` are undone before.
    """
    return _judge(changes, plan_of(changes), besides=besides)


def may_ever_be_undone(changes: list[Change]) -> tuple[DomainError, ...]:
    """Whether who acts may undo such a thing at all, whatever came later."""
    verbs = [refusal for change in changes for refusal in _verb_in_the_way(change)]
    rights = () if verbs else refusals_by_rows(changes)
    return tuple(dict.fromkeys([*verbs, *rights, *still_at_work_on(changes)]))


def still_at_work_on(changes: list[Change]) -> tuple[DomainError, ...]:
    """The jobs that have not ended: what they did so far is only a part."""
    batches = {change.batch for change in changes if change.batch}
    jobs = Job.objects.filter(ended_at=None) if batches else ()
    return tuple(
        rules.JobStillRuns(job=caption_of_verb(job.kind))
        for job in jobs
        if batch_of(job) in batches
    )


def meant_with(change: Change) -> list[Change]:
    """The changes that are undone together with one: itself, or those of its batch."""
    change = the_one_meant(change)
    return changes_of(change.batch) if change.batch else [change]


def the_one_meant(change: Change, *, hold: bool = False) -> Change:
    """The change itself or, of a redo, what it did again."""
    rows = Change.objects.select_related("undoes__undoes")
    if change.undoes and change.undoes.undoes_id:
        change = change.undoes.undoes  # type: ignore[assignment]
    if hold:
        Change.objects.locked(change)
    found = rows.filter(pk=change.pk).first()
    if found is None:
        raise RecordGone
    return found


def changes_of(batch: UUID, *, hold: bool = False) -> list[Change]:
    """The changes of a batch that still hold, newest first."""
    rows = Change.objects.filter(batch=batch)
    if hold:
        list(rows.select_for_update().order_by("id"))
    found = rows.select_related("undoes__undoes").order_by("-id")
    return list(found.filter(undone=False)) or list(found)


def how_many(changes: list[Change]) -> int:
    """How many records some changes touched."""
    return ChangedRecord.objects.filter(change__in=[c.pk for c in changes]).count()


def _judge(
    changes: list[Change], plan: Plan, *, besides: Collection[UUID] = ()
) -> tuple[DomainError, ...]:
    """First whether it can be undone at all, then whether it can be now."""
    at_all = (
        *may_ever_be_undone(changes),
        *_beyond_undo(changes, plan),
    )
    return tuple(dict.fromkeys(at_all)) or in_the_way(plan, besides=besides)


def _verb_in_the_way(change: Change) -> Iterator[DomainError]:
    """Whether the verb can be undone, by who acts, and was not yet."""
    verb = the_verb(change)
    known = verb_known_as(verb)
    caption = caption_of_verb(verb)
    if known is None:
        yield rules.Irrevocable(verb=caption, why=_("the program did it by itself"))
    elif not who_acts().may(known.permission):
        yield NotPermitted()
    elif known.irrevocable:
        yield rules.Irrevocable(verb=caption, why=str(known.irrevocable))
    if change.undone:
        undoing = change.undone_by.filter(undone=False).order_by("id").last()
        yield rules.AlreadyUndone(verb=caption, by=by_whom(undoing))


def the_verb(change: Change) -> str:
    """What was done first: of an undo, what it undid."""
    return change.undoes.verb if change.undoes else change.verb


def _beyond_undo(changes: list[Change], plan: Plan) -> Iterator[DomainError]:
    """Columns whose change has effects outside our records."""
    told: dict[str, str] = {}
    for row in plan.rows:
        model = model_of(row.record_type)
        beyond: dict[str, Any] = getattr(model, "beyond_undo", {})
        told |= {name: str(beyond[name]) for name in row.after.keys() & beyond.keys()}
    for why in dict.fromkeys(told.values()):
        verb = caption_of_verb(the_verb(changes[0]))
        yield rules.Irrevocable(verb=verb, why=why)


def _write(open_change: OpenChange, change: Change, plan: Plan) -> None:
    """Carry out a plan, and tell the journal which change it undoes."""
    open_change.undoes = change.pk
    open_change.subject, open_change.subject_text = None, change.subject_text
    if change.subject_type:
        kind: Any = apps.get_model(change.subject_type)
        open_change.subject = kind(pk=change.subject_id)
    carry_out(plan)
    itself_and_redone = Q(pk=change.pk) | Q(undoes__undoes=change.pk)
    Change.objects.filter(itself_and_redone).update(undone=True)
    if change.undoes_id:
        Change.objects.filter(pk=change.undoes_id).update(undone=False)
