"""Date formulas such as CM+10D: a date reckoned from another (DF-1 to DF-7)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

Unit: TypeAlias = Literal["D", "W", "M", "Q", "Y"]

LONGEST = 20
FIRST, LAST = date(1800, 1, 1), date(2999, 12, 31)  # on which people do business
MONTHS = {"M": 1, "Q": 3, "Y": 12}
TERM = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?:(?P<count>[0-9]{1,4})(?P<unit>[DWMQY])"
    r"|(?P<named>WD|D)(?P<number>[0-9]{1,4})"
    r"|C(?P<period>[DWMQY]))"
)


class DateFormulaNotUnderstood(DomainError):
    message = _(
        "%(formula)s is not a date formula. Use a number and a letter, such as 2W "
        "for two weeks (D day, W week, M month, Q quarter, Y year), CM for the end "
        "of the month, or a sum such as CM+10D."
    )


class DateFormulaTooLong(DomainError):
    message = _("A date formula has at most 20 characters. Use a shorter one.")


class DateOutOfReach(DomainError):
    message = _(
        "%(formula)s from %(date)s leads outside the calendar. Use a smaller number."
    )


@dataclass(frozen=True)
class Step:
    """So many days, weeks, months, quarters or years on, or back: 2W, -1M."""

    forward: bool
    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    def taken_from(self, day: date) -> date:
        number = self.number if self.forward else -self.number
        if self.unit in MONTHS:
            return months_later(day, number * MONTHS[self.unit])
        return day + timedelta(days=number * (7 if self.unit == "W" else 1))


@dataclass(frozen=True)
class PeriodEnd:
    """The end of the current period, or its start: CM, -CM."""

    forward: bool
    unit: Unit

    def __str__(self) -> str:
        return f"C{self.unit}"

    def taken_from(self, day: date) -> date:
        first, last = period_around(day, self.unit)
        return last if self.forward else first


@dataclass(frozen=True)
class NextNamed:
    """The next day of a name strictly after, or before: WD2 Tuesday, D10 the 10th.

    A month without such a day, as for D31, is passed over.
    """

    forward: bool
    number: int
    named: Literal["WD", "D"]

    def __str__(self) -> str:
        return f"{self.named}{self.number}"

    def taken_from(self, day: date) -> date:
        return next(other for other in self._days_from(day) if self._names(other))

    def _days_from(self, day: date) -> Iterator[date]:
        step = 1 if self.forward else -1
        return (day + timedelta(days=distance) for distance in count(step, step))

    def _names(self, day: date) -> bool:
        return self.number == (day.isoweekday() if self.named == "WD" else day.day)


Term: TypeAlias = Step | PeriodEnd | NextNamed


@dataclass(frozen=True)
class DateFormula:
    """The terms in the order in which they are applied; none leave a date as it is."""

    terms: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str) -> DateFormula:
        bare = "".join(text.upper().split())
        if bare.startswith("<") and bare.endswith(">"):
            bare = bare[1:-1]
        if len(bare) > LONGEST:
            raise DateFormulaTooLong
        formula = cls(tuple(_terms(bare)))
        if len(str(formula)) > LONGEST:
            raise DateFormulaTooLong
        return formula

    def __str__(self) -> str:
        signed = (f"{'+' if term.forward else '-'}{term}" for term in self.terms)
        return "".join(signed).removeprefix("+")

    def __bool__(self) -> bool:
        return bool(self.terms)

    def applied_to(self, day: date, *, at: str | None = None) -> date:
        """The date it leads to; if there is none, `at` names what was typed of it."""
        reached = self._reached_from(day)
        if reached is None:
            raise DateOutOfReach(formula=str(self), date=day, at=at)
        return reached

    def _reached_from(self, day: date) -> date | None:
        reached = day
        try:
            for term in self.terms:
                reached = term.taken_from(reached)
        except (OverflowError, ValueError):  # before year 1 or after year 9999
            return None
        return reached if FIRST <= reached <= LAST else None


def as_formula(
    typed: str, *, before: str, on: date, at: str
) -> tuple[str, tuple[DomainError, ...]]:
    """Return a date formula as it is stored, and what is wrong with it (DF-1).

    It leads to a day on which people do business; the one that was stored `before` may
    stay. What cannot be read stays as typed.
    """
    try:
        formula = DateFormula.parse(typed)
        if str(formula) != before:
            formula.applied_to(on)
    except DomainError as error:
        error.field = at
        return typed, (error,)
    return str(formula), ()


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, longest))


def period_around(day: date, unit: Unit) -> tuple[date, date]:
    """The first and last day of the calendar period that a day lies in."""
    match unit:
        case "D":
            return day, day
        case "W":
            last = day + timedelta(days=7 - day.isoweekday())
            return day - timedelta(days=day.weekday()), last
        case "M" | "Q" | "Y":
            length = MONTHS[unit]
            start = (day.month - 1) // length * length + 1
            end = start + length - 1
            last = date(day.year, end, monthrange(day.year, end)[1])
            return date(day.year, start, 1), last


def _terms(bare: str) -> Iterator[Term]:
    at = 0
    while at < len(bare):
        found = TERM.match(bare, at)
        if not found or not (term := _term(found)):
            raise DateFormulaNotUnderstood(formula=shown(bare))
        yield term
        at = found.end()


def _term(found: re.Match[str]) -> Term | None:
    forward = found["sign"] != "-"
    if found["count"]:
        number, unit = int(found["count"]), cast("Unit", found["unit"])
        return Step(forward, number, unit)
    if found["period"]:
        return PeriodEnd(forward, cast("Unit", found["period"]))
    named = cast("Literal['WD', 'D']", found["named"])
    number, highest = int(found["number"]), 7 if named == "WD" else 31
    return NextNamed(forward, number, named) if 1 <= number <= highest else None
