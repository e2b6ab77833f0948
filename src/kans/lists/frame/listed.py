"""A list page as its template reads it: worked out part by part, when asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.actions.idempotency import form_input_lazy
from kans.foundation.records.search_index.searching import search_condition
from kans.foundation.text import formats
from kans.lists.bulk.declared import Offer, offers
from kans.lists.frame import rows as parts
from kans.lists.frame.cells import CellEditing, cell_editing
from kans.lists.frame.exporting.dialog import EXPORT, SHOWN
from kans.lists.frame.exporting.job import PERMISSION
from kans.lists.frame.filters import Filtered, filtered
from kans.lists.frame.grouping import RowGroups, groups_of, inside
from kans.lists.frame.menu import Menu
from kans.lists.frame.paging import (
    COUNTED,
    Cursor,
    Order,
    Page,
    count_up_to,
    cursor_of,
    read_beside,
    read_page,
)
from kans.lists.frame.selected_row import SelectedRow
from kans.lists.frame.state import FILTERS, WHERE, ListState
from kans.lists.frame.totals import AT_ONCE, totalled, totals_of
from kans.lists.frame.views import Views
from kans.lists.frame.where import Editor, chips_of
from kans.web.beside import FROM
from kans.web.cards import card_of

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListAction, ListFrame, Scope
    from kans.lists.frame.layouts import Layout
    from kans.web.pages import PageRequest

MORE, WHOLE, CONTENT, TOTALS = "list_more", "list", "list_content", "list_totals"
ROW = "list_row"


def whole(request: PageRequest, query: str) -> str:
    """The address of this list with another query."""
    return (request.path + query).removesuffix("?")


class ListPage(SelectedRow):
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
        self.views = Views(frame, scoped=scope is not None)
        self.state = ListState.of(request.GET, frame, scope, self.views)
        self.caption = caption
        self.scope = scope
        self.part = (request.htmx.target or "") if request.htmx else ""
        self._scoped = rows

    @cached_property
    def layout(self) -> Layout:
        return self.views.layout_of(self.state.view)

    @cached_property
    def shown(self) -> list[BoundColumn]:
        """The columns, in the order in which they are looked at."""
        return self.layout.shown(self.frame)

    @cached_property
    def filtered(self) -> Filtered:
        state = self.state
        search = search_condition(self.frame.model, self.frame.search, state.search)
        found = self._scoped.filter(search)
        return filtered(found, self.frame.bound, state.filters, state.where)

    @cached_property
    def listed(self) -> QuerySet[Any]:
        """The rows that are paged through: those of the open group, if one is."""
        if self.part == ROW:  # once changed, it may no longer pass
            return self._scoped
        found = self.filtered.rows
        if self.grouped_by and self.state.inside:
            return inside(found, self.grouped_by, self.state.inside)
        return found

    # The rows

    @cached_property
    def order(self) -> Order:
        sort = self.state.sort or self.frame.order.replace("__", ".")
        column = self.frame.bound.get(sort.removeprefix("-"))
        return Order(column, descending=sort.startswith("-"))

    @cached_property
    def page(self) -> Page:
        if self.part == ROW:
            return read_page(self._selected_alone, self._paths, self.order)
        if self.grouped_by and not self.state.inside:
            return Page([], None)
        after = Cursor.read(self.state.after, self.order) if self.state.after else None
        return read_page(self.listed, self._paths, self.order, after)

    @property
    def _paths(self) -> list[str]:
        paths = {path for column in self.shown for path in column.paths}
        paths |= {self.frame.handle, *self.frame.extra}
        return sorted(paths - {"pk"})

    @cached_property
    def rows(self) -> list[parts.Row]:
        frame = self.frame
        first, *others = self.shown
        title = first.shower()
        makers = [parts.cell_maker(column) for column in others]
        href = parts.opener(frame)
        edit = self.editing.address_of
        select = self.state.address(selected=parts.PLACE, after=self.state.after)
        selected = "" if self.part == MORE else self.selected
        return [
            parts.Row(
                handle=(handle := str(values[frame.handle])),
                title=title(values[first.value_path]) or handle,
                href=href(values) + self.came_from if frame.open else "",
                select=select.replace(parts.PLACE, quote(handle, safe="")),
                edit=edit(values),
                selected=handle == selected,
                cells=[cell(values) for cell in makers],
            )
            for values in self.page.rows
        ]

    @cached_property
    def editing(self) -> CellEditing:
        return cell_editing(self.frame)

    @cached_property
    def came_from(self) -> str:
        """What a card is told of the list, for the way back and the next record."""
        here = whole(self.request, self.state.address(selected="", pane=""))
        card = card_of(self.frame.model)
        if card is None or (card.list and here == address(card.list)):
            return ""
        return f"?{FROM}={quote(here, safe='/')}"

    def beside(self, record: Model, *, before: bool) -> str:
        """The address of the card before or after that of a record; may be blank."""
        at = cursor_of(self._scoped, self.order, record.pk)
        if at is None or self.errors:
            return ""
        values = read_beside(self.listed, self._paths, self.order, at, before=before)
        return parts.opener(self.frame)(values) + self.came_from if values else ""

    @cached_property
    def heads(self) -> list[parts.Head]:
        widths = self.layout.widths
        return parts.heads(self.shown, self.state, self.order.name, widths)

    @property
    def next(self) -> str:
        """The address of the page behind this one."""
        cursor = self.page.next
        return self.state.address(after=str(cursor), selected="") if cursor else ""

    @cached_property
    def counted(self) -> int:
        """How many rows there are; one more than the bound, when there are more."""
        return 0 if self.errors else count_up_to(self.filtered.rows)

    @property
    def count(self) -> str:
        if self.counted > COUNTED:
            return _("More than %(count)s rows") % {"count": formats.number(COUNTED)}
        text = ngettext("%(count)s row", "%(count)s rows", self.counted)
        return text % {"count": formats.number(self.counted)}

    # Groups and sums

    @cached_property
    def grouped_by(self) -> BoundColumn | None:
        return self.frame.bound.get(self.state.group)

    @cached_property
    def groups(self) -> RowGroups | None:
        """The groups of rows, if they are put together."""
        if self.grouped_by is None or self.part in {MORE, ROW} or self.errors:
            return None
        descending = self.order.name == f"-{self.grouped_by.name}"
        return groups_of(
            self.filtered.rows, self.grouped_by, self.summed, descending=descending
        )

    @property
    def rows_or_groups(self) -> bool:
        return bool(self.groups.groups if self.groups else self.rows)

    @cached_property
    def label_span(self) -> int:
        """How many columns the name of a group takes: up to the first sum."""
        sums = [at for at, column in enumerate(self.shown) if column in self.summed]
        return max(1, min(sums, default=len(self.shown)))

    @cached_property
    def summed(self) -> list[BoundColumn]:
        return totalled(self.shown)

    @property
    def totals_come_later(self) -> bool:
        """Whether so much is added up that the page does not wait for it."""
        wanted = self.part == TOTALS or "totals" in self.request.GET
        return self.counted > AT_ONCE and not wanted

    @cached_property
    def totals(self) -> list[parts.Total]:
        values = totals_of(self.filtered.rows, self.summed)
        return [parts.total(column, values) for column in self.shown]

    # What one can do with the list

    @property
    def actions(self) -> list[ListAction]:
        actor = who_acts()
        return [a for a in self.frame.actions if actor.may(a.permission)]

    @property
    def export(self) -> str:
        """The address of the dialog that exports the list as it is now, if one may."""
        return self.export_of(SHOWN) if who_acts().may(PERMISSION) else ""

    def export_of(self, columns: str) -> str:
        here = self.state.address(selected="", pane="")
        return f"{self.request.path}{here}&{EXPORT}={columns}".replace("?&", "?")

    @property
    def bulk(self) -> list[Offer]:
        """What can be done to the ticked rows, or to all that pass."""
        return offers(self.frame.bulk, self.request.path, self.state)

    @property
    def passing(self) -> str:
        """Tells one set of filters from another: ticks do not outlive them."""
        return self.state.address(sort="", group="", inside="", selected="", pane="")

    @property
    def all_rows(self) -> str:
        if self.counted > COUNTED:
            return _("all, more than %(count)s") % {"count": formats.number(COUNTED)}
        return _("all %(count)s") % {"count": formats.number(self.counted)}

    @cached_property
    def menu(self) -> Menu:
        return Menu(self.frame, self.state, self.views)

    @property
    def csrf_input(self) -> str:
        """What a form that changes something must send along."""
        return form_input_lazy(self.request)

    # The filters

    @property
    def errors(self) -> bool:
        return self.filtered.is_refused

    @property
    def boxes(self) -> list[parts.Box]:
        errors = self.filtered.errors
        return [
            parts.box(column, self.state, errors.get(column.name))
            for column in self.frame.filterable
        ]

    @cached_property
    def editor(self) -> Editor:
        refused = self.filtered.refused
        return Editor(self.frame, self.state, self.request.GET, refused)

    @property
    def chips(self) -> list[parts.Chip]:
        bound = self.frame.bound
        quick = [parts.chip(bound[name], self.state) for name in self.state.filters]
        return [*quick, *chips_of(self.frame, self.state)]

    @property
    def cleared(self) -> str:
        """The address of the list without any filter or search."""
        return self.state.address(
            filters={}, where="", search="", selected="", inside=""
        )

    @property
    def pane_open(self) -> bool:
        return self.state.pane == FILTERS or bool(self.filtered.errors)

    @property
    def editor_open(self) -> bool:
        return self.state.pane == WHERE or bool(self.filtered.refused)
