"""A list page as its template reads it: worked out part by part, when asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation import formats
from kans.foundation.actors import who_acts
from kans.foundation.addresses import address
from kans.foundation.frames.additions import (
    Additions,
    additions_to,
    something_is_added_to,
)
from kans.foundation.frames.beside import FROM, asked_beside
from kans.foundation.frames.bulk.declared import Offer, offers
from kans.foundation.frames.bulk.show import asked_in_bulk, show_bulk
from kans.foundation.frames.cards import card_of
from kans.foundation.frames.lists import rows as parts
from kans.foundation.frames.lists.filters import Filtered, filtered
from kans.foundation.frames.lists.paging import (
    COUNTED,
    Cursor,
    Order,
    Page,
    count_up_to,
    cursor_of,
    read_beside,
    read_page,
)
from kans.foundation.frames.lists.searching import search_condition
from kans.foundation.frames.lists.state import ListState
from kans.foundation.pages import respond

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

    from kans.foundation.frames.lists.declared import ListAction, ListFrame, Scope
    from kans.foundation.frames.verbs import Verb
    from kans.foundation.pages import PageRequest

PLACE = "0kans0"
TEMPLATE = "frames/list.html"
MORE, WHOLE, CONTENT = "list_more", "list", "list_content"


def show_list(
    request: PageRequest,
    frame: ListFrame,
    *,
    rows: QuerySet[Any],
    caption: StrOrPromise | None = None,
    scope: Scope | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the list, or with the part of it that is asked for."""
    shown = ListPage(
        request, frame, rows, caption=caption or frame.caption, scope=scope
    )
    if wanted := asked_beside(request):
        wanted.found = shown.beside(wanted.record, before=wanted.before)
        return HttpResponse(status=204)
    if asked_in_bulk(request):
        return show_bulk(request, shown, rows)
    state = shown.state
    if not request.htmx and _left_blank(request):
        return redirect(_whole(request, state.address(after=state.after)))
    response = respond(request, TEMPLATE, {**(context or {}), "list": shown})
    if shown.part in {WHOLE, CONTENT}:
        response["HX-Push-Url"] = _whole(request, state.address())
    return response


def _whole(request: PageRequest, query: str) -> str:
    return (request.path + query).removesuffix("?")


def _left_blank(request: PageRequest) -> bool:
    """Whether a form sent boxes in which nothing was typed: without JavaScript."""
    return any("" in texts for _name, texts in request.GET.lists())


