"""Rows whose record is there already: found by external id or by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from kans.foundation.records import facts
from kans.imports.outcomes import Changed, Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from kans.foundation.records.records import CompanyRecord
    from kans.imports.rows import NumberedRow

R = TypeVar("R", bound="CompanyRecord")


def known_among(
    records: QuerySet[R], rows: Sequence[NumberedRow], *, by: str
) -> dict[int, R]:
    """The records that rows are about, by their lines.

    The external id comes first. A number counts unless both have an external id and
    these differ: then they are two that were given one number.
    """
    by_id = _found(records, "external_id", _texts(rows, "external_id"))
    numbers = {text.upper() for text in _texts(rows, by)}
    by_number = _found(records, by, numbers)
    known: dict[int, R] = {}
    for row in rows:
        external_id = row.fields.get("external_id", "")
        record = by_id.get(external_id)
        numbered = by_number.get(row.fields.get(by, "").upper())
        if record is None and numbered is not None:
            its_own: str = numbered.external_id  # type: ignore[attr-defined]
            record = None if external_id and its_own else numbered
        if record is not None:
            known[row.line] = record
    return known


def _texts(rows: Iterable[NumberedRow], name: str) -> set[str]:
    return {row.fields.get(name, "") for row in rows} - {""}


def _found(records: QuerySet[R], name: str, wanted: set[str]) -> dict[str, R]:
    if not wanted:
        return {}
    return {getattr(r, name): r for r in records.filter(**{f"{name}__in": wanted})}


def snapshot(record: CompanyRecord, names: Iterable[str]) -> dict[str, str]:
    """What these fields of a record say, as people read them."""
    return {name: _told(record, name) for name in names}


def _told(record: CompanyRecord, name: str) -> str:
    field = facts.model_field(type(record), name)
    value: Any = getattr(record, name)
    if field is None or value is None:
        return ""
    if field.is_relation:
        return str(value)
    return facts.written(field, value, facts.format_of(field))


def changed(
    line: int, text: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Changed:
    return Changed(line, text, differences(before, after))


def differences(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Difference, ...]:
    """What changes from one snapshot to the other."""
    return tuple(
        Difference(name, before[name], after[name])
        for name in before
        if before[name] != after[name]
    )
