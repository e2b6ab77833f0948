"""What arranging a list and keeping its views ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.lists.frame.layouts import (
    COMFORTABLE,
    COMPACT,
    MOST_PINNED,
    NARROWEST,
    WIDEST,
    Layout,
)
from kans.lists.models import ListView
from kans.web.chrome import roles
from kans.web.form_fields import from_model
from kans.web.forms import ActionForm, EditForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from kans.lists.frame.columns import BoundColumn
    from kans.lists.frame.declared import ListFrame

ORDER, SHOWN, WIDTH = "column", "shown", "width_"
UP, DOWN = "up", "down"


class NoColumnShown(DomainError):
    message = _("No column is chosen. Choose at least one.")


class LayoutForm(ActionForm):
    """Which columns are shown, in the order in which they stand in the form."""

    pinned = forms.IntegerField(
        label=_("Columns That Stay at the Left"),
        help_text=_("So many columns stay in sight while one scrolls sideways."),
        min_value=0,
        max_value=MOST_PINNED,
    )
    density = forms.ChoiceField(
        label=_("Rows"),
        help_text=_("How close the rows stand."),
        choices=[(COMFORTABLE, _("Comfortable")), (COMPACT, _("Compact"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: QueryDict | None, *, frame: ListFrame, layout: Layout, moved: str
    ) -> None:
        initial = {"pinned": layout.pinned, "density": layout.density}
        initial |= {WIDTH + n: width for n, width in layout.widths.items()}
        super().__init__(data, initial=initial)
        self.frame = frame
        for name, column in frame.bound.items():
            self.fields[WIDTH + name] = _width_of(column)
        if data is None:
            rest = [name for name in frame.bound if name not in layout.columns]
            self.order = [*layout.columns, *rest]
            self.shown = set(layout.columns)
        else:
            self.order = _in_order(data.getlist(ORDER), frame, moved)
            self.shown = set(data.getlist(SHOWN)) & set(frame.bound)

    @property
    def rows(self) -> list[tuple[BoundColumn, bool, Any]]:
        """Each column, whether it is shown, and the field of its width."""
        return [
            (self.frame.bound[name], name in self.shown, self[WIDTH + name])
            for name in self.order
        ]

    def layout(self) -> Layout:
        """What was chosen."""
        columns = tuple(name for name in self.order if name in self.shown)
        if not columns:
            raise NoColumnShown
        widths = {
            name: width
            for name in self.frame.bound
            if (width := self.cleaned_data.get(WIDTH + name))
        }
        chosen = self.cleaned_data
        return Layout(columns, widths, chosen["pinned"], chosen["density"])


class NameForm(ActionForm):
    name = from_model(ListView, "name")


class RenameForm(EditForm, NameForm):
    """The same, of a view that is there already."""


class ShareForm(EditForm):
    role = forms.TypedChoiceField(
        label=_("Shared With"),
        help_text=_("The role whose holders see the view too."),
        coerce=UUID,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, record: ListView) -> None:
        super().__init__(data, record=record, initial={"role": record.role_id})
        field: Any = self.fields["role"]
        field.choices = [("", gettext("Nobody else")), *roles()]


def _width_of(column: BoundColumn) -> forms.IntegerField:
    caption = gettext("Width of %(column)s") % {"column": column.caption}
    return forms.IntegerField(
        label=caption, required=False, min_value=NARROWEST, max_value=WIDEST
    )


def _in_order(told: list[str], frame: ListFrame, moved: str) -> list[str]:
    """The columns in the order of the form, one of them moved up or down."""
    known = [name for name in dict.fromkeys(told) if name in frame.bound]
    order = [*known, *(name for name in frame.bound if name not in known)]
    way, _dot, name = moved.partition(".")
    if name in order and way in {UP, DOWN}:
        at = order.index(name)
        to = max(at - 1, 0) if way == UP else at + 1
        order.insert(to, order.pop(at))
    return order
