"""Number series and their lines."""

from kans.number_series.models.numbering import (
    AutomaticNumberRefused,
    ManualNumberRefused,
    NoNumbersOnDate,
    NumberOutOfDateOrder,
    NumberSeries,
    NumberSeriesLine,
    NumbersExhausted,
    NumberTaken,
    SetupMissing,
    may_be_typed,
)

__all__ = [
    "AutomaticNumberRefused",
    "ManualNumberRefused",
    "NoNumbersOnDate",
    "NumberOutOfDateOrder",
    "NumberSeries",
    "NumberSeriesLine",
    "NumberTaken",
    "NumbersExhausted",
    "SetupMissing",
    "may_be_typed",
]
