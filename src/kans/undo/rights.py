"""Who may undo what somebody else did: whoever may do the opposite by hand.

What one did oneself one takes back with the right to do it. For what another did one
needs besides the right to each verb that would lead there by hand: to remove what was
made, to make what was removed, and what an area says of its records (`goes_back_by`).
Parts of a record, such as lines and entries, go and come with what is done to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kans.foundation.acting.actors import acting_user, who_acts
from kans.foundation.history.wording import model_of
from kans.foundation.journal.journal import Kind
from kans.foundation.journal.verbs import ACTIONS
from kans.foundation.models import Change, ChangedRecord
from kans.foundation.records.querysets import in_parts
from kans.undo.rules import undoing as rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db import models
    from django.db.models import QuerySet

    from kans.foundation.errors import DomainError

_opposites: dict[type[models.Model], Opposites] = {}
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Opposites:
    """By which verb a column becomes by hand each value that an undo gives it."""

    column: str
    verbs: Mapping[Any, str]


def goes_back_by(
    model: type[models.Model], column: str, verbs: Mapping[Any, str]
) -> None:
    """Declare the verbs that put a column of a model back by hand, by its value then.

    It is read off the journal, so that of very many records it is known at once. Of
    other columns one needs no more than the right to what was done: the opposite of an
    edit is an edit.
    """
    assert model not in _opposites, f"{model.__name__} goes back by two columns"
    _opposites[model] = Opposites(column, verbs)


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
    """Judge what was made, removed and put back, whatever else is done since."""
    others = [change for change in changes if change.user_id != acting_user()]
    verbs = {
        verb
        for part in in_parts([change.pk for change in others])
        for verb in _opposites_of(ChangedRecord.objects.filter(change__in=part))
    }
    yield from _refusals(verbs, others)


def _opposites_of(rows: QuerySet[ChangedRecord]) -> Iterator[str]:
    for record_type, kind in rows.values_list("record_type", "kind").distinct():
        model = model_of(record_type)
        if model is None:
            continue
        match kind:
            case Kind.CREATED:
                yield verb_that_removes(model)
            case Kind.DELETED:
                yield verb_that_makes(model)
            case _ if declared := _opposites.get(model):
                yield from _put_back(rows.filter(record_type=record_type), declared)


def _put_back(rows: QuerySet[ChangedRecord], declared: Opposites) -> Iterator[str]:
    column = declared.column
    changed = rows.filter(kind=Kind.CHANGED, before__has_key=column)
    values = changed.values_list(f"before__{column}", f"after__{column}").distinct()
    for before, after in values:
        if before != after:
            yield declared.verbs.get(before, "")


def _refusals(verbs: set[str], changes: list[Change]) -> Iterator[DomainError]:
    for verb in sorted(verbs - {""}):
        if not who_acts().may(ACTIONS[verb].permission):
            yield rules.OppositeNotPermitted(
                verb=str(ACTIONS[verb].caption), who=changes[0].actor_name
            )
