"""Which rows of a list are selected: those that are ticked, or all that pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import QueryDict

    from kans.lists.frame.declared import ListFrame

MOST = 100_000
ALL, ROW, ROWS = "all", "row", "rows"  # what a list sends


class NothingSelected(DomainError):
    message = _("No row is ticked. Tick the rows that are meant first.")


class TooManySelected(DomainError):
    message = _(
        "More than %(limit)s rows are too many at once. Narrow the filters, and do "
        "them in parts."
    )


class SelectionChanged(DomainError):
    status = 409
    message = _(
        "Meanwhile other rows are selected than were counted here. Nothing is done "
        "yet: look at what it does now, and press OK again."
    )


@dataclass(frozen=True)
class Selection:
    """Some rows of a list, and how they were named: one by one, or all of them."""

    rows: QuerySet[Any]
    handles: tuple[str, ...] = ()
    of_all: bool = False

    @classmethod
    def of(
        cls,
        sent: QueryDict,
        frame: ListFrame,
        *,
        listed: QuerySet[Any],
        passing: QuerySet[Any],
    ) -> Self:
        """What was sent: the handles of the ticked rows, or that all that pass count.

        A row that was ticked counts though it no longer passes the filters.
        """
        if ALL in sent:
            return cls(passing, of_all=True)
        typed = [*sent.getlist(ROW), *sent.get(ROWS, "").splitlines()]
        handles = tuple(dict.fromkeys(handle for handle in typed if handle))
        known = list(_understood(frame, handles))
        return cls(listed.filter(**{f"{frame.handle}__in": known}), handles)

    @cached_property
    def ids(self) -> list[UUID]:
        """The rows there are now, oldest first, and one more than may be at once."""
        found = self.rows.order_by("pk").values_list("pk", flat=True)
        return list(found[: MOST + 1])

    @property
    def fingerprint(self) -> str:
        """What tells whether these are still the rows that were counted."""
        counted = sha256(b"".join(each.bytes for each in self.ids))
        return f"{len(self.ids)}-{counted.hexdigest()[:16]}"

    @property
    def refusals(self) -> tuple[DomainError, ...]:
        if not self.ids:
            return (NothingSelected(),)
        if len(self.ids) > MOST:
            return (TooManySelected(limit=MOST),)
        return ()


def _understood(frame: ListFrame, handles: Iterable[str]) -> Iterable[Any]:
    field: Any = frame.model._meta.get_field(frame.handle)
    for handle in handles:
        try:
            yield field.to_python(handle)
        except ValidationError:
            continue
