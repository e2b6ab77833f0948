"""Which column is meant to be which field: by its name, else by what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

IN_BRACKETS = re.compile(r"\((lcy|lv|eur|usd|€|\$)\)")
EMAIL = re.compile(r"\S+@\S+\.\S+")
SHORTEST = 4  # letters of a name that counts as part of a longer one


@dataclass(frozen=True)
class SampledColumn:
    """A column by its name, with some of what stands in it."""

    name: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Fit:
    """How well a column fits a field: the lower, the better."""

    how: int  # 0 its very name, 1 the name is part of it, 2 by its contents
    place: int  # which of the names of the field
    at: int  # which column
    field: str


def guessed(
    columns: Sequence[SampledColumn],
    names: Mapping[str, Sequence[str]],
    *,
    values: Mapping[str, Collection[str]],
    left_out: Collection[str] = (),
) -> dict[str, str]:
    """The column of each field that one was found for; each stands for one field.

    `names` are those of the fields, best first; `values` what may stand in some, by
    their keys; `left_out` are columns that are known to be no field.
    """
    unwanted = {key_of(name) for name in left_out}
    fits = sorted(
        fit
        for at, column in enumerate(columns)
        if key_of(column.name) not in unwanted
        for fit in _fits(column, at, names, values)
    )
    found: dict[str, str] = {}
    for fit in fits:
        name = columns[fit.at].name
        if fit.field not in found and name not in found.values():
            found[fit.field] = name
    return found


@lru_cache(maxsize=4096)  # the same few names for each of up to a thousand columns
def key_of(name: str) -> str:
    """What names of columns are compared by: no case, no `_`, no currency."""
    bare = IN_BRACKETS.sub(" ", normalised(name).replace("_", " "))
    return " ".join(bare.split()).rstrip(".: ")


def _fits(
    column: SampledColumn,
    at: int,
    names: Mapping[str, Sequence[str]],
    values: Mapping[str, Collection[str]],
) -> Iterator[Fit]:
    key = key_of(column.name)
    for field, known in names.items():
        for place, name in enumerate(map(key_of, known)):
            if name == key:
                yield Fit(0, place, at, field)
            elif len(name) >= SHORTEST and f" {name} " in f" {key} ":
                yield Fit(1, place, at, field)
        if _holds(column, field, values.get(field, ())):
            yield Fit(2, 0, at, field)


def _holds(column: SampledColumn, field: str, values: Collection[str]) -> bool:
    told = [text for text in column.samples if text]
    if not told:
        return False
    if field == "email":
        return all(EMAIL.fullmatch(text) for text in told)
    return all(normalised(text) in values for text in told)
