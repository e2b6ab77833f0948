"""What a version says, with the records that it names found again (ON-6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst

from kans.opportunities.models import Opportunity
from kans.sales.models import SalesDocument, SalesLine
from kans.sales.models.header import HEADER
from kans.sales.rules.restoring import gone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db import models

    from kans.foundation.errors import DomainError
    from kans.sales.models import DocumentVersion

HANDLES = ("number", "code")  # by which a version names a record
OF_A_HEADER = ("contact", "customer", "customer_template", *HEADER)
OF_A_LINE = (
    *("item", "description", "quantity", "unit", "unit_price", "discount_percent"),
    "vat_percent",
)
Values = dict[str, Any]


@dataclass
class Told:
    """Header and lines as values of fields; and what of it is no longer there."""

    header: Values
    lines: list[Values]
    opportunity: Opportunity | None = None
    gone: tuple[DomainError, ...] = ()


def told_by(version: DocumentVersion) -> Told:
    missing: list[tuple[Any, str]] = []
    content = version.content
    [header] = _read(SalesDocument, [content["header"]], OF_A_HEADER, missing)
    lines = _read(SalesLine, content["lines"], OF_A_LINE, missing)
    number = version.opportunity_number
    opportunity = Opportunity.objects.filter(number=number).first() if number else None
    if number and opportunity is None:
        missing.append((capfirst(str(Opportunity._meta.verbose_name)), number))
    return Told(header, lines, opportunity, gone(missing))


def _read(
    model: type[models.Model],
    rows: Sequence[Values],
    names: Iterable[str],
    missing: list[tuple[Any, str]],
) -> list[Values]:
    """Each row as values; a record by its number or code, in a query for all rows."""
    read: list[Values] = [{} for _ in rows]
    for name in names:
        column: Any = model._meta.get_field(name)
        texts = [row.get(name, column.get_default()) for row in rows]
        known = _named(column, texts) if column.is_relation else None
        for values, text in zip(read, texts, strict=True):
            if known is None:
                values[name] = column.to_python(text)
                continue
            values[name] = known.get(text)
            if text and text not in known:
                missing.append((capfirst(str(column.verbose_name)), text))
    return read


def _named(column: Any, texts: Iterable[str | None]) -> dict[str | None, Any]:
    model: Any = column.related_model
    by = next(handle for handle in HANDLES if hasattr(model, handle))
    wanted = {text for text in texts if text}
    rows = model.objects.filter((f"{by}__in", wanted)) if wanted else ()
    return {getattr(row, by): row for row in rows}
