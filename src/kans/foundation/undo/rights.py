"""Who may undo what somebody else did: whoever may do the opposite by hand.

What one did oneself one takes back with the right to do it. For what another did one
needs besides the right to each verb that would lead there by hand: to remove what was
made, to make what was removed, and what an area says of its records (`goes_back_by`).
Parts of a record, such as lines and entries, go and come with what is done to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from kans.foundation.actors import acting_user, who_acts
from kans.foundation.history.wording import model_of
from kans.foundation.journal import Kind
from kans.foundation.models import Change, ChangedRecord
from kans.foundation.querysets import in_parts
from kans.foundation.rules import undoing as rules
from kans.foundation.undo.judging import as_then
from kans.foundation.undo.plans import of_kind
from kans.foundation.verbs import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db import models

    from kans.foundation.errors import DomainError
    from kans.foundation.undo.plans import Plan

    Opposite = Callable[[Any, Any], Iterable[str]]

M = TypeVar("M", bound="models.Model")

_opposites: dict[type[models.Model], Opposite] = {}
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def goes_back_by(
    model: type[M],
) -> Callable[[Callable[[M, M], Iterable[str]]], Callable[[M, M], Iterable[str]]]:
    """Let a function say by which verbs a record becomes by hand what an undo makes it.

    Called with the record as it is and as it would be. What it says nothing of needs
    no more than the right to what was done: the opposite of an edit is an edit.
    """

    def register(
        opposite: Callable[[M, M], Iterable[str]],
    ) -> Callable[[M, M], Iterable[str]]:
        _opposites[model] = opposite
        return opposite

    return register


def verb_that_removes(model: type[models.Model]) -> str:
    """Return the verb; none of what is a part of another record."""
    return _verb(model, "removed_by", "delete")


def verb_that_makes(model: type[models.Model]) -> str:
    return _verb(model, "made_by", "create")


def _verb(model: type[models.Model], declared: str, begins: str) -> str:
    """What the model declares, or else the verb of its name: `delete_sales_cycle`."""
    named: str | None = getattr(model, declared, None)
    if named is not None:
        return named
    name = f"{begins}_{_WORD.sub('_', model.__name__).lower()}"
    return name if name in ACTIONS else ""


def refusals_by_rows(changes: list[Change]) -> Iterator[DomainError]:
    """Judge what was made and removed, whatever else is done since."""
    others = _of_others(changes)
    verbs = {
        verb_that_removes(model) if kind == Kind.CREATED else verb_that_makes(model)
        for record_type, kind in _made_and_removed(others)
        if (model := model_of(record_type))
    }
    yield from _refusals(verbs, others)


def refusals_by_plan(changes: list[Change], plan: Plan) -> Iterator[DomainError]:
    """Judge what the areas say of records that are put back."""
    others = _of_others(changes)
    if others:
        yield from _refusals(set(_verbs_of(plan)), others)


def _of_others(changes: list[Change]) -> list[Change]:
    return [change for change in changes if change.user_id != acting_user()]


def _made_and_removed(changes: list[Change]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for part in in_parts([change.pk for change in changes]):
        rows = ChangedRecord.objects.filter(change__in=part).exclude(kind=Kind.CHANGED)
        found.update(rows.values_list("record_type", "kind").distinct())
    return found


def _verbs_of(plan: Plan) -> Iterator[str]:
    for model, keys in of_kind(plan.put_back):
        opposite = _opposites.get(model)
        for key in keys if opposite else ():
            yield from opposite(plan.now[key], as_then(plan, key, model))  # type: ignore[misc]


def _refusals(verbs: set[str], changes: list[Change]) -> Iterator[DomainError]:
    for verb in sorted(verbs - {""}):
        if not who_acts().may(ACTIONS[verb].permission):
            yield rules.OppositeNotPermitted(
                verb=str(ACTIONS[verb].caption), who=changes[0].actor_name
            )
