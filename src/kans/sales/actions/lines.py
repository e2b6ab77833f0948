"""Adding, editing, moving and deleting the lines of a document."""

from __future__ import annotations

from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.sales.actions.held import held, settle
from kans.sales.actions.terms import price, rates_of, tax
from kans.sales.models import SalesDocument, SalesLine
from kans.sales.rules.lines import LineGone, may_be_line, may_have
from kans.sales.rules.pasting import of_row
from kans.sales.rules.statuses import DocumentStatus, may_be_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from kans.foundation.errors import DomainError
    from kans.trade.models import Item, UnitOfMeasure, VatRate

ZERO = Decimal(0)
OF_AN_ITEM = ("quantity", "unit_price", "discount_percent")


class LineFacts(TypedDict, total=False):
    """What one says of a line; what is absent follows from the item."""

    item: Item | None
    description: str
    quantity: Decimal | None
    unit: UnitOfMeasure | None
    unit_price: Decimal | None
    discount_percent: Decimal | None


@action(permission="sales.edit_document", caption=_("Add Lines"))
def add_lines(
    document: SalesDocument,
    lines: Sequence[LineFacts],
    *,
    version: int | None = None,
    rows: Sequence[int] = (),
) -> SalesDocument:
    """Add lines at the end; all or none (AMT-1).

    What stands in the way of lines that were pasted names the row each stood in.
    """
    document = held(document, version)
    refuse_if_any(may_be_edited(document))

    there = document.lines_in_order
    refuse_if_any(may_have(len(there) + len(lines)))
    items = [item for facts in lines if (item := facts.get("item"))]
    prefetch_related_objects(items, "vat_group")
    fresh, rates = [], rates_of(document)
    for place, facts in enumerate(lines):
        with of_row(rows[place]) if rows else nullcontext():
            fresh.append(_line(SalesLine(document=document), facts, rates))

    document.place([*there, *fresh])
    _limit_discount(document)
    settle(document)
    return document


@action(permission="sales.edit_document", caption=_("Edit Line"))
def edit_line(
    line: SalesLine, *, version: int | None = None, **changes: Unpack[LineFacts]
) -> SalesDocument:
    """Change what is given of a line; another item brings its own price (AMT-1)."""
    document = held(line.document, version)
    refuse_if_any(may_be_edited(document))

    line = document.lines_in_order[_place_of(document, line)]
    _line(line, changes, rates_of(document))

    _limit_discount(document)
    settle(document)
    return document


@action(permission="sales.edit_document", caption=_("Move Line"))
def move_line(line: SalesLine, to: int) -> SalesDocument:
    """Put a line at another place, 1 for the first."""
    document = held(line.document)
    refuse_if_any(may_be_edited(document))

    lines = list(document.lines_in_order)
    moving = lines.pop(_place_of(document, line))
    lines.insert(max(to, 1) - 1, moving)
    document.place(lines)
    settle(document)
    return document


@action(permission="sales.edit_document", caption=_("Delete Lines"))
def delete_lines(
    document: SalesDocument, lines: Collection[SalesLine]
) -> SalesDocument:
    """Delete these lines; those that are gone already stay so."""
    document = held(document)
    refuse_if_any(may_be_edited(document))

    going = {line.pk for line in lines}
    document.lines.filter(pk__in=going).delete()
    document.place([one for one in document.lines_in_order if one.pk not in going])
    _limit_discount(document)
    settle(document)
    return document


def may_be_edited(document: SalesDocument) -> tuple[DomainError, ...]:
    """Whether header and lines may change now (SQ-8)."""
    return may_be_changed(document.number, DocumentStatus(document.status))


def _place_of(document: SalesDocument, line: SalesLine) -> int:
    for place, each in enumerate(document.lines_in_order):
        if each.pk == line.pk:
            return place
    raise LineGone


def _line(line: SalesLine, facts: LineFacts, rates: QuerySet[VatRate]) -> SalesLine:
    """Take what is said of a line, and judge what it becomes."""
    given: dict[str, Any] = dict(facts)
    item = given.pop("item", line.item)
    is_chosen = item != line.item
    if is_chosen:
        _take_item(line, item, given, rates)
    for name, value in given.items():
        setattr(line, name, ZERO if value is None and name in OF_AN_ITEM else value)
    line.description = line.description.strip()
    refuse_if_any(
        may_be_line(
            item=item,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            is_chosen=is_chosen,
        )
    )
    return line


def _take_item(
    line: SalesLine,
    item: Item | None,
    given: dict[str, Any],
    rates: QuerySet[VatRate],
) -> None:
    """Take over what an item brings; without an item the line becomes a text."""
    line.item = item
    if item is None:
        line.unit = line.vat_group = None
        line.vat_percent = line.quantity = line.unit_price = ZERO
        line.discount_percent = ZERO
        return
    line.description, line.unit_id = item.description, item.unit_id
    line.vat_group = item.vat_group
    tax(line, rates)
    price(line, item)
    customer = line.document.customer
    line.discount_percent = customer.line_discount if customer else ZERO
    if not line.quantity and "quantity" not in given:
        line.quantity = Decimal(1)


def _limit_discount(document: SalesDocument) -> None:
    """An amount that is taken off becomes no more than the lines come to (AMT-5)."""
    if document.discount_percent is None:
        total = max(document.reckoned().line_total, ZERO)
        document.discount_amount = min(document.discount_amount, total)
