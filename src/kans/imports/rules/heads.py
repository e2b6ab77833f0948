"""The names of a file's columns: each its own, and surely names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

# What names of columns hardly ever are: numbers, days, e-mail addresses.
A_VALUE = re.compile(r"[-+]?[\d.,]*\d[\d.,]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\S+@\S+")


class NoNamesOfColumns(DomainError):
    field = "file"
    message = _(
        "The first line must hold the names of the columns, and it holds %(text)s. "
        "Add a line with names above the rows."
    )


def heads_of(first_line: Sequence[str]) -> list[str]:
    """The columns by their names; one without a name, or with one of another, gets
    its place: `Column 3`, `Name (2)`.
    """
    names = [name.strip() for name in first_line]
    values = [name for name in names if A_VALUE.fullmatch(name)]
    if len(values) * 2 >= len([name for name in names if name]):
        raise NoNamesOfColumns(text=shown(values[0]))
    heads: list[str] = []
    for place, name in enumerate(names, start=1):
        plain = name or f"Column {place}"
        taken = plain
        number = 2
        while taken in heads:
            taken = f"{plain} ({number})"
            number += 1
        heads.append(taken)
    return heads
