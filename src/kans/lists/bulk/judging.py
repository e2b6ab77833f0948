"""What a verb would do to many records: how many can, how many cannot, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from kans.foundation.records.fields import caption_of
from kans.web.cards import card_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError
    from kans.lists.bulk.declared import Bulk, BulkVerb, Refusals

CHUNK = 2000
JUDGED = 10_000  # more would keep people waiting: the rest is judged as it is done
NAMED = 3


@dataclass(frozen=True)
class Named:
    """A record as a preview or a report names it."""

    title: str
    to: str


@dataclass
class Group:
    """Records that are refused for the same reasons.

    What the sentences tell of one record only is left open where they are many.
    """

    refusals: Refusals
    count: int = 0
    named: list[Named] = field(default_factory=list)
    _differing: list[set[str]] = field(default_factory=list)

    def add(self, record: Any, refusals: Refusals, *, names: int) -> None:
        self.count += 1
        if len(self.named) < names:
            self.named.append(named(record))
        self._differing = self._differing or [set() for _each in refusals]
        pairs = zip(self.refusals, refusals, self._differing, strict=True)
        for first, other, differing in pairs:
            differing |= {n for n, f in first.facts.items() if f != other.facts.get(n)}

    @property
    def reason(self) -> str:
        told = zip(self.refusals, self._differing, strict=True)
        return " ".join(refusal.without(*names) for refusal, names in told)

    @property
    def more(self) -> int:
        return self.count - len(self.named)


@dataclass
class Groups:
    """The refused records, by what stands in their way."""

    names: int = NAMED
    _by_reason: dict[tuple[object, ...], Group] = field(default_factory=dict)

    def add(self, record: Any, refusals: Refusals) -> None:
        reason = tuple((type(refusal), refusal.field) for refusal in refusals)
        group = self._by_reason.setdefault(reason, Group(refusals))
        group.add(record, refusals, names=self.names)

    def __iter__(self) -> Iterator[Group]:
        return iter(sorted(self._by_reason.values(), key=lambda g: -g.count))

    @property
    def count(self) -> int:
        return sum(group.count for group in self._by_reason.values())


@dataclass
class Outcome:
    """How many of the selected records a verb can be done to now."""

    selected: int
    amount_of: StrOrPromise = ""
    can: int = 0
    amount: Decimal = Decimal(0)
    named: list[Named] = field(default_factory=list)
    refused: Groups = field(default_factory=Groups)
    missing: dict[DomainError, None] = field(default_factory=dict)  # as it was asked

    @property
    def judged(self) -> int:
        return self.can + self.refused.count

    @property
    def whole(self) -> bool:
        """Whether every selected record was judged."""
        return self.selected <= JUDGED

    @property
    def will(self) -> int:
        """How many it will be done to, as far as one can know."""
        return self.can if self.whole else self.selected

    @property
    def more(self) -> int:
        return self.can - len(self.named)


def outcome_of(
    bulk: Bulk, verb: BulkVerb, ids: Sequence[UUID], arguments: Mapping[str, Any]
) -> Outcome:
    """Judge the records, as far as the arguments are known by now."""
    made = Outcome(len(ids))
    if bulk.amount:
        made.amount_of = caption_of(bulk.model, bulk.amount)
    for record, refusals in judged(bulk, verb, ids[:JUDGED], arguments):
        blank = [each for each in refusals if _asks_for_blank(each, arguments)]
        made.missing |= dict.fromkeys(blank)
        if found := tuple(each for each in refusals if each not in blank):
            made.refused.add(record, found)
            continue
        made.can += 1
        if bulk.amount:
            made.amount += getattr(record, bulk.amount)
        if len(made.named) < NAMED:
            made.named.append(named(record))
    return made


def judged(
    bulk: Bulk, verb: BulkVerb, ids: Iterable[UUID], arguments: Mapping[str, Any]
) -> Iterator[tuple[Any, Refusals]]:
    """Each record with what stands in its way, read and judged chunk by chunk."""
    remaining = iter(ids)
    while some := list(islice(remaining, CHUNK)):
        records = list(bulk.read(some))
        yield from zip(records, verb.judge(records, **arguments), strict=True)


def named(record: Any) -> Named:
    return Named(str(record), card_address(record))


def _asks_for_blank(refusal: DomainError, arguments: Mapping[str, Any]) -> bool:
    """Whether a refusal only asks for what is still to be typed, once for all rows."""
    name = refusal.field or ""
    is_blank = name in arguments and arguments[name] in (None, "")
    return is_blank and not refusal.facts
