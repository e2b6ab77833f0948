"""The selected row of a list: what can be done with it, and its facts."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from kans.web.additions import Additions, additions_to, something_is_added_to
from kans.web.cards import card_of
from kans.web.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

    from kans.lists.frame.declared import ListFrame
    from kans.lists.frame.paging import Page
    from kans.lists.frame.state import ListState
    from kans.web.pages import PageRequest


EDIT_KEYS = "F2 E"


class SelectedRow:
    """The part of a list page that is about one row of it."""

    request: PageRequest
    frame: ListFrame
    state: ListState

    @cached_property
    def listed(self) -> QuerySet[Any]:
        raise NotImplementedError

    @cached_property
    def page(self) -> Page:
        raise NotImplementedError

    @cached_property
    def record(self) -> Model | None:
        """The record of the selected row: the one in the address, or else the first."""
        return self._record_in_address or self._first_record()

    @cached_property
    def _record_in_address(self) -> Model | None:
        if not self.state.selected:
            return None
        field = self.frame.model._meta.get_field(self.frame.handle)
        try:
            handle = field.to_python(self.state.selected)  # type: ignore[union-attr]
        except ValidationError:
            return None
        found = self.listed.filter(**{self.frame.handle: handle})
        record: Model | None = found.first()
        return record

    @property
    def _selected_alone(self) -> QuerySet[Any]:
        """The row that the address selects and no other one."""
        found = self._record_in_address
        return self.listed.filter(pk=found.pk) if found else self.listed.none()

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
        own = list(self.frame.verbs(self.record)) if self.frame.verbs else []
        return [*own, *self._editing(self.record, own), *self.added.verbs]

    def _editing(self, record: Model, own: list[Verb]) -> Iterator[Verb]:
        """Edit, as on the card; unless the list has a way of its own."""
        card = card_of(self.frame.model)
        judged = card.may_edit() if card else None
        if card and judged and judged.verb not in {verb.name for verb in own}:
            named = replace(judged, caption=_("Edit"))
            to = card.edit_address_of(record)
            yield Verb(named, to, icon="pencil", shortcut=EDIT_KEYS)

    @cached_property
    def added(self) -> Additions:
        """What higher areas add to the selected row."""
        return additions_to(self.record) if self.record else Additions()

    @property
    def follows(self) -> bool:
        """Whether something else on the page is about the selected row."""
        own = self.frame.verbs or self.frame.fact_box
        return bool(own) or something_is_added_to(self.frame.model)

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
