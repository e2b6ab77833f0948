"""What an area declares of the verbs that can be done to many rows at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from kans.foundation.actions.action import ACTIONS
from kans.foundation.actions.verdicts import Verdict, verdict
from kans.foundation.errors import DomainError
from kans.web.dialogs import OK
from kans.web.forms import ActionForm, ConfirmForm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

    from kans.lists.frame.state import ListState

Refusals = tuple[DomainError, ...]
BULK = "bulk"  # in the address of a list: which verb is to be done to its rows


@dataclass(frozen=True)
class BulkVerb:
    """One verb on each of many records, by the very action that does it to one.

    `judge(records, **arguments)` says of each record, in that order, what stands in its
    way: by the rules that the action itself asks, and without a query for each record.
    `act(record, **arguments)` calls the action. `effect` says in words what is done.
    Tell me finds it by its caption and its `synonyms`.
    """

    name: str
    action: str
    caption: StrOrPromise
    judge: Callable[..., Iterable[Refusals]]
    act: Callable[..., Any]
    effect: StrOrPromise
    form: type[ActionForm] = ConfirmForm
    icon: str = ""
    danger: bool = False
    submit: StrOrPromise = OK
    synonyms: tuple[StrOrPromise, ...] = ()

    @property
    def permission(self) -> str:
        return ACTIONS[self.action].permission

    @property
    def verdict(self) -> Verdict:
        """Whether who acts may do it at all; of the rows each has its own verdict."""
        return replace(verdict(self.action), caption=self.caption)


@dataclass(frozen=True)
class Bulk:
    """What can be done to many records of a list.

    `read(ids)` fetches records with all that judging them needs, in a number of queries
    that does not depend on how many they are. `amount` names a field of theirs whose
    sum tells how much is at stake.
    """

    name: str
    model: type[Model]
    read: Callable[[Sequence[UUID]], Iterable[Any]]
    verbs: tuple[BulkVerb, ...]
    amount: str = ""

    def verb(self, name: str) -> BulkVerb | None:
        return next((verb for verb in self.verbs if verb.name == name), None)


@dataclass(frozen=True)
class Offer:
    """A verb as a button of the list, and the address that asks for its dialog."""

    verb: BulkVerb
    to: str

    @property
    def verdict(self) -> Verdict:
        return self.verb.verdict


def offers(bulk: Bulk | None, path: str, state: ListState) -> list[Offer]:
    """The verbs of a list, for the rows that pass its filters."""
    if bulk is None:
        return []
    filters = state.address(selected="", sort="", pane="", inside="").removeprefix("?")
    return [
        Offer(verb, f"{path}?{'&'.join(filter(None, (filters, asked(verb))))}")
        for verb in bulk.verbs
    ]


def asked(verb: BulkVerb) -> str:
    return urlencode({BULK: verb.name})
