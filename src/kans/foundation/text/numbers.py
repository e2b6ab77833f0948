"""Reading a number as the user's language writes it (LST-2)."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown

MOST_DIGITS = 15
MOST_DECIMALS = 10
MOST_JUDGED = 40  # before the decimal sign, and after it
POINT, COMMA = ".", ","


class NumberNotUnderstood(DomainError):
    message = _("%(text)s is not a number. Write it like %(example)s.")


class NumberTooLong(DomainError):
    message = _(
        "%(text)s has too many digits. Use at most %(digits)s before the decimal sign "
        "and %(decimals)s after it."
    )


def read_number(text: str, language: str, *, is_judged: bool = False) -> Decimal:
    """What the text means in the language, or else in the other way of writing.

    So 1.5 is one and a half in Dutch too, but 1.500 is fifteen hundred. A rule judges
    a number before it is kept, and says its own bound; what a database compares with
    its columns has only as many digits as every database can hold.
    """
    digits = MOST_JUDGED if is_judged else MOST_DIGITS
    decimals = MOST_JUDGED if is_judged else MOST_DECIMALS
    typed = text.strip()
    own, other = (COMMA, POINT) if _writes_comma(language) else (POINT, COMMA)
    plain = _plain(typed, decimal=own) or _plain(typed, decimal=other)
    if plain is None:
        example = "1.234,50" if own == COMMA else "1,234.50"
        raise NumberNotUnderstood(text=shown(typed), example=example)
    before, _sign, after = plain.lstrip("+-").partition(POINT)
    if len(before.lstrip("0")) > digits or len(after) > decimals:
        raise NumberTooLong(text=shown(typed), digits=digits, decimals=decimals)
    return Decimal(plain)


def _writes_comma(language: str) -> bool:
    return not language.lower().startswith("en")


def _plain(typed: str, *, decimal: str) -> str | None:
    """The number with a decimal point and no groups, if it is written this way."""
    group = COMMA if decimal == POINT else POINT
    whole = rf"(?:[1-9][0-9]{{0,2}}(?:[{group}][0-9]{{3}})+|[0-9]+)"
    written = rf"[+-]?(?:{whole}(?:[{decimal}][0-9]*)?|[{decimal}][0-9]+)"
    if not re.fullmatch(written, typed):
        return None
    return typed.replace(group, "").replace(decimal, POINT)
