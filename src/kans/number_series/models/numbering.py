"""Number series, their lines, and how they give numbers (NS-1 to NS-14)."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.journal.journal import the_change
from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.number_series.rules import number_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ALWAYS = date.min


def _never(_number: str) -> bool:
    return False


_kept_free: ContextVar[Callable[[str], bool]] = ContextVar("kept_free", default=_never)


@contextmanager
def numbers_kept_free(are_for_others: Callable[[str], bool]) -> Iterator[None]:
    """Let no series give numbers to anybody in here that are for others."""
    token = _kept_free.set(are_for_others)
    try:
        yield
    finally:
        _kept_free.reset(token)


class SetupMissing(DomainError):
    """A field of the set-up that is asked for is blank; `what` is that field."""

    message = _("%(what)s is blank in the set-up. Ask an administrator to fill it in.")

    def __init__(self, *, what: models.Field[Any, Any]) -> None:
        super().__init__(what=what.verbose_name)


class NumberTaken(DomainError):
    field = "number"
    message = _("Number %(number)s is taken already. Type another.")


class AutomaticNumberRefused(DomainError):
    field = "number"
    message = _(
        "Number series %(series)s does not give numbers by itself. Type a number, or "
        "turn on Default Nos. of the series."
    )


class ManualNumberRefused(DomainError):
    field = "number"
    message = _(
        "Number series %(series)s does not allow typed numbers. Leave the number "
        "blank, or turn on Manual Nos. of the series."
    )


class NumberOutOfDateOrder(DomainError):
    field = "number"
    message = _(
        "Number series %(series)s keeps the order of dates and has given a number for "
        "%(last)s. Use that date or a later one."
    )


class NumbersExhausted(DomainError):
    message = _(
        "Number series %(series)s has no numbers left. "
        "Add a line to the series or raise its ending number."
    )


class NoNumbersOnDate(DomainError):
    message = _(
        "Number series %(series)s has no numbers for %(date)s. "
        "Use another date, or add a line to the series that starts on or before it."
    )


class NumberSeries(CompanyRecord):
    """Where the numbers of a kind of record come from (NS-1)."""

    code = CodeField(
        _("Code"), max_length=20, help_text=_("The name of the number series.")
    )
    code_key = TextKey("code")
    description = models.CharField(
        _("Description"),
        max_length=100,
        blank=True,
        help_text=_("What the numbers are for."),
    )
    description_key = TextKey("description")
    default_numbers = models.BooleanField(
        _("Default Nos."),
        default=True,
        help_text=_("Whether a number is given when it is left blank."),
    )
    manual_numbers = models.BooleanField(
        _("Manual Nos."),
        default=False,
        help_text=_("Whether a number may be typed."),
    )
    date_order = models.BooleanField(
        _("Date Order"),
        default=False,
        help_text=_("Whether numbers are only given in the order of their dates."),
    )

    class Meta(CompanyRecord.Meta):
        app_label = "foundation"
        verbose_name = _("Number Series")
        verbose_name_plural = pgettext_lazy("plural", "Number Series")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_number_series_per_code"
            )
        ]

    def __str__(self) -> str:
        return self.code

    def next_number(
        self, on: date, *, taken: Callable[[str], bool] | None = None
    ) -> str:
        """Give the next number; it is held until the action ends, so none is lost."""
        return self.next_numbers(1, on, taken=taken)[0]

    def next_numbers(
        self, count: int, on: date, *, taken: Callable[[str], bool] | None = None
    ) -> list[str]:
        """Give so many numbers for a date, passing over those taken (NS-3 to NS-10)."""
        given = self.numbers_left(count, on, taken=taken)
        if len(given) < count:
            raise self.nothing_left(on)
        return given

    def numbers_left(
        self, most: int, on: date, *, taken: Callable[[str], bool] | None = None
    ) -> list[str]:
        """Give so many numbers for a date, or the fewer that are left."""
        held = type(self).objects.locked(self)
        if not held.default_numbers:
            raise AutomaticNumberRefused(series=self.code)
        given: list[str] = []
        for line in _open_on(on, self.lines.select_for_update()):
            held.must_keep_date_order(line, on)
            given += line.give(most - len(given), on, taken or _never)
            if len(given) == most:
                break
        return given

    def peek(self, on: date) -> tuple[NumberSeriesLine, str]:
        """The number that would be given for a date, and its line (NS-14)."""
        if not self.default_numbers:
            raise AutomaticNumberRefused(series=self.code)
        for line in _open_on(on, self.lines.all()):
            self.must_keep_date_order(line, on)
            if number := line.run.next:
                return line, number
        raise self.nothing_left(on)

    def must_keep_date_order(self, line: NumberSeriesLine, on: date) -> None:
        """Refuse a day before that of the last number, if it has to (NS-10)."""
        if self.date_order and line.last_date_used and on < line.last_date_used:
            raise NumberOutOfDateOrder(series=self.code, last=line.last_date_used)

    def nothing_left(self, on: date) -> DomainError:
        """Return why no number can be given for a date."""
        if self.lines.filter(open=True).exists():
            return NoNumbersOnDate(series=self.code, date=on)
        return NumbersExhausted(series=self.code)


def may_be_typed(
    number: str, series: NumberSeries | None, *, taken: Callable[[str], bool]
) -> tuple[DomainError, ...]:
    """What stands in the way of a number that is typed (NS-2).

    Nobody else is given one of the series, or types one, until the action ends.
    """
    held = NumberSeries.objects.locked(series) if series else None
    refused = held is not None and not held.manual_numbers
    return (
        *((ManualNumberRefused(series=held.code),) if held and refused else ()),
        *((NumberTaken(number=number),) if taken(number) else ()),
    )


def _open_on(
    on: date, rows: models.QuerySet[NumberSeriesLine]
) -> list[NumberSeriesLine]:
    """The open lines of the latest starting date (NS-4, NS-5)."""
    lines = [
        line
        for line in rows.order_by("id")
        if line.starting_date is None or line.starting_date <= on
    ]
    latest = max((line.starting_date or _ALWAYS for line in lines), default=None)
    return [
        line
        for line in lines
        if line.open and (line.starting_date or _ALWAYS) == latest
    ]


class NumberSeriesLine(CompanyRecord):
    """A run of numbers, from a date on (NS-1, NS-4)."""

    series = models.ForeignKey(
        NumberSeries,
        verbose_name=_("Number Series"),
        on_delete=models.PROTECT,
        related_name="lines",
        help_text=_("The series that this run of numbers belongs to."),
    )
    starting_date = models.DateField(
        _("Starting Date"),
        null=True,
        blank=True,
        help_text=_("From which date this run is used; blank: always."),
    )
    starting_number = CodeField(
        _("Starting No."), max_length=20, help_text=_("The first number of the run.")
    )
    ending_number = CodeField(
        _("Ending No."),
        max_length=20,
        blank=True,
        help_text=_("The last number of the run; blank: it has no end."),
    )
    warning_number = CodeField(
        _("Warning No."),
        max_length=20,
        blank=True,
        help_text=_("From which number on a warning is shown."),
    )
    increment_by = models.PositiveIntegerField(
        _("Increment-by No."),
        default=1,
        help_text=_("The step from one number to the next."),
    )
    last_number_used = CodeField(
        _("Last No. Used"),
        max_length=20,
        blank=True,
        help_text=_("The number that was given last."),
    )
    last_date_used = models.DateField(
        _("Last Date Used"),
        null=True,
        blank=True,
        help_text=_("The date for which a number was given last."),
    )
    open = models.BooleanField(
        _("Open"),
        default=True,
        editable=False,
        help_text=_("Whether the run still has numbers to give."),
    )

    counters = frozenset({"last_number_used", "last_date_used", "open"})

    class Meta(CompanyRecord.Meta):
        app_label = "foundation"
        verbose_name = _("Number Series Line")
        verbose_name_plural = _("Number Series Lines")

    def __str__(self) -> str:
        return self.starting_number

    @property
    def run(self) -> number_codes.Run:
        return number_codes.Run(
            starting=self.starting_number,
            ending=self.ending_number,
            warning=self.warning_number,
            increment_by=self.increment_by,
            last_used=self.last_number_used,
        )

    def give(self, count: int, on: date, taken: Callable[[str], bool]) -> list[str]:
        """Give up to so many numbers, as far as the run goes (NS-6 to NS-9)."""
        given: list[str] = []
        run, kept_free = self.run, _kept_free.get()
        while len(given) < count and (number := run.next):
            run = replace(run, last_used=number)
            if not kept_free(number) and not taken(number):
                given.append(number)
        if run.last_used != self.last_number_used:
            self.last_number_used, self.last_date_used = run.last_used, on
            self.open = run.is_open
            self.save()
        if given and run.warns_of(given[-1]):
            self._give_notice(given[-1])
        return given

    def count_on(self, last: str, on: date) -> None:
        """Go on behind a number that a trial gave, unless it went further already."""
        own = self.last_number_used
        if own and not number_codes.reaches(last, own):
            return
        self.last_number_used, self.last_date_used = last, on
        self.open = self.run.is_open
        self.save()

    def _give_notice(self, number: str) -> None:
        """Warn that the run nears its end (NS-8)."""
        message = gettext(
            "Number %(number)s is given, but number series %(series)s ends at "
            "%(ending)s. Add a line to the series in time."
        ) % {
            "number": number,
            "series": self.series.code,
            "ending": self.ending_number,
        }
        the_change().notice(f"number series {self.series_id}", message)

    def take_form(self, before: number_codes.Run | None = None) -> None:
        """Bring the four numbers into one form; what that leaves is open (NS-11)."""
        for name in number_codes.FIELDS:
            setattr(self, name, getattr(self, name).strip().upper())
        if before and before.ending and not self.ending_number:
            self.warning_number = ""
        run = self.run.as_entered(before)
        self.starting_number, self.ending_number = run.starting, run.ending
        self.warning_number, self.last_number_used = run.warning, run.last_used
        self.open = run.is_open
