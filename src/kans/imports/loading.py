"""Importing a whole file: what its mapping sets up, and its rows in chunks."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from uuid6 import uuid7

from kans.contacts.actions import create_contact
from kans.foundation.journal.journal import open_change, separate_change
from kans.foundation.journal.notices import notices_apart
from kans.foundation.strings import normalised
from kans.imports.customers import CustomerRows
from kans.imports.fields import KINDS
from kans.imports.outcomes import Outcomes
from kans.imports.people import KEPT
from kans.imports.pipeline import OpportunityRows
from kans.imports.reading import FileNotThere, read_rows, read_table
from kans.imports.rows import NumberedRow, References
from kans.imports.rules.guessing import SampledColumn
from kans.imports.rules.mapping import (
    ColumnMapping,
    MappingNotUnderstood,
    files_of,
    parse,
)
from kans.imports.rules.whole_file import WholeFile, works_for_another
from kans.number_series.models.numbering import numbers_kept_free
from kans.opportunities.actions import (
    create_close_code,
    create_sales_cycle,
    create_stage,
)
from kans.opportunities.models import CloseOpportunityCode, SalesCycle
from kans.opportunities.rules.closing import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from uuid import UUID

    from kans.imports.reading import Source
    from kans.imports.rules.mapping import Row

    Progress = Callable[[int], None]

VERB = "apply_import"  # what the history calls the chunks of an import
CHUNK = 500
SAMPLES = 20  # rows from which it is guessed what a column holds

Load = Callable[[list[NumberedRow]], Outcomes]


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
    table = read_table(path)
    fields = KINDS[kind]
    if mapping_path:
        mapping = read_mapping(mapping_path, beside=path)
        if table.rows:
            mapping.must_fit(table.heads, fields.names)
    else:
        mapping = ColumnMapping(
            columns=fields.guess(sampled(table.heads, table.rows.values())),
            language=notation_of(table.source),
        )
    numbered = [
        NumberedRow(line, mapping.apply(row)) for line, row in table.rows.items()
    ]
    return Reading(kind, mapping, numbered)


def sampled(columns: Iterable[str], rows: Iterable[Row]) -> list[SampledColumn]:
    """The columns with some of what stands in them."""
    some = list(islice(rows, SAMPLES))
    return [
        SampledColumn(column, tuple(row[column] for row in some)) for column in columns
    ]


def notation_of(source: Source) -> str:
    """In which language numbers and days are likely to be written."""
    return "nl" if source.writes_comma else "en"


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

    def load(
        self, *, dry_run: bool = False, update: bool = False, progress: Progress
    ) -> Outcomes:
        """Import the rows in chunks, each a transaction; a dry run keeps nothing.

        `progress` is told how many rows each chunk had. The chunks are one batch.
        """
        if dry_run:
            with tried_out():
                return self._load(progress, update=update)
        return self._load(progress, update=update)

    def _load(self, progress: Progress, *, update: bool) -> Outcomes:
        total = Outcomes()
        batch = uuid7()
        set_up_in(batch, self.kind, self.mapping)
        file = WholeFile.of(
            (row.fields for row in self.rows), own_numbers=self.mapping.own_numbers
        )
        load = loader(self.kind, self.mapping, file, update=update)
        for chunk in _chunks(in_order(self.kind, self.rows)):
            with transaction.atomic(), open_change(VERB, batch=batch):
                outcomes = load(chunk)
            total.add(outcomes)
            progress(len(chunk))
        return total


@contextmanager
def tried_out() -> Iterator[None]:
    """Do what is inside as if for real, and keep nothing of it."""
    with notices_apart(), transaction.atomic():
        with separate_change(VERB):
            yield
        transaction.set_rollback(True)


def loader(kind: str, mapping: ColumnMapping, file: WholeFile, *, update: bool) -> Load:
    """Return what takes chunks of rows of a kind.

    No series gives a number that the file mentions: it is that of another.
    """
    load = _loader(kind, mapping, file, update=update)

    def load_chunk(rows: list[NumberedRow]) -> Outcomes:
        with numbers_kept_free(file.mentions):
            return load(rows)

    return load_chunk


def _loader(
    kind: str, mapping: ColumnMapping, file: WholeFile, *, update: bool
) -> Load:
    if kind == "opportunities":
        return OpportunityRows(mapping, file, update=update).load
    if kind == "customers":
        return CustomerRows(mapping, file, update=update).load
    return partial(KEPT[kind].load, language=mapping.language, update=update, file=file)


def in_order(kind: str, rows: Iterable[NumberedRow]) -> list[NumberedRow]:
    """The rows as they must go in: companies before who works for them."""
    if kind != "contacts":
        return list(rows)
    return sorted(rows, key=lambda row: works_for_another(row.fields))


def set_up_in(batch: UUID, kind: str, mapping: ColumnMapping) -> None:
    """Make what opportunities need and is not there, as part of that batch."""
    if kind == "opportunities":
        with transaction.atomic(), open_change(VERB, batch=batch):
            set_up(mapping)


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
    references = References(mapping)
    references.know([])
    if name and normalised(name) not in references.contacts:
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
