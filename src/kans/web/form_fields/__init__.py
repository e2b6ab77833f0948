"""Fields of forms: they read what people type, in the language of their page."""

from kans.web.form_fields.derived import asked, from_model
from kans.web.form_fields.records import APART, RecordField, suggestions
from kans.web.form_fields.values import (
    CodeEntryField,
    DateEntryField,
    MoneyEntryField,
    NumberEntryField,
    PercentEntryField,
    PriceEntryField,
    WholeNumberEntryField,
)

__all__ = [
    "APART",
    "CodeEntryField",
    "DateEntryField",
    "MoneyEntryField",
    "NumberEntryField",
    "PercentEntryField",
    "PriceEntryField",
    "RecordField",
    "WholeNumberEntryField",
    "asked",
    "from_model",
    "suggestions",
]
