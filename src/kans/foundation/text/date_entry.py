"""What people may type for a date, in English and Dutch (WD-2)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown
from kans.foundation.text.date_formulas import FIRST, LAST, DateFormula, period_around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.foundation.text.date_formulas import Unit

TODAY = {"t", "today", "v", "vandaag"}
WORK_DATE = {"w", "work date", "workdate", "werkdatum"}
# The first or last day of the week, month, quarter or year of the work date: sm, em;
# in Dutch from begin, kwartaal and jaar: bm, ek, ej.
EDGE = re.compile(r"(?P<edge>[sbe])o?(?P<period>[wmqkyj])")
PERIODS: Mapping[str, Unit] = {
    "w": "W",
    "m": "M",
    "q": "Q",
    "y": "Y",
    "k": "Q",
    "j": "Y",
}
WEEKDAYS = (
    ("monday", "maandag"),
    ("tuesday", "dinsdag"),
    ("wednesday", "woensdag"),
    ("thursday", "donderdag"),
    ("friday", "vrijdag"),
    ("saturday", "zaterdag"),
    ("sunday", "zondag"),
)

SUM = re.compile(r"(?P<word>[a-z ]*?) ?(?P<formula>[+-][+\-0-9a-z ]*)")
WEEKDAY = re.compile(r"(?P<name>[a-z]{2,}) ?(?P<week>[0-9]{1,2})?")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?")
SEPARATED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{4}|[0-9]{2}))?")
MONTH = re.compile(
    r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})"
    r"|(?P<month_first>[0-9]{1,2})[-/.](?P<year_last>[0-9]{4})"
)
YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class YearOutOfReach(DomainError):
    message = _(
        "The year of %(text)s is out of reach. Type a date from %(first)s to %(last)s."
    )


class DateNotUnderstood(DomainError):
    message = _(
        "%(text)s is not a date. Type it like %(example)s, or t for today, w for the "
        "work date, +2w for two weeks later, mo for Monday."
    )


def read_date(text: str, *, today: date, work_date: date, language: str) -> date:
    """Return the day that was typed, of a year in which people do business."""
    day = _read(text, today=today, work_date=work_date, language=language)
    must_be_in_reach(day, text)
    return day


def must_be_in_reach(day: date, text: str) -> None:
    """Refuse a year in which nobody does business."""
    if not FIRST <= day <= LAST:
        raise YearOutOfReach(text=shown(text), first=FIRST, last=LAST)


def _read(text: str, *, today: date, work_date: date, language: str) -> date:
    """Return a day; what is left out is taken from the work date."""
    typed = " ".join(text.casefold().split())
    try:
        day = (
            _word(typed, today, work_date)
            or _sum(typed, today, work_date)
            or _weekday(typed, work_date)
            or _figures(typed, work_date, month_first=_month_first(language))
        )
    except (ValueError, OverflowError):  # no such day: 31-02, week 54
        day = None
    if day is None:
        example = "11/23/2026" if _month_first(language) else "23-11-2026"
        raise DateNotUnderstood(text=shown(text), example=example)
    return day


def read_period(
    text: str, *, today: date, work_date: date, language: str
) -> tuple[date, date]:
    """The first and last day of what was typed: a year, a month, or else one day.

    Only filters ask for this; there 2026 is a year, not the 20th of a month.
    """
    typed = text.strip()
    if YEAR.fullmatch(typed):
        return period_around(date(int(typed), 1, 1), "Y")
    month = MONTH.fullmatch(typed)
    if month and (start := _month_start(month)):
        must_be_in_reach(start, text)
        return period_around(start, "M")
    day = read_date(text, today=today, work_date=work_date, language=language)
    return day, day


def _month_first(language: str) -> bool:
    """Whether 11/12 is 12 November; only American English writes so."""
    return language.lower() in {"en", "en-us"}


def _word(typed: str, today: date, work_date: date) -> date | None:
    if typed in TODAY:
        return today
    if typed in WORK_DATE:
        return work_date
    if edge := EDGE.fullmatch(typed):
        first, last = period_around(work_date, PERIODS[edge["period"]])
        return last if edge["edge"] == "e" else first
    return None


def _sum(typed: str, today: date, work_date: date) -> date | None:
    """A date formula from a day: t-1m, ma+2w, or from the work date: +2w, -cm."""
    found = SUM.fullmatch(typed)
    if not found:
        return None
    word = found["word"] or "w"
    start = _word(word, today, work_date) or _weekday(word, work_date)
    return start and DateFormula.parse(found["formula"]).applied_to(start)


def _weekday(typed: str, work_date: date) -> date | None:
    """A day of the work date's week, or of a week by number: ma, monday, di48."""
    found = WEEKDAY.fullmatch(typed)
    if not found:
        return None
    for weekday, names in enumerate(WEEKDAYS, start=1):
        if any(name.startswith(found["name"]) for name in names):
            year, week, _day = work_date.isocalendar()
            return date.fromisocalendar(year, int(found["week"] or week), weekday)
    return None


def _figures(typed: str, work_date: date, *, month_first: bool) -> date | None:
    if iso := ISO.fullmatch(typed):
        year, month, day = iso.groups()
        return date(int(year), int(month), int(day))
    if re.fullmatch(r"[0-9]{1,2}", typed):
        return work_date.replace(day=int(typed))
    found = RUN_TOGETHER.fullmatch(typed) or SEPARATED.fullmatch(typed)
    if not found:
        return None
    first, second, year = found.groups()
    month, day = (first, second) if month_first else (second, first)
    return date(_year(year, work_date), int(month), int(day))


def _year(written: str | None, work_date: date) -> int:
    """A year of two digits is one from 1950 to 2049."""
    if written is None:
        return work_date.year
    year = int(written)
    if len(written) == 2:
        return year + (2000 if year < 50 else 1900)
    return year


def _month_start(found: re.Match[str]) -> date | None:
    year = int(found["year"] or found["year_last"])
    month = int(found["month"] or found["month_first"])
    return date(year, month, 1) if year and 1 <= month <= 12 else None
