"""Fields for days, numbers, amounts, percentages and codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import today, work_date
from kans.foundation.errors import DomainError
from kans.foundation.text import formats
from kans.foundation.text.amounts import PRICE_DECIMALS
from kans.foundation.text.date_entry import read_date
from kans.foundation.text.numbers import read_number
from kans.web.form_fields.reading import read, refusal


class TooManyDecimals(DomainError):
    message = _("Enter at most %(count)s decimals.")


class NotWhole(DomainError):
    message = _("Enter a whole number, without decimals.")


class NotVisible(DomainError):
    message = _("Use only letters, digits and signs that can be seen.")


class DateEntry(forms.TextInput):
    """An input for a day, with a calendar beside it."""

    template_name = "parts/date.html"


class DateEntryField(forms.Field):
    """A day, as one types it: a date, `t`, `w`, a weekday, `+2w` (WD-2)."""

    widget = DateEntry

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"data-date": "", "autocomplete": "off", "class": "date"}

    def prepare_value(self, value: Any) -> Any:
        return formats.date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        return read(_day, text) if text else None


class NumberEntryField(forms.Field):
    """A number, as the language of the page writes it; the rules say how large."""

    widget = forms.TextInput
    numeric = True

    def __init__(self, *, decimal_places: int | None = None, **options: Any) -> None:
        self.decimal_places = decimal_places
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "number"}

    def prepare_value(self, value: Any) -> Any:
        return self.written(value) if isinstance(value, Decimal | int) else value

    def written(self, value: Decimal | int) -> str:
        decimals = max(self.places() or 0, 2)
        return formats.typed_number(Decimal(value), decimals=decimals)

    def places(self) -> int | None:
        return self.decimal_places

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        return read(_number, text) if text else None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        places = self.places()
        if places is not None and _decimals(value) > places:
            raise refusal(TooManyDecimals(count=places) if places else NotWhole())


class WholeNumberEntryField(NumberEntryField):
    """A number without decimals, of things or places that are counted."""

    def __init__(self, **options: Any) -> None:
        super().__init__(decimal_places=0, **options)

    def written(self, value: Decimal | int) -> str:
        return formats.typed_number(Decimal(value), decimals=0)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)


class MoneyEntryField(NumberEntryField):
    """An amount in the currency of the company, in whole cents."""

    def written(self, value: Decimal | int) -> str:
        return formats.money(Decimal(value))

    def places(self) -> int:
        return who_acts().company.minor_unit


class PriceEntryField(NumberEntryField):
    """What one unit costs."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("decimal_places", PRICE_DECIMALS)
        super().__init__(**options)

    def written(self, value: Decimal | int) -> str:
        return formats.price(Decimal(value))


class PercentEntryField(NumberEntryField):
    """A percentage, with two decimals."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("decimal_places", 2)
        super().__init__(**options)


class CodeEntryField(forms.CharField):
    """A number or code: upper-case, without outer spaces."""

    def __init__(self, *, max_length: int | None = 20, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        code = {"class": "code", "autocapitalize": "characters", "autocomplete": "off"}
        return {**super().widget_attrs(widget), **code}

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        if not text.isprintable():
            raise refusal(NotVisible())
        return text.upper()


def _day(text: str) -> date:
    return read_date(
        text, today=today(), work_date=work_date(), language=get_language() or "en"
    )


def _number(text: str) -> Decimal:
    return read_number(text, get_language() or "en", is_judged=True)


def _decimals(value: Decimal) -> int:
    """How many there are, but for noughts at their end."""
    return len(f"{value:f}".partition(".")[2].rstrip("0"))