class ListPage:
    """What a list shows. Only what the wanted part reads is asked of the database."""

    def __init__(
        self,
        request: PageRequest,
        frame: ListFrame,
        rows: QuerySet[Any],
        *,
        caption: StrOrPromise,
        scope: Scope | None,
    ) -> None:
        self.request = request
        self.frame = frame
        self.state = ListState.of(request.GET, frame, scope)
        self.caption = caption
        self.scope = scope
        self.part = (request.htmx.target or "") if request.htmx else ""
        self._scoped = rows

    @cached_property
    def filtered(self) -> Filtered:
        search = search_condition(
            self.frame.model, self.frame.search, self.state.search
        )
        found = self._scoped.filter(search)
        return filtered(found, self.frame.bound, self.state.filters)

    # The rows

    @cached_property
    def order(self) -> Order:
        sort = self.state.sort or self.frame.order.replace("__", ".")
        column = self.frame.bound.get(sort.removeprefix("-"))
        return Order(column, descending=sort.startswith("-"))

    @cached_property
    def page(self) -> Page:
        after = Cursor.read(self.state.after, self.order) if self.state.after else None
        return read_page(self.filtered.rows, self._paths, self.order, after)

    @property
    def _paths(self) -> list[str]:
        paths = {column.value_path for column in self.frame.shown}
        paths |= {self.frame.handle, *self.frame.extra}
        return sorted(paths - {"pk"})

    @cached_property
    def rows(self) -> list[parts.Row]:
        frame = self.frame
        first, *others = frame.shown
        title = first.shower()
        makers = [parts.cell_maker(column) for column in others]
        href = parts.opener(frame)
        select = self.state.address(selected=PLACE, after=self.state.after)
        selected = "" if self.part == MORE else self.selected
        return [
            parts.Row(
                handle=(handle := str(values[frame.handle])),
                title=title(values[first.value_path]) or handle,
                href=href(values) + self.came_from if frame.open else "",
                select=select.replace(PLACE, quote(handle, safe="")),
                selected=handle == selected,
                cells=[cell(values) for cell in makers],
            )
            for values in self.page.rows
        ]

    @cached_property
    def came_from(self) -> str:
        """What a card is told of the list, for the way back and the next record."""
        here = _whole(self.request, self.state.address(selected="", pane=False))
        card = card_of(self.frame.model)
        if card is None or (card.list and here == address(card.list)):
            return ""
        return f"?{FROM}={quote(here, safe='/')}"

    def beside(self, record: Model, *, before: bool) -> str:
        """The address of the card before or after that of a record; may be blank."""
        at = cursor_of(self._scoped, self.order, record.pk)
        if at is None or self.errors:
            return ""
        values = read_beside(
            self.filtered.rows, self._paths, self.order, at, before=before
        )
        return parts.opener(self.frame)(values) + self.came_from if values else ""

    @cached_property
    def heads(self) -> list[parts.Head]:
        order = self.order.name
        return [parts.head(c, self.state, order) for c in self.frame.shown]

    @property
    def next(self) -> str:
        """The address of the page behind this one."""
        cursor = self.page.next
        return self.state.address(after=str(cursor), selected="") if cursor else ""

    @cached_property
    def counted(self) -> int:
        """How many rows pass; one more than is counted when there are more."""
        return 0 if self.filtered.errors else count_up_to(self.filtered.rows)

    @cached_property
    def count(self) -> str:
        if self.counted > COUNTED:
            return _("More than %(count)s rows") % {"count": formats.number(COUNTED)}
        text = ngettext("%(count)s row", "%(count)s rows", self.counted)
        return text % {"count": formats.number(self.counted)}

    # The selected row

    @cached_property
    def record(self) -> Model | None:
        """The record of the selected row: the one in the address, or else the first."""
        return self._record_in_address() or self._first_record()

    def _record_in_address(self) -> Model | None:
        if not self.state.selected:
            return None
        field = self.frame.model._meta.get_field(self.frame.handle)
        try:
            handle = field.to_python(self.state.selected)  # type: ignore[union-attr]
        except ValidationError:
            return None
        found = self.filtered.rows.filter(**{self.frame.handle: handle})
        record: Model | None = found.first()
        return record

    def _first_record(self) -> Model | None:
        if not self.page.rows:
            return None
        manager = self.frame.model._default_manager
        return manager.filter(pk=self.page.rows[0]["pk"]).first()

    @property
    def selected(self) -> str:
        return str(getattr(self.record, self.frame.handle)) if self.record else ""

    @cached_property
    def verbs(self) -> list[Verb]:
        if self.record is None:
            return []
        own = self.frame.verbs(self.record) if self.frame.verbs else ()
        return [*own, *self.added.verbs]

    @cached_property
    def added(self) -> Additions:
        """What higher areas add to the selected row."""
        return additions_to(self.record) if self.record else Additions()

    @property
    def follows(self) -> bool:
        """Whether something else on the page is about the selected row."""
        own = self.frame.verbs or self.frame.fact_box
        return bool(own) or something_is_added_to(self.frame.model)

    @property
    def actions(self) -> list[ListAction]:
        actor = who_acts()
        return [a for a in self.frame.actions if actor.may(a.permission)]

    @cached_property
    def fact_box(self) -> str:
        """The facts of the selected row, as the area's own template shows them."""
        if self.record is None or not self.frame.fact_box:
            return ""
        facts = self.frame.facts(self.record) if self.frame.facts else {}
        added = self.added.fact_boxes
        context = {"record": self.record, "added": added, **facts}
        html = render_to_string(
            self.frame.fact_box, context, self.request, using="jinja2"
        )
        return mark_safe(html)  # noqa: S308 a template of ours, escaped there

    # The ticked rows

    @property
    def bulk(self) -> list[Offer]:
        """What can be done to the ticked rows, or to all that pass."""
        return offers(self.frame.bulk, self.request.path, self.state)

    @property
    def passing(self) -> str:
        """Tells one set of filters from another: ticks do not outlive them."""
        return self.state.address(sort="", selected="", pane=False)

    @property
    def all_rows(self) -> str:
        if self.counted > COUNTED:
            return _("all, more than %(count)s") % {"count": formats.number(COUNTED)}
        return _("all %(count)s") % {"count": formats.number(self.counted)}

    # The filters

    @property
    def errors(self) -> bool:
        return bool(self.filtered.errors)

    @property
    def boxes(self) -> list[parts.Box]:
        errors = self.filtered.errors
        return [
            parts.box(column, self.state, errors.get(column.name))
            for column in self.frame.filterable
        ]

    @property
    def chips(self) -> list[parts.Chip]:
        bound = self.frame.bound
        return [parts.chip(bound[name], self.state) for name in self.state.filters]

    @property
    def cleared(self) -> str:
        """The address of the list without any filter or search."""
        return self.state.address(filters={}, search="", selected="")

    @property
    def pane_open(self) -> bool:
        return self.state.pane or self.errors
