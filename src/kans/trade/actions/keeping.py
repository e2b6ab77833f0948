"""How a row of the set-up of selling is kept and taken away: shared by the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.notes.actions.belongings import delete_belongings_of
from kans.trade.models import Item
from kans.trade.queries import uses_of
from kans.trade.rules import keeping as rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kans.foundation.errors import DomainError
    from kans.foundation.records.records import CompanyRecord
    from kans.trade.models import Currency
    from kans.trade.models.coded import Coded

R = TypeVar("R", bound="CompanyRecord")


def held(record: R, version: int | None) -> R:
    """The record as it is now, held until the action ends, if nobody changed it."""
    found = type(record).objects.locked(record)
    must_be_unchanged(found, version)
    return found


def keep(
    record: R,
    facts: Mapping[str, Any],
    judge: Callable[[R], Iterable[DomainError]],
) -> R:
    """Give a record these facts, and write it if nothing stands in the way."""
    take(record, facts)

    refuse_if_any((*judge(record), *may_be_so_long(record)))

    record.save()
    return record


def take(record: R, facts: Mapping[str, Any]) -> R:
    """Give a record these facts, without outer spaces; nothing is written yet."""
    for name, value in facts.items():
        setattr(record, name, value.strip() if isinstance(value, str) else value)
    return record


def may_be_so_long(record: CompanyRecord) -> tuple[DomainError, ...]:
    """Nothing is cut off when it is stored."""
    texts = [f for f in record._meta.concrete_fields if isinstance(f, models.CharField)]
    return tuple(
        rules.TooLongToKeep(what=f.verbose_name, limit=f.max_length, at=f.name)
        for f in texts
        if f.editable and f.max_length and len(getattr(record, f.name)) > f.max_length
    )


def take_away(record: Coded | Currency | Item) -> None:
    """Delete a record that nothing uses, with what hangs on it."""
    refuse_if_any(may_delete(record))

    delete_belongings_of(record)
    record.delete()


def may_delete(record: Coded | Currency | Item) -> tuple[DomainError, ...]:
    """Whether anything uses it, in this area or in a higher one."""
    return (
        *rules.may_go(_name_of(record), uses_of(record)),
        *contributions.may_delete([record]),
    )


def judge_row(record: Coded | Currency) -> tuple[DomainError, ...]:
    """Whether a row has a code of its own and says what it means."""
    record.code = record.code.upper()
    others = type(record).objects.exclude(pk=record.pk)
    taken = others.filter(code=record.code).exists()
    return rules.may_be_row(record.code, record.description, taken=taken)


def _name_of(record: Coded | Currency | Item) -> str:
    return record.number if isinstance(record, Item) else record.code
