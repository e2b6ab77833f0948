"""How a refusal of what was typed becomes one of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V")


def read(reading: Callable[[str], V], text: str) -> V:
    """What the text means; what is not understood is said at the field."""
    try:
        return reading(text)
    except DomainError as error:
        raise refusal(error) from error


def refusal(error: DomainError) -> ValidationError:
    return ValidationError(str(error), code=error.code)
