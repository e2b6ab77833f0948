"""Two people on one record: the second to save is told what the first changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.history import changes_since

if TYPE_CHECKING:
    from kans.foundation.history import FieldChange
    from kans.foundation.records import Journaled


class ChangedMeanwhile(DomainError):
    status = 409
    message = _(
        "%(who)s changed this while you were typing: %(what)s. "
        "Nothing of yours is saved yet: save it anyway, or take theirs."
    )

    def __init__(self, *, version: int, changes: list[FieldChange], who: str) -> None:
        what = "; ".join(str(change) for change in changes)
        super().__init__(who=who, what=what)
        self.version = version
        self.changes = changes


def must_be_unchanged(record: Journaled, version: int | None) -> None:
    """Refuse when the record is no longer the one that was shown (MOV-14)."""
    if version is None or record.version == version:
        return
    who, changes = changes_since(record, version)
    raise ChangedMeanwhile(version=record.version, changes=changes, who=who)
