"""The rows of an import by our fields, as they were mapped and corrected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kans.imports import staging
from kans.imports.models import RowKind
from kans.imports.rows import NumberedRow
from kans.imports.rules.whole_file import works_for_another

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kans.imports.models import ImportRun

Cursor = dict[str, int]


@dataclass(frozen=True)
class RunRows:
    """Reads some rows of a file at a time."""

    run: ImportRun

    def part(
        self, cursor: Cursor, most: int
    ) -> tuple[list[NumberedRow], Cursor | None]:
        """Some rows of a pass: companies go in before who works for them."""
        part = staging.read_part(staging.rows_of(self.run), cursor["at"], most)
        rows = self.corrected(list(self._mapped(part.rows)))
        if self._passes > 1:
            rows = [r for r in rows if works_for_another(r.fields) == cursor["pass"]]
        if part.next is not None:
            return rows, {**cursor, "at": part.next}
        last = cursor["pass"] + 1 == self._passes
        return rows, None if last else {"pass": cursor["pass"] + 1, "at": 0}

    def at(self, offsets: Iterable[int]) -> list[NumberedRow]:
        found = staging.rows_at(staging.rows_of(self.run), offsets)
        return self.corrected(list(self._mapped(found)))

    def every_as_in_file(self) -> Iterator[tuple[int, NumberedRow]]:
        """Yield every row with where it begins, as if nothing had been corrected."""
        for offset, line, cells in staging.every_row(staging.rows_of(self.run)):
            yield offset, next(self._mapped([(line, cells)]))

    def corrected(self, rows: list[NumberedRow]) -> list[NumberedRow]:
        lines = [row.line for row in rows]
        found = self.run.rows.exclude(corrections={}).filter(line__in=lines)
        corrections = dict(found.values_list("line", "corrections"))
        return [
            NumberedRow(row.line, {**row.fields, **corrections.get(row.line, {})})
            for row in rows
        ]

    @property
    def _passes(self) -> int:
        return 2 if self.run.kind == RowKind.CONTACTS else 1

    def _mapped(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[NumberedRow]:
        names = [column["name"] for column in self.run.columns]
        blank = dict.fromkeys(names, "")
        for line, cells in rows:
            told = {**blank, **dict(zip(names, cells, strict=False))}
            yield NumberedRow(line, self._mapping.apply(told))

    @cached_property
    def _mapping(self) -> Any:
        return self.run.column_mapping()
