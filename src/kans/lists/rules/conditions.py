"""Conditions on several columns, joined by and/or, as they stand in an address.

`any(status-is:WON,all(salesperson-is:JO,estimated_value:>1000))`: a column, what is
asked of it, and a text; without a word for what is asked, the text is a filter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.lists.rules.filters import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django_stubs_ext import StrOrPromise

MOST = 50
LONGEST = 4000
ESCAPED = re.compile(r"[~,()]")
COLUMN = re.compile(r"(?P<column>[a-z0-9_.]+)(?:-(?P<asked>[a-z]+))?(?P<colon>:?)")
TEXT = re.compile(r"(?:[^~,()]|~.)*", re.DOTALL)


class ConditionsNotUnderstood(DomainError):
    message = _(
        "The filter in the address is not understood. Clear it, and choose anew."
    )


class How(Enum):
    """Whether all of a group must hold, or any of it."""

    ALL = "all"
    ANY = "any"


class Asked(Enum):
    """What is asked of a column; as the address says it."""

    IS = "is"
    NOT = "not"
    HAS = "has"
    LACKS = "lacks"
    BEGINS = "begins"
    FROM = "from"
    TO = "to"
    BLANK = "blank"
    FILLED = "filled"
    PASSES = ""

    @property
    def takes_text(self) -> bool:
        return self not in {Asked.BLANK, Asked.FILLED}


OF_TEXT = (Asked.IS, Asked.NOT, Asked.HAS, Asked.LACKS, Asked.BEGINS)
OF_SIZE = (Asked.IS, Asked.NOT, Asked.FROM, Asked.TO)
BLANKS = (Asked.BLANK, Asked.FILLED)
OFFERED: Mapping[Kind, tuple[Asked, ...]] = {
    Kind.TEXT: (*OF_TEXT, *BLANKS, Asked.PASSES),
    Kind.NUMBER: (*OF_SIZE, *BLANKS, Asked.PASSES),
    Kind.DATE: (*OF_SIZE, *BLANKS, Asked.PASSES),
    Kind.CHOICE: (Asked.IS, Asked.NOT, Asked.PASSES),
    Kind.BOOLEAN: (Asked.IS, Asked.NOT),
}
CAPTIONS: Mapping[Asked, StrOrPromise] = {
    Asked.IS: _("is"),
    Asked.NOT: _("is not"),
    Asked.HAS: _("contains"),
    Asked.LACKS: _("does not contain"),
    Asked.BEGINS: _("begins with"),
    Asked.FROM: _("is at least"),
    Asked.TO: _("is at most"),
    Asked.BLANK: _("is blank"),
    Asked.FILLED: _("is filled in"),
    Asked.PASSES: _("passes the filter"),
}
WRITTEN: Mapping[Asked, Callable[[str], str]] = {
    Asked.IS: lambda text: text,
    Asked.NOT: lambda text: f"<>{text}",
    Asked.HAS: lambda text: f"*{text}*",
    Asked.LACKS: lambda text: f"<>*{text}*",
    Asked.BEGINS: lambda text: f"{text}*",
    Asked.FROM: lambda text: f">={text}",
    Asked.TO: lambda text: f"<={text}",
    Asked.BLANK: lambda _text: "''",
    Asked.FILLED: lambda _text: "<>''",
}


@dataclass(frozen=True)
class Condition:
    """What is asked of one column."""

    column: str
    asked: Asked
    text: str = ""

    def __str__(self) -> str:
        asked = f"-{self.asked.value}" if self.asked.value else ""
        if not self.asked.takes_text:
            return f"{self.column}{asked}"
        escaped = ESCAPED.sub(r"~\g<0>", self.text)
        return f"{self.column}{asked}:{escaped}"

    @property
    def is_complete(self) -> bool:
        return bool(self.text.strip()) or not self.asked.takes_text

    @property
    def as_filter(self) -> str:
        """The same as a filter; what is typed beside a word is taken literally."""
        if self.asked is Asked.PASSES:
            return self.text
        literal = self.text.replace("'", "''")
        return WRITTEN[self.asked](f"'{literal}'")


@dataclass(frozen=True)
class Group:
    """Conditions of which all must hold, or any."""

    how: How = How.ALL
    of: tuple[Part, ...] = ()

    def __str__(self) -> str:
        if len(self.of) == 1:
            return str(self.of[0])
        inner = ",".join(str(each) for each in self.of)
        return f"{self.how.value}({inner})" if inner else ""

    def without(self, at: int) -> Group:
        return Group(self.how, (*self.of[:at], *self.of[at + 1 :]))

    def conditions(self) -> Iterator[Condition]:
        for each in self.of:
            if isinstance(each, Group):
                yield from each.conditions()
            else:
                yield each


Part: TypeAlias = Condition | Group


def read_conditions(text: str) -> Group:
    """What an address says; a group lies in no other than the outermost."""
    if not text:
        return Group()
    if len(text) > LONGEST:
        raise ConditionsNotUnderstood
    reader = Reader(text)
    found = reader.part(depth=0)
    if reader.at < len(text) or reader.read > MOST:
        raise ConditionsNotUnderstood
    return found if isinstance(found, Group) else Group(How.ALL, (found,))


class Reader:
    """Reads groups and conditions, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.read = 0

    def part(self, depth: int) -> Part:
        for how in How:
            if self._takes(f"{how.value}("):
                if depth > 1:
                    raise ConditionsNotUnderstood
                return self._group(how, depth)
        return self._condition()

    def _group(self, how: How, depth: int) -> Group:
        parts = [self.part(depth + 1)]
        while self._takes(","):
            parts.append(self.part(depth + 1))
        if not self._takes(")"):
            raise ConditionsNotUnderstood
        return Group(how, tuple(parts))

    def _condition(self) -> Condition:
        found = COLUMN.match(self.text, self.at)
        if not found:
            raise ConditionsNotUnderstood
        self.read += 1
        self.at = found.end()
        try:
            asked = Asked(found["asked"] or "")
        except ValueError:
            raise ConditionsNotUnderstood from None
        if bool(found["colon"]) != asked.takes_text:
            raise ConditionsNotUnderstood
        return Condition(found["column"], asked, self._written(asked))

    def _written(self, asked: Asked) -> str:
        if not asked.takes_text:
            return ""
        found = TEXT.match(self.text, self.at)
        assert found  # it matches nothing, too
        self.at = found.end()
        return re.sub(r"~(.)", r"\1", found[0], flags=re.DOTALL)

    def _takes(self, symbol: str) -> bool:
        if not self.text.startswith(symbol, self.at):
            return False
        self.at += len(symbol)
        return True
