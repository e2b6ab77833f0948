"""The rows of a file as text by column, all at once: for the command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kans.imports.reading.limits import COMMAND
from kans.imports.reading.process import converted
from kans.imports.reading.sources import FileNotThere, Source
from kans.imports.rules.heads import heads_of

if TYPE_CHECKING:
    from kans.imports.rules.mapping import Row


@dataclass(frozen=True)
class Table:
    """A file with the names of its columns, and its rows by their lines."""

    source: Source
    heads: list[str]
    rows: dict[int, Row]


def read_rows(path: Path) -> list[Row]:
    """Return every row that is not blank by the names in the first line."""
    return list(read_table(path).rows.values())


def read_table(path: Path) -> Table:
    """Return the table in a file; cells are trimmed, dates are ISO."""
    if not path.is_file():
        raise FileNotThere(file=path.name)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rows"
        found = converted(path, file, name=path.name, limits=COMMAND)
        heads = heads_of(found["heads"])
        rows = {}
        with file.open("rb") as lines:
            for line in lines:
                number, cells = json.loads(line)
                blank = dict.fromkeys(heads, "")
                rows[number] = {**blank, **dict(zip(heads, cells, strict=False))}
    return Table(Source.of(path.name, found["source"]), heads, rows)
