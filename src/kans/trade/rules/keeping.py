"""What every row of the set-up of selling needs, and what keeps it from going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.codes import may_be_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise


class NotDescribed(DomainError):
    field = "description"
    message = _("Enter a description.")


class TooLongToKeep(DomainError):
    message = _("%(what)s has at most %(limit)s characters. Type less.")


class StillUsed(DomainError):
    message = _("%(code)s is used by %(what)s (%(count)s). Choose another there first.")


def may_be_row(code: str, description: str, *, taken: bool) -> tuple[DomainError, ...]:
    """A row has a code of its own and says what it means."""
    return (*may_be_code(code, taken=taken), *may_describe(description))


def may_describe(description: str) -> tuple[DomainError, ...]:
    return () if description.strip() else (NotDescribed(),)


def may_go(
    code: str, uses: Iterable[tuple[StrOrPromise, int]]
) -> tuple[DomainError, ...]:
    """What is used stays; `uses` are the kinds of records that may use it, counted."""
    return tuple(
        StillUsed(code=code, what=what, count=count) for what, count in uses if count
    )
