"""How the codes of a number series count, compare and run out (NS-6 to NS-13)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

LONGEST = 20
DIGITS = re.compile(r"[0-9]+")
LAST_DIGITS = re.compile(r"(?s)(?P<before>.*?)(?P<digits>[0-9]+)(?P<after>[^0-9]*)")

# Where the numbers of a run are entered.
FIELDS = ("starting_number", "ending_number", "warning_number", "last_number_used")


class DigitMissing(DomainError):
    message = _("%(code)s has no digit to count with. Add one, as in %(code)s001.")


class CodeTooLong(DomainError):
    message = _("%(code)s has more than 20 characters. Use a shorter number.")


class EndingNumberMissing(DomainError):
    field = "ending_number"
    message = _("A warning number needs an ending number. Enter that too.")


class LastNumberWouldChange(DomainError):
    field = "last_number_used"
    message = _(
        "Last No. Used would become %(code)s. Write the numbers with as many digits "
        "as it has, or start a new line."
    )


def incremented(code: str, by: int = 1) -> str:
    """The code counted on in its last digits; blank if it has none (NS-13).

    A "-" before the digits is a sign to BC, so X-5 becomes X-6: as when it is text.
    """
    found = LAST_DIGITS.fullmatch(code)
    if not found:
        return ""
    digits = str(int(found["digits"]) + by).zfill(len(found["digits"]))
    return found["before"] + digits + found["after"]


def has_digit(code: str) -> bool:
    return bool(DIGITS.search(code))


def reaches(code: str, limit: str) -> bool:
    """Whether a code is the limit or beyond: digits as numbers, else text (NS-12)."""
    if DIGITS.fullmatch(code) and DIGITS.fullmatch(limit):
        return int(code) >= int(limit)
    return code >= limit


def padded(*codes: str) -> tuple[str, ...]:
    """The codes with counters of equal length: A1, A10 become A01, A10 (NS-11).

    Codes of digits only compare as numbers and stay as they are, as blanks do.
    """
    mixed = [code for code in codes if code and not DIGITS.fullmatch(code)]
    width = max((len(_counter(code)) for code in mixed), default=0)
    return tuple(_widened(code, width) if code in mixed else code for code in codes)


@dataclass(frozen=True)
class Run:
    """The numbers of one line of a series, from the starting to the ending one."""

    starting: str
    ending: str = ""
    warning: str = ""
    increment_by: int = 1
    last_used: str = ""

    @property
    def next(self) -> str | None:
        """The number that comes now (NS-6); none when the run is exhausted (NS-7)."""
        code = self.starting
        if self.last_used:
            code = incremented(self.last_used, self.increment_by)
        return code if self.holds(code) else None

    @property
    def is_open(self) -> bool:
        """Whether there is a number left to give (NS-9)."""
        return self.next is not None

    def holds(self, code: str) -> bool:
        """Whether a code is one of this run's, in range and in form (NS-7)."""
        return (
            has_digit(code)
            and _letters(code) == _letters(self.starting)
            and len(self.starting) <= len(code) <= (len(self.ending) or LONGEST)
            and reaches(code, self.starting)
            and (not self.ending or reaches(self.ending, code))
        )

    def warns_of(self, code: str) -> bool:
        """Whether a code, though given, calls for a new line to be made (NS-8)."""
        return bool(self.ending and self.warning) and reaches(code, self.warning)

    def as_entered(self, before: Run | None = None) -> Run:
        """The run with its four numbers alike in form, or why not (NS-8, NS-11)."""
        if self.warning and not self.ending:
            raise EndingNumberMissing
        codes = padded(self.starting, self.ending, self.warning, self.last_used)
        for code, field in zip(codes, FIELDS, strict=True):
            _must_count(code, at=field)
        starting, ending, warning, last_used = codes
        run = Run(starting, ending, warning, self.increment_by, last_used)
        untouched = before is not None and before.last_used == self.last_used
        if untouched and run.last_used != self.last_used:
            raise LastNumberWouldChange(code=run.last_used)
        return run


def _must_count(code: str, *, at: str) -> None:
    if code and not has_digit(code):
        raise DigitMissing(code=code, at=at)
    if len(code) > LONGEST:
        raise CodeTooLong(code=code, at=at)


def _letters(code: str) -> str:
    return DIGITS.sub("", code)


def _counter(code: str) -> str:
    found = LAST_DIGITS.fullmatch(code)
    return found["digits"] if found else ""


def _widened(code: str, width: int) -> str:
    found = LAST_DIGITS.fullmatch(code)
    if not found:
        return code
    return found["before"] + found["digits"].zfill(width) + found["after"]
