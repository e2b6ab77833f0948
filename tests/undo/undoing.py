"""What the tests of undoing say often: the last change, and all that is written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from kans.foundation.errors import DomainError
from kans.foundation.models import Change, ChangedRecord
from kans.foundation.records.records import Journaled
from kans.security.models import User
from kans.undo.actions import undo_batch, undo_change

if TYPE_CHECKING:
    from collections.abc import Iterator

IGNORED = {"version", "modified_at", "last_login"}


def the_last(verb: str = "") -> Change:
    """The newest change, but for those of the builders."""
    changes = Change.objects.exclude(verb="test")
    found = changes.filter(verb=verb) if verb else changes
    return found.latest("id")


def undo(change: Change | None = None) -> None:
    """Undo a change as a page does: with all of its batch."""
    change = change or the_last()
    if change.batch:
        undo_batch(change.batch)
    else:
        undo_change(change)


def redo() -> None:
    undo(the_last("undo_change"))


def figures(*, counters: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Every value of every record there is, in all tables but the journal's."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, Journaled) or model is User:
            counted = () if counters else getattr(model, "counters", ())
            rows = model._base_manager.order_by("pk").values()
            found[model._meta.label] = [
                {n: v for n, v in row.items() if n not in {*IGNORED, *counted}}
                for row in rows
            ]
    return found


def whole() -> list[Any]:
    """All that is written, the journal included."""
    journal = [list(m.objects.order_by("pk").values()) for m in (Change, ChangedRecord)]
    return [figures(), *journal]


@contextmanager
def refused(*wanted: type[DomainError]) -> Iterator[list[str]]:
    """Inside, just these refusals are made, and nothing is written; in words."""
    before = whole()
    sentences: list[str] = []
    with pytest.raises(DomainError) as caught:
        yield sentences
    assert [type(r) for r in caught.value.refusals] == list(wanted)
    sentences += [str(refusal) for refusal in caught.value.refusals]
    assert whole() == before
