"""Importing a whole file: what its mapping sets up, and its rows in chunks."""

from __future__ import annotations

import tomllib
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kans.contacts.actions import create_contact
from kans.foundation.rules.text import normalised
from kans.imports.actions import Seen, import_opportunities
from kans.imports.outcomes import Outcomes
from kans.imports.people import CONTACTS, SALESPEOPLE
from kans.imports.reading import FileNotThere, read_rows
from kans.imports.rows import FIELDS as OPPORTUNITY_FIELDS
from kans.imports.rows import NumberedRow, References
from kans.imports.rules.mapping import (
    ColumnMapping,
    MappingNotUnderstood,
    files_of,
    parse,
)
from kans.opportunities.actions import (
    create_close_code,
    create_sales_cycle,
    create_stage,
)
from kans.opportunities.models import CloseOpportunityCode, SalesCycle
from kans.opportunities.rules.closing import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Progress = Callable[[int], None]

CHUNK = 500
HEADER = 1  # lines before the first row, as people count them

KINDS = {
    "salespeople": SALESPEOPLE.fields,
    "contacts": CONTACTS.fields,
    "opportunities": OPPORTUNITY_FIELDS,
}


def read_mapping(path: Path, *, beside: Path) -> ColumnMapping:
    """A mapping from its TOML file; it looks into files beside itself or the rows."""
    if not path.is_file():
        raise FileNotThere(file=path.name)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingNotUnderstood(why=str(error)) from error
    tables = {
        name: read_rows(_first_there(path.parent / name, beside.parent / name))
        for name in files_of(document)
    }
    return parse(document, tables)


def read_file(kind: str, path: Path, mapping_path: Path | None) -> Reading:
    """The rows of a file by our fields, once file and mapping fit together."""
    rows = read_rows(path)
    columns = list(rows[0]) if rows else []
    known = KINDS[kind]
    if mapping_path:
        mapping = read_mapping(mapping_path, beside=path)
        if rows:
            mapping.must_fit(columns, known)
    else:
        mapping = ColumnMapping.same_names(columns, known)
    numbered = [
        NumberedRow(line, mapping.apply(row))
        for line, row in enumerate(rows, start=HEADER + 1)
        if any(row.values())
    ]
    return Reading(kind, mapping, numbered)


def _first_there(here: Path, there: Path) -> Path:
    return here if here.is_file() else there


class Reading:
    """A file that was read and is ready to be imported."""

    def __init__(
        self, kind: str, mapping: ColumnMapping, rows: list[NumberedRow]
    ) -> None:
        self.kind = kind
        self.mapping = mapping
        self.rows = rows

    def load(self, *, dry_run: bool = False, progress: Progress) -> Outcomes:
        """Import the rows in chunks, each a transaction; a dry run keeps nothing.

        `progress` is told how many rows each chunk had.
        """
        if dry_run:
            with transaction.atomic():
                outcomes = self._load(progress)
                transaction.set_rollback(True)
            return outcomes
        return self._load(progress)

    def _load(self, progress: Progress) -> Outcomes:
        total = Outcomes()
        load = self._loader()
        for chunk in _chunks(self.rows):
            total.add(load(chunk))
            progress(len(chunk))
        return total

    def _loader(self) -> Callable[[list[NumberedRow]], Outcomes]:
        if self.kind == "salespeople":
            return SALESPEOPLE.load
        if self.kind == "contacts":
            return CONTACTS.load
        set_up(self.mapping)
        references = References(self.mapping)
        seen: Seen = set()
        return lambda rows: import_opportunities(rows, references, seen=seen)


def set_up(mapping: ColumnMapping) -> None:
    """Make what the mapping names and is not there: cycles, codes, the fallback."""
    for facts in mapping.set_up.sales_cycles:
        if not SalesCycle.objects.filter(code=facts.get("code")).exists():
            _set_up_cycle(facts)
    for facts in mapping.set_up.close_codes:
        code = str(facts.get("code", ""))
        if not CloseOpportunityCode.objects.filter(code=code).exists():
            create_close_code(
                code=code,
                outcome=_outcome(facts),
                description=str(facts.get("description", "")),
            )
    name = mapping.fallback.get("contact", "")
    if name and normalised(name) not in References(mapping).contacts:
        create_contact(name=name, external_id=name)


def _set_up_cycle(facts: Mapping[str, Any]) -> None:
    stages = facts.get("stages", ())
    told = {name: value for name, value in facts.items() if name != "stages"}
    try:
        cycle = create_sales_cycle(**told)
        for number, stage in enumerate(stages, start=1):
            create_stage(cycle, **{"number": number, **stage})
    except (TypeError, ValueError) as error:
        raise MappingNotUnderstood(why=f"setup.sales_cycle: {error}") from error


def _outcome(facts: Mapping[str, Any]) -> Outcome:
    kind = str(facts.get("outcome", ""))
    if kind not in Outcome.values:
        raise MappingNotUnderstood(why=f"setup.close_code: {kind} is not Won or Lost")
    return Outcome(kind)


def _chunks(rows: list[Any]) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
