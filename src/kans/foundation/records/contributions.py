"""What a higher area answers when a record that it points to goes, merges or changes.

A lower area never asks a higher one: the higher area reports in with its `Answers`
when Django is ready, and the action of the lower one asks here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.apps import apps
from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kans.foundation.errors import DomainError
    from kans.foundation.records.records import CompanyRecord

    Values = Mapping[str, Any]

R = TypeVar("R", bound="CompanyRecord")


class Answers(Generic[R]):
    """What the rows of an area say about the records they point to.

    They say nothing unless they override it. `foreign_keys` are those that they answer
    for, as `area.Model.field`: a test demands each one that points down.
    """

    foreign_keys: ClassVar[tuple[str, ...]] = ()

    def may_delete(self, records: Collection[R]) -> Iterable[DomainError]:
        """What stands in the way of deleting all these records."""
        return ()

    def may_delete_each(
        self, groups: Sequence[Collection[R]]
    ) -> Iterable[Iterable[DomainError]]:
        """The same of many groups, each by itself; without a query for each group."""
        return (self.may_delete(group) for group in groups)

    def release(self, records: Collection[R], replacement: R | None) -> None:
        """Point to the replacement, or to nothing: these records will be deleted."""

    def may_merge(self, kept: R, other: R) -> Iterable[DomainError]:
        """What stands in the way of making one record of these two."""
        return ()

    def merge(self, kept: R, other: R) -> None:
        """Let all that is the other's be the kept one's, which is as it will be.

        The other is about to be deleted. Nothing may point to it then.
        """

    def may_change(self, record: R, changes: Values) -> Iterable[DomainError]:
        """What stands in the way of giving a record these values."""
        return ()

    def follow(self, record: R, before: Values) -> None:
        """A record has changed; these are the values that it had before."""


_answers: dict[type[CompanyRecord], list[Answers[Any]]] = {}


def answer(model: type[R], answers: Answers[R]) -> None:
    """Let an area be asked about the records of a lower one."""
    _answers.setdefault(model, []).append(answers)


def may_delete(records: Collection[CompanyRecord]) -> tuple[DomainError, ...]:
    """What stands in the way of deleting these records of one kind, all together."""
    asked = _asked(records)
    return tuple(refusal for each in asked for refusal in each.may_delete(records))


def may_delete_each(
    groups: Sequence[Collection[CompanyRecord]],
) -> list[tuple[DomainError, ...]]:
    """What stands in the way of deleting each of many groups of one kind."""
    asked = _asked(groups[0]) if groups else []
    answers = [each.may_delete_each(groups) for each in asked]
    of_each = zip(*answers, strict=True) if answers else (() for _group in groups)
    return [tuple(r for found in said for r in found) for said in of_each]


def release(records: Collection[R], replacement: R | None = None) -> None:
    """Point what points to these records to the replacement, or to nothing."""
    for each in _asked(records):
        each.release(records, replacement)


def may_merge(kept: R, other: R) -> tuple[DomainError, ...]:
    """What stands in the way of making one record of two of a kind."""
    return tuple(r for each in _asked([other]) for r in each.may_merge(kept, other))


def merge(kept: R, other: R) -> None:
    """Have everything that points to the other point to the kept one."""
    for each in _asked([other]):
        each.merge(kept, other)


def pointing_to(record: CompanyRecord) -> dict[type[CompanyRecord], int]:
    """How many records of higher areas point to a record, by their kinds."""
    pointing: defaultdict[type[CompanyRecord], Q] = defaultdict(Q)
    for each in _asked([record]):
        for key in each.foreign_keys:
            area, model, field = key.split(".")
            pointing[apps.get_model(area, model)] |= Q((field, record.pk))
    return {model: model.objects.filter(q).count() for model, q in pointing.items()}


def may_change(record: CompanyRecord, changes: Values) -> tuple[DomainError, ...]:
    """What stands in the way of giving a record these values."""
    return tuple(
        r for each in _asked([record]) for r in each.may_change(record, changes)
    )


def follow(record: CompanyRecord, before: Values) -> None:
    """Have everything that copies from a record follow what has changed on it."""
    for each in _asked([record]):
        each.follow(record, before)


def covered_keys() -> set[str]:
    """The foreign keys for which an area answers."""
    return {
        key
        for every in _answers.values()
        for each in every
        for key in each.foreign_keys
    }


def _asked(records: Collection[CompanyRecord]) -> list[Answers[Any]]:
    return _answers.get(type(next(iter(records))), []) if records else []
