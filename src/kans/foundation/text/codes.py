"""Codes: the short names by which people call what they set up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class CodeMissing(DomainError):
    field = "code"
    message = _("Enter a code.")


class CodeTaken(DomainError):
    field = "code"
    message = _("Code %(code)s is taken already. Type another.")


def may_be_code(code: str, *, taken: bool) -> tuple[DomainError, ...]:
    """A code is there, and there is only one such code (CYC-1, CLO-1, SP-1)."""
    if not code:
        return (CodeMissing(),)
    return (CodeTaken(code=code),) if taken else ()
