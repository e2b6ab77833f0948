"""Rows that were copied from a spreadsheet, as lines of a document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

COLUMNS = ("item", "description", "quantity", "unit_price", "discount_percent")


class NothingPasted(DomainError):
    message = _("Copy rows from a spreadsheet first, then paste them here.")


class PastedRowRefused(DomainError):
    message = _(
        "Row %(row)s of what was pasted: %(why)s Nothing was added. Columns are item, "
        "description, quantity, unit price and discount."
    )


def rows_of(text: str, first: str) -> list[dict[str, str]]:
    """The cells of each row by the column they stand in; blank rows are passed over.

    They begin in the column in which they are pasted: texts in the descriptions.
    """
    columns = COLUMNS[COLUMNS.index(first) :] if first in COLUMNS else COLUMNS
    rows = [row.split("\t") for row in text.replace("\r", "").split("\n")]
    return [
        {
            name: cell.strip()
            for name, cell in zip(columns, row, strict=False)
            if cell.strip()
        }
        for row in rows
        if any(cell.strip() for cell in row)
    ]
