"""What stands in the way of a plan: everything, each naming who came in between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from kans.foundation.history.guards import guard_of
from kans.foundation.history.wording import model_of
from kans.foundation.journal.journal import Kind
from kans.foundation.models import ChangedRecord
from kans.foundation.records.fields import caption_of_kind
from kans.foundation.records.querysets import in_parts
from kans.undo.conditions import holds, names_in
from kans.undo.later import Later, by, is_in_effect
from kans.undo.plans import Key, Plan, counters_of, key_of_row, of_kind, records_of
from kans.undo.references import missing, resting_on, still_pointing
from kans.undo.rules import undoing as rules
from kans.undo.uniqueness import taken_places, values_then

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from uuid import UUID

    from kans.foundation.errors import DomainError

MOST = 8  # told one by one


@dataclass(frozen=True)
class Finding:
    """Something in the way, the record that it comes from, and how it is worded."""

    key: Key | None
    word: Callable[[], DomainError]


def in_the_way(
    plan: Plan, *, besides: Collection[UUID] = ()
) -> tuple[DomainError, ...]:
    """Everything that keeps a plan from being carried out, the first few in words.

    The changes `besides` are undone before: what comes from them is judged then.
    """
    own = frozenset(change.pk for change in plan.changes)
    later = Later(own | frozenset(besides))
    found = list(_misfits(plan, later))
    if not plan.gone and not plan.unknown:
        found += _touched_since(plan, later)
        found += _on_top(plan, later)
        found += _no_longer_fitting(plan, later)
    found = _but_those_of(set(besides) - own, found)
    told = dict.fromkeys(finding.word() for finding in found[:MOST])
    told |= dict.fromkeys(_guarded(plan)) if not found else {}
    if len(found) > MOST:
        told[rules.MoreInTheWay(count=len(found) - MOST)] = None
    return tuple(told)


def _but_those_of(changes: set[UUID], found: list[Finding]) -> list[Finding]:
    """What does not come from these changes themselves."""
    if not changes or not found:
        return found
    ids = {finding.key[1] for finding in found if finding.key}
    touched: set[Key] = set()
    for part in in_parts(list(ids)):
        rows = ChangedRecord.objects.filter(change__in=changes, record_id__in=part)
        touched.update(rows.values_list("record_type", "record_id"))
    return [finding for finding in found if finding.key not in touched]


def _misfits(plan: Plan, later: Later) -> Iterator[Finding]:
    """Where the records are not as they were left."""
    for snag in plan.unknown:
        what = snag.row.record_text
        yield Finding(None, partial(rules.UnknownByNow, what=what))
    if plan.forgotten:
        kinds = sorted({snag.row.record_type for snag in plan.forgotten})
        what = ", ".join(caption_of_kind(model_of(kind)) for kind in kinds)
        yield Finding(None, partial(rules.Forgotten, what=what))
    for snag in plan.gone:
        yield Finding(snag.key, partial(_deleted, plan, later, snag.key))
    for snag in plan.there:
        yield Finding(snag.key, partial(_there, plan, later, snag.key))
    columns: dict[ChangedRecord, list[str]] = {}
    for snag in plan.changed or ([] if plan.then else plan.counted_on):
        columns.setdefault(snag.row, []).append(snag.column)
    for row, changed in columns.items():
        word = partial(_changed, plan, later, row, changed)
        yield Finding(key_of_row(row), word)


def _deleted(plan: Plan, later: Later, key: Key) -> DomainError:
    who = later.of(key, kinds=(Kind.DELETED,))
    return rules.DeletedSince(record=named(plan, key), by=by(who))


def _there(plan: Plan, later: Later, key: Key) -> DomainError:
    return rules.ThereAgain(record=named(plan, key), by=by(later.of(key)))


def _changed(
    plan: Plan, later: Later, row: ChangedRecord, columns: Collection[str]
) -> DomainError:
    key = (row.record_type, row.record_id)
    who = later.of(key, since=row.id, columns=columns)
    return rules.ChangedSince(
        what=_captions(key, columns), record=named(plan, key), by=by(who)
    )


def _touched_since(plan: Plan, later: Later) -> Iterator[Finding]:
    """Whatever was changed on a record that was made then would be lost with it."""
    made = [row for row in plan.rows if row.kind == Kind.CREATED]
    later.read((row.record_type, row.record_id) for row in made)
    for row in made:
        key = (row.record_type, row.record_id)
        counters = counters_of(apps.get_model(row.record_type))
        who = later.of(key, since=row.id, kinds=(Kind.CHANGED,), besides=counters)
        if who and is_in_effect(who):
            word = partial(
                rules.ChangedSince,
                what=_captions(key, who.after),
                record=named(plan, key),
                by=by(who),
            )
            yield Finding(key, word)


def _on_top(plan: Plan, later: Later) -> Iterator[Finding]:
    """What would point to nothing, or rests on what would be put back."""
    for key, other in still_pointing(plan):
        yield Finding(other, partial(_used, plan, later, key, other))
    for key, needed in missing(plan):
        yield Finding(needed, partial(_needed_gone, plan, later, key, needed))
    touched = {
        (row.record_type, row.record_id, column): row.id
        for row in plan.rows
        for column in row.after
    }
    resting = [
        (key, column, other)
        for key, column, other in resting_on(plan)
        if (*key, column) in touched
    ]
    later.read(other for _key, _column, other in resting)
    for key, column, other in resting:
        made = (Kind.CREATED, Kind.CHANGED)
        columns = _keys_to(other, key)
        since = touched[*key, column]
        who = later.of(other, since=since, kinds=made, columns=columns)
        if who and is_in_effect(who):
            word = partial(
                rules.MadeWithIt,
                what=_captions(key, [column]),
                record=named(plan, key),
                other=named(plan, other),
                by=by(who),
            )
            yield Finding(other, word)


def _used(plan: Plan, later: Later, key: Key, other: Key) -> DomainError:
    return rules.UsedSince(
        record=named(plan, key), other=named(plan, other), by=by(later.of(other))
    )


def _needed_gone(plan: Plan, later: Later, key: Key, needed: Key) -> DomainError:
    who = later.of(needed, kinds=(Kind.DELETED,))
    return rules.NeededOneGone(record=named(plan, key), by=by(who))


def _keys_to(one: Key, other: Key) -> set[str]:
    target = apps.get_model(other[0])
    return {
        column.attname
        for column in apps.get_model(one[0])._meta.concrete_fields
        if column.related_model is target
    }


def _no_longer_fitting(plan: Plan, later: Later) -> Iterator[Finding]:
    """What would break a constraint: taken places, and what a row may not be."""
    for key, unique, other in taken_places(plan):
        word = partial(_taken, plan, later, key, unique.columns, other)
        yield Finding(other, word)
    for model, keys in of_kind(plan.put_back):
        checks = [
            c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)
        ]
        for key in keys:
            values = values_then(plan, key, model)
            touched = plan.put_back[key].keys()
            for check in checks:
                asked = set(names_in(check.condition))
                if asked & touched and not holds(check.condition, values):
                    rest = asked - touched
                    yield Finding(key, partial(_disallowed, plan, later, key, rest))


def _taken(
    plan: Plan, later: Later, key: Key, columns: tuple[str, ...], other: Key
) -> DomainError:
    values = [str(plan.value(key, name)) for name in columns[-1:]]
    return rules.TakenSince(
        value=f"{_captions(key, columns[-1:])} {' '.join(values)}",
        record=named(plan, key),
        other=named(plan, other),
        by=by(later.of(other, columns=columns)),
    )


def _disallowed(
    plan: Plan, later: Later, key: Key, columns: Collection[str]
) -> DomainError:
    touched = sorted(plan.put_back[key])
    who = later.of(key, kinds=(Kind.CHANGED,), columns=columns)
    return rules.NoLongerAllowed(
        what=_captions(key, touched), record=named(plan, key), by=by(who)
    )


def _guarded(plan: Plan) -> Iterator[DomainError]:
    """What the areas say of their records as they would be."""
    for model, keys in of_kind(plan.then):
        guard = guard_of(model)
        for key in keys if guard else ():
            yield from guard(plan.now.get(key), as_then(plan, key, model))  # type: ignore[misc]


def as_then(plan: Plan, key: Key, model: type[models.Model]) -> models.Model | None:
    """The record as it would be afterwards; none when it would be gone."""
    if plan.then[key] is None:
        return None
    return model(**values_then(plan, key, model))


def named(plan: Plan, key: Key) -> str:
    """A record as a sentence names it: its kind, and what it is called."""
    text = plan.texts.get(key)
    if text is None:
        text = next((str(r) for r in records_of([key]).values()), "")
    return f"{caption_of_kind(model_of(key[0]))} {text}".strip()


def _captions(key: Key, columns: Any) -> str:
    fields = {f.attname: f for f in apps.get_model(key[0])._meta.concrete_fields}
    told = [str(fields[name].verbose_name) for name in columns if name in fields]
    return ", ".join(told[:5]) + (" …" if len(told) > 5 else "")
