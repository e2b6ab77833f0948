"""The users of the acting company, as everybody may name them.

Who they are is known by a higher area, which says so with `provide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


@dataclass(frozen=True)
class Colleague:
    """A user of the company who may sign in."""

    id: UUID
    name: str
    email: str
    language: str = ""
    mail_mentions: bool = True
    permissions: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        return permission in self.permissions


class Directory(Protocol):
    """Where the users of the acting company are looked up."""

    def colleagues(self, *, like: str = "", most: int | None = None) -> list[Colleague]:
        """Those whose name or address has a word that begins like this, by name."""

    def names_of(self, users: Collection[UUID]) -> dict[UUID, str]:
        """What these users are called now, also those who have left."""


@dataclass
class _Provided:
    directory: Directory | None = None


_provided = _Provided()


def provide(directory: Directory) -> None:
    _provided.directory = directory


def directory() -> Directory:
    assert _provided.directory, "no area has said who the users are"
    return _provided.directory
