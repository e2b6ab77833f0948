"""What an area declares of a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.http import Http404
from django.shortcuts import get_object_or_404

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import Verdict, verdict
from kans.foundation.records.facts import Shown
from kans.web.registry import _cards, card_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from kans.foundation.records.records import CompanyRecord
    from kans.web.forms import EditForm


@dataclass(frozen=True)
class Group:
    """Fields that belong together, by their names in the model."""

    name: str
    caption: StrOrPromise
    fields: tuple[str | Shown, ...]

    @property
    def shown(self) -> tuple[Shown, ...]:
        return tuple(f if isinstance(f, Shown) else Shown(f) for f in self.fields)


@dataclass(frozen=True)
class Badge:
    """A state in a word: neutral, info, good, warn or bad."""

    text: StrOrPromise
    tone: str = "neutral"


@dataclass(frozen=True)
class Editing:
    """The action that edits the record, the page that does it, and what it asks.

    `live` is a template shown below the field that is edited in its place; `others`
    ask for records of the kind that have other fields.
    """

    verb: str
    to: str
    form: type[EditForm]
    live: str = ""
    others: tuple[type[EditForm], ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """What may be changed of any record of the kind."""
        return frozenset().union(*(f.base_fields for f in (self.form, *self.others)))


@dataclass(frozen=True)
class CardFrame:
    """What the card of a kind of record shows."""

    model: type[models.Model]
    caption: StrOrPromise
    open: str
    groups: tuple[Group, ...]
    by: str = "number"  # blank when a company has one such record
    list: str = ""
    editing: Editing | None = None
    comments: bool = True
    plural: StrOrPromise = ""  # what its list is called, if not as its kind
    view: str = ""  # the permission to see it, if not view_<model>

    def __post_init__(self) -> None:
        _cards[self.model] = self

    @property
    def kind(self) -> str:
        return self.model._meta.label_lower

    @property
    def permission(self) -> str:
        """What one needs to see such a record at all."""
        meta = self.model._meta
        return self.view or f"{meta.app_label}.view_{meta.model_name}"

    def address_of(self, record: models.Model) -> str:
        return address(self.open, **self._named(record))

    def edit_address_of(self, record: models.Model) -> str:
        if self.editing is None:
            return ""
        return address(self.editing.to, **self._named(record))

    def _named(self, record: models.Model) -> dict[str, str]:
        return {self.by: getattr(record, self.by)} if self.by else {}

    def may_edit(self) -> Verdict | None:
        return verdict(self.editing.verb) if self.editing else None


def visible_record(kind: str, record_id: UUID) -> tuple[CardFrame, CompanyRecord]:
    """A record that has a card which who acts may see; else it is not there."""
    try:
        frame = card_of(apps.get_model(kind))
    except (LookupError, ValueError):
        frame = None
    if frame is None or not who_acts().may(frame.permission):
        raise Http404
    record = get_object_or_404(frame.model._default_manager, pk=record_id)
    return frame, cast("CompanyRecord", record)


def card_address(record: models.Model) -> str:
    """Where a record is shown; nothing when it has no card or may not be seen."""
    frame = card_of(type(record))
    if frame is None or not who_acts().may(frame.permission):
        return ""
    return frame.address_of(record)
