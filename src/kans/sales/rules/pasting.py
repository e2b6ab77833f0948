"""Rows that were copied from a spreadsheet, as lines of a document."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = ("item", "description", "quantity", "unit_price", "discount_percent")


class NothingPasted(DomainError):
    message = _("Copy rows from a spreadsheet first, then paste them here.")


class PastedRowRefused(DomainError):
    message = _(
        "Row %(row)s of what was pasted: %(why)s Nothing was added. Columns are item, "
        "description, quantity, unit price and discount."
    )


@contextmanager
def of_row(row: int) -> Iterator[None]:
    """Say of which row it is what stands in the way of a line."""
    try:
        yield
    except DomainError as error:
        raise PastedRowRefused(row=row, why=str(error)) from None


def rows_of(text: str, first: str) -> dict[int, dict[str, str]]:
    """The cells of each row, from 1, by the column they stand in; no blank rows.

    They begin in the column in which they are pasted: texts in the descriptions.
    """
    columns = COLUMNS[COLUMNS.index(first) :] if first in COLUMNS else COLUMNS
    rows = [row.split("\t") for row in text.replace("\r", "").split("\n")]
    return {
        number: {
            name: cell.strip()
            for name, cell in zip(columns, row, strict=False)
            if cell.strip()
        }
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    }
