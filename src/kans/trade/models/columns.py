"""Columns of prices, quantities and numbers of a series."""

from __future__ import annotations

from typing import Any

from kans.foundation.records.fields import ExactColumn, PriceField


class UnitPriceField(PriceField):
    """What one unit of an item costs."""


class QuantityField(ExactColumn):
    """How many, with up to five decimals (FMT-1)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_digits", 15)
        options.setdefault("decimal_places", 5)
        super().__init__(*args, **options)
