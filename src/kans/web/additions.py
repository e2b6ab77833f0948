"""What a higher area adds to the records of a lower one: on the card, in the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from kans.web.verbs import Related, Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django_stubs_ext import StrOrPromise

    from kans.foundation.records.records import CompanyRecord
    from kans.web.cards.declared import CardFrame

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class FactBox:
    """What belongs to a record but is not of it: figures, a few rows."""

    name: str
    caption: StrOrPromise
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Addition = Verb | Related | FactBox
_added: dict[type[models.Model], list[Callable[[Any], Iterable[Addition]]]] = {}


def adds_to_card(
    model: type[M],
) -> Callable[[Callable[[M], Iterable[Addition]]], Callable[[M], Iterable[Addition]]]:
    """Let a higher area add verbs, related pages and fact boxes to a card.

    They also stand beside the list, for its selected row.
    """

    def decorate(
        function: Callable[[M], Iterable[Addition]],
    ) -> Callable[[M], Iterable[Addition]]:
        _added.setdefault(model, []).append(function)
        return function

    return decorate


_on_every_card: list[Callable[[CardFrame, CompanyRecord], dict[str, Any]]] = []


def adds_to_every_card(
    function: Callable[[CardFrame, CompanyRecord], dict[str, Any]],
) -> Callable[[CardFrame, CompanyRecord], dict[str, Any]]:
    """Let a higher area give the template of every card more to show of its record."""
    _on_every_card.append(function)
    return function


def on_every_card(frame: CardFrame, record: CompanyRecord) -> dict[str, Any]:
    """Return what higher areas give to the template of a card, by name."""
    given: dict[str, Any] = {}
    for function in _on_every_card:
        given |= function(frame, record)
    return given


def something_is_added_to(model: type[models.Model]) -> bool:
    return model in _added


@dataclass(frozen=True)
class Additions:
    """What is added to one record, by its kind."""

    verbs: tuple[Verb, ...] = ()
    related: tuple[Related, ...] = ()
    fact_boxes: tuple[FactBox, ...] = ()


def additions_to(record: models.Model) -> Additions:
    """What higher areas add to the card of a record."""
    added = [item for give in _added.get(type(record), ()) for item in give(record)]
    return Additions(
        tuple(item for item in added if isinstance(item, Verb)),
        tuple(item for item in added if isinstance(item, Related)),
        tuple(item for item in added if isinstance(item, FactBox)),
    )
