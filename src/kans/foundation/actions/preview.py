"""Preview: the real code runs, its changes are read back, and nothing is kept."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.errors import DomainError
from kans.foundation.history import difference
from kans.foundation.journal import recent_changes
from kans.foundation.journal.journal import Kind, is_change_open
from kans.foundation.journal.notices import notices_apart, take_notices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kans.foundation.history import RecordDiff
    from kans.foundation.journal.recent_changes import RecentChange

P = ParamSpec("P")
R = TypeVar("R")
MOST_SHOWN = 100


@dataclass
class Preview:
    """What would be created, changed and deleted, and what one would be told."""

    records: list[RecordDiff] = field(default_factory=list)
    counts: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    notices: tuple[str, ...] = ()

    def see(self, written: RecentChange) -> None:
        """Take in one change, as it is written."""
        left = max(MOST_SHOWN - len(self.records), 0)
        seen = difference(written.change_id, most=left)
        self.records += seen.records
        self.counts += seen.counts

    @property
    def more(self) -> int:
        """How many records it touches besides those that are shown."""
        return self.counts.total() - len(self.records)

    def summary(self) -> list[str]:
        """How many records of each kind: `Contact: 3 created`."""
        worded = {
            Kind.CREATED: _("created"),
            Kind.CHANGED: _("changed"),
            Kind.DELETED: _("deleted"),
        }
        counted = sorted(self.counts.items())
        return [f"{what}: {count} {worded[kind]}" for (what, kind), count in counted]


class OnlyForeseen(DomainError):
    """No refusal of the business: nothing was kept, since one only looked ahead."""

    status = 409
    message = gettext_lazy("This was only a preview: nothing has been done.")

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


_keeping_nothing: ContextVar[bool] = ContextVar("keeping_nothing", default=False)
_rehearsing: ContextVar[bool] = ContextVar("rehearsing", default=False)


def rehearsing() -> bool:
    """Whether what is being done is taken back: nothing outside may be touched."""
    return _rehearsing.get()


def keeping_nothing() -> bool:
    """Whether what is about to be done is only to be looked at."""
    return _keeping_nothing.get() and not is_change_open()


@contextmanager
def looking_ahead() -> Iterator[None]:
    """Inside, every action keeps nothing and says what it would have done.

    Whatever else is written there is not kept either.
    """
    token = _keeping_nothing.set(True)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _keeping_nothing.reset(token)


def nothing_foreseen() -> OnlyForeseen:
    """What is told of a page that would have done nothing that is written down."""
    return OnlyForeseen(Preview())


def rehearsed(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do it, look at what it did, and take it back; a refusal is a refusal."""
    raise OnlyForeseen(preview(act, *args, **kwargs))


@contextmanager
def rehearsal() -> Iterator[Preview]:
    """Whatever is done inside is taken back at the end; what it did is told.

    Nothing that waits for the transaction to be committed happens: no mail goes out.
    """
    preview = Preview()
    tokens = _keeping_nothing.set(False), _rehearsing.set(True)
    try:
        observing = recent_changes.observing(preview.see)
        with notices_apart(), observing, transaction.atomic():
            yield preview
            preview.notices = take_notices()
            transaction.set_rollback(True)
    finally:
        _keeping_nothing.reset(tokens[0])
        _rehearsing.reset(tokens[1])


def preview(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Preview:
    """What an action would do, if it were done now; or it refuses as it would then."""
    with rehearsal() as seen:
        apart = {name: _apart(value) for name, value in kwargs.items()}
        act(*map(_apart, args), **apart)
    return seen


def _apart(given: Any) -> Any:
    """A copy of a record, so that what is only foreseen does not stick to it."""
    return deepcopy(given) if isinstance(given, models.Model) else given
