"""Two people on one record: the second to save is told what the first changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.history import changed_since, changes_since
from kans.foundation.strings import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.history import FieldChange
    from kans.foundation.records.records import Journaled


class ChangedMeanwhile(DomainError):
    status = 409
    message = _(
        "%(who)s changed this after you opened it: %(what)s. "
        "Nothing is done yet: go on all the same, or leave it as it is now."
    )

    def __init__(self, *, version: int, changes: list[FieldChange], who: str) -> None:
        super().__init__(who=who, what=said_of(changes))
        self.version = version
        self.changes = changes


class NotAsShown(DomainError):
    """Nobody knows what the sender saw: a page of long ago, or a program."""

    status = 409
    message = _(
        "This form was out of date: it does not say which version of "
        "this it is about. Nothing is done yet: look at it again, then send it again."
    )


class ChangedByBoth(DomainError):
    """Two people changed one field, and one of the two values is to be chosen."""

    message = _("A colleague changed this too. Choose which of the two it is to be.")


class StandsOtherwise(DomainError):
    """Nobody knows what the form was opened with, so neither who changed it."""

    message = _(
        "This form was out of date, and something else stands here now. Choose which "
        "of the two it is to be."
    )


def said_of(changes: Iterable[FieldChange]) -> str:
    """Return what was changed, each field with its old and its new value."""
    return "; ".join(str(change) for change in changes)


def must_be_unchanged(
    record: Journaled, version: int | None, *, but_for: frozenset[str] = frozenset()
) -> None:
    """Refuse when the record is no longer the one that was shown (MOV-14).

    A change of the columns in `but_for` alone is of no matter to what is done.
    """
    if version is None or record.version == version:
        return
    if but_for and changed_since(record, version) <= but_for:
        return
    who, changes = changes_since(record, version)
    raise ChangedMeanwhile(version=record.version, changes=changes, who=who)


def told_since(record: Journaled, version: int | None) -> str:
    """Return who changed what since a version; nothing if nobody knows which."""
    if version is None:
        return ""
    who, changes = changes_since(record, version)
    said = _(
        "%(who)s changed this while you were typing: %(what)s. "
        "That stays where you typed nothing."
    )
    facts = {"who": who, "what": said_of(changes)}
    return sentence(str(said), facts) if changes else ""
