"""The rows and the filter boxes of a list, as its template reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.exceptions import FieldDoesNotExist
from django.db.models import UUIDField
from django.template import engines
from markupsafe import Markup, escape

from kans.foundation.acting.addresses import CodeConverter, address
from kans.foundation.text import formats
from kans.lists.frame import columns
from kans.lists.frame.columns import Kind
from kans.lists.frame.filters import KINDS, NO, YES, options
from kans.lists.frame.totals import total_in
from kans.lists.rules.filters import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError
    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListFrame
    from kans.lists.frame.state import ListState

    Values = Mapping[str, Any]

PLACE = "0kans0"
SAFE = "!$&'()*+,;=/~:@"  # what Django's own reverse() leaves as it is


@dataclass(frozen=True)
class Head:
    """The head of a column, and how a click on it sorts."""

    column: BoundColumn
    href: str
    direction: str  # as aria-sort says it; "" when the list has another order
    width: int  # in pixels; 0 while nobody chose one


@dataclass(frozen=True)
class Row:
    handle: str
    title: str
    href: str
    select: str
    edit: str
    selected: bool
    cells: list[Markup]


@dataclass(frozen=True)
class Box:
    """Where the filter of a column is typed, or its values are ticked."""

    column: BoundColumn
    id: str
    text: str
    ticked: tuple[str, ...]
    options: list[tuple[str, str]]
    example: StrOrPromise
    error: str


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address of the list without it."""

    caption: StrOrPromise
    text: str
    clear: str


@dataclass(frozen=True)
class Total:
    """What stands below a column: a sum, an average, or nothing."""

    column: BoundColumn
    text: str
    is_average: bool


def heads(
    columns: list[BoundColumn],
    state: ListState,
    order: str,
    widths: Mapping[str, int],
) -> list[Head]:
    """The heads of all columns: one address is made, each one's is written like it."""
    sorted_by = state.address(sort=PLACE)
    found = []
    for column in columns:
        now = {column.name: "ascending", f"-{column.name}": "descending"}.get(order, "")
        turned = f"-{column.name}" if now == "ascending" else column.name
        href = sorted_by.replace(PLACE, turned) if column.column.sortable else ""
        found.append(Head(column, href, now, widths.get(column.name, 0)))
    return found


def total(column: BoundColumn, values: Values) -> Total:
    average = column.total is columns.Total.AVERAGE
    return Total(column, total_in(values, column), is_average=average)


def box(column: BoundColumn, state: ListState, error: DomainError | None) -> Box:
    texts = state.filters.get(column.name, ())
    offered = options(column) if column.chosen_from else []
    by_box = bool(offered) and set(texts) <= {value for value, _name in offered}
    return Box(
        column=column,
        id=f"filter_{column.part}",
        text="" if by_box else "|".join(texts),
        ticked=texts if by_box else (),
        options=offered,
        example=_example(column.kind),
        error=str(error) if error else "",
    )


def _example(kind: Kind) -> StrOrPromise:
    """How a filter may look; codes are written plainly."""
    return "" if kind is Kind.CODE else EXAMPLES.get(KINDS[kind], "")


def chip(column: BoundColumn, state: ListState) -> Chip:
    names = dict(options(column)) if column.chosen_from else {}
    texts = state.filters[column.name]
    ticked = set(texts) <= set(names)
    text = ", ".join(names[t] for t in texts) if ticked else "|".join(texts)
    return Chip(column.caption, text, state.without(column.name))


def cell_maker(column: BoundColumn) -> Callable[[Values], Markup]:
    """Make what stands in the cells of a column.

    A page has a thousand cells, many of them equal: each value is worked out once.
    """
    show, path, currency = column.shower(), column.value_path, column.column.currency
    begin = Markup('<td class="{}" data-caption="{}"').format(
        column.style, column.caption
    )
    known: dict[Any, Markup] = {}

    def cell(values: Values) -> Markup:
        value = values[path]
        key = (value, values[currency]) if currency else value
        if key not in known:
            text = escape(formats.money(*key) if currency else show(value))
            if text and (tone := column.tone(value)):
                text = parts().badge(text, tone)
            if text and column.column.bar:
                text = parts().bar(value, column.caption)
            named = _as_filtered(column.kind, value)
            known[key] = Markup("{}{}>{}</td>").format(begin, named, text)
        return known[key]

    return cell


def parts() -> Any:
    """The macros that every template may use."""
    jinja: Any = engines["jinja2"]
    return jinja.env.globals["parts"]


def _as_filtered(kind: Kind, value: Any) -> Markup:
    """How a filter names the value, where the text of the cell does not."""
    match kind:
        case Kind.CHOICE:
            return Markup(' data-value="{}"').format(value)
        case Kind.BOOLEAN:
            return Markup(' data-value="{}"').format(YES if value else NO)
        case _:
            return Markup()


def opener(frame: ListFrame) -> Callable[[Values], str]:
    """Where a row opens: one address is made, and each row's is written like it."""
    if not frame.open:
        return lambda _values: ""
    if callable(frame.open):
        return frame.open
    return addresser(frame.open, frame.model, frame.handle)


def addresser(name: str, model: type[Model], handle: str) -> Callable[[Values], str]:
    """Where a page of each row is, by the name of the page and of what names a row."""
    if not _is_text(model, handle):
        return lambda values: address(name, **{handle: values[handle]})
    before, _place, behind = address(name, **{handle: PLACE}).partition(PLACE)
    code = CodeConverter()

    def href(values: Values) -> str:
        return f"{before}{quote(code.to_url(values[handle]), safe=SAFE)}{behind}"

    return href


def _is_text(model: type[Model], handle: str) -> bool:
    try:
        found = model._meta.get_field(handle)
    except FieldDoesNotExist:
        return False
    return not isinstance(found, UUIDField)
