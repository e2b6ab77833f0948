"""Setting up number series and their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.journal.journal import the_change
from kans.foundation.records.contributions import may_delete
from kans.foundation.records.fields import caption_of
from kans.foundation.text.codes import may_be_code
from kans.notes.actions.belongings import delete_belongings_of
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.number_series.rules import number_series as rules

if TYPE_CHECKING:
    from datetime import date

    from kans.foundation.errors import DomainError


class SeriesFacts(TypedDict, total=False):
    """What one sets up of a number series; what is absent stays as it is."""

    description: str
    default_numbers: bool
    manual_numbers: bool
    date_order: bool


class LineFacts(TypedDict, total=False):
    """What one sets up of a line; what is absent stays as it is."""

    starting_date: date | None
    starting_number: str
    ending_number: str
    warning_number: str
    increment_by: int
    last_number_used: str


@action(permission="foundation.edit_number_series", caption=_("Create Number Series"))
def create_number_series(*, code: str, **facts: Unpack[SeriesFacts]) -> NumberSeries:
    """Create a number series; it gives numbers once it has a line."""
    series = NumberSeries(code=code.strip().upper())
    taken = NumberSeries.objects.filter(code=series.code).exists()

    refuse_if_any(may_be_code(series.code, taken=taken))

    _set_up(series, facts)
    series.save()
    return series


@action(permission="foundation.edit_number_series", caption=_("Edit Number Series"))
def edit_number_series(
    series: NumberSeries, *, version: int | None = None, **facts: Unpack[SeriesFacts]
) -> NumberSeries:
    """Change what is given; the code stays, for set-ups name the series by it."""
    series = NumberSeries.objects.locked(series)
    must_be_unchanged(series, version)

    _set_up(series, facts)
    series.save()
    return series


@action(permission="foundation.edit_number_series", caption=_("Delete Number Series"))
def delete_number_series(series: NumberSeries, *, version: int | None = None) -> None:
    """Delete a series that nothing takes its numbers from, with its lines."""
    series = NumberSeries.objects.locked(series)
    must_be_unchanged(series, version)

    refuse_if_any(may_delete([series]))

    delete_belongings_of(series)
    series.lines.all().delete()
    series.delete()


@action(permission="foundation.edit_number_series", caption=_("Add Line"))
def create_number_series_line(
    series: NumberSeries, **facts: Unpack[LineFacts]
) -> NumberSeriesLine:
    """Add a run of numbers to a series."""
    series = NumberSeries.objects.locked(series)
    line = NumberSeriesLine(series=series)

    for name, value in facts.items():
        setattr(line, name, value)
    refuse_if_any(_may_count(line))

    line.take_form()
    line.save()
    return line


@action(permission="foundation.edit_number_series", caption=_("Edit Line"))
def edit_number_series_line(
    line: NumberSeriesLine, *, version: int | None = None, **facts: Unpack[LineFacts]
) -> NumberSeriesLine:
    """Change what is given; nobody takes a number of the series meanwhile."""
    NumberSeries.objects.locked(line.series)
    line = NumberSeriesLine.objects.locked(line)
    must_be_unchanged(line, version)
    before = line.run

    for name, value in facts.items():
        setattr(line, name, value)
    refuse_if_any(_may_count(line))

    line.take_form(before)
    line.save()
    return line


@action(permission="foundation.edit_number_series", caption=_("Delete Line"))
def delete_number_series_line(
    line: NumberSeriesLine, *, version: int | None = None
) -> None:
    """Delete a run of numbers; those given from it stay."""
    NumberSeries.objects.locked(line.series)
    line = NumberSeriesLine.objects.locked(line)
    must_be_unchanged(line, version)

    line.delete()


def _set_up(series: NumberSeries, facts: SeriesFacts) -> None:
    before = (series.default_numbers, series.manual_numbers)
    for name, value in facts.items():
        setattr(series, name, value)
    asked = (series.default_numbers, series.manual_numbers)
    series.default_numbers, series.manual_numbers = rules.one_way_open(
        default=series.default_numbers, manual=series.manual_numbers, before=before
    )
    if asked != (series.default_numbers, series.manual_numbers):
        name = "default_numbers" if series.default_numbers else "manual_numbers"
        message = gettext(
            "%(caption)s is switched on: numbers are either given or typed."
        ) % {"caption": caption_of(NumberSeries, name)}
        the_change().notice(f"one way open {series.code}", message)


def _may_count(line: NumberSeriesLine) -> tuple[DomainError, ...]:
    return rules.may_count(line.starting_number.strip(), line.increment_by)
