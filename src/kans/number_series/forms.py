"""What setting up a number series asks for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.web.form_fields import DateEntryField, from_model
from kans.web.forms import ActionForm, EditForm


class SeriesFields(ActionForm):
    """What one tells of a number series, besides its code."""

    description = from_model(NumberSeries, "description")
    default_numbers = from_model(NumberSeries, "default_numbers")
    manual_numbers = from_model(NumberSeries, "manual_numbers")
    date_order = from_model(NumberSeries, "date_order")


class NewSeriesForm(SeriesFields):
    code = from_model(NumberSeries, "code")
    field_order = ("code",)


class SeriesForm(EditForm, SeriesFields):
    """The same, of a series that is there already."""


class NewLineForm(ActionForm):
    starting_date = from_model(NumberSeriesLine, "starting_date")
    starting_number = from_model(NumberSeriesLine, "starting_number")
    ending_number = from_model(NumberSeriesLine, "ending_number")
    warning_number = from_model(NumberSeriesLine, "warning_number")
    increment_by = from_model(NumberSeriesLine, "increment_by")
    last_number_used = from_model(NumberSeriesLine, "last_number_used")


class LineForm(EditForm, NewLineForm):
    """The same, of a line that is there already."""


class NextNumberForm(ActionForm):
    """For which day one wants to know the number."""

    on = DateEntryField(
        label=_("Date"), help_text=_("The day for which a number would be given.")
    )
