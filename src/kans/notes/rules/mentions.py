"""Who is meant by @ in a comment: a whole name, an e-mail address, or a first name
that only one colleague has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from unicodedata import normalize

from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

# An @ inside a word belongs to an e-mail address.
AT = re.compile(r"(?<![\w.+@-])@(?=\w)")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
WORD = re.compile(rf"\w+(?:[{APOSTROPHES}-]\w+)*")
ENDS = '.,;:!?)]}"”…' + APOSTROPHES  # of a sentence
MOST = 50  # in one comment


class Somebody(Protocol):
    """A user, as one may be called in a comment."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True)
class Named:
    """A user who is mentioned, and what stands behind the @."""

    id: UUID
    written: str


@dataclass(frozen=True)
class Found:
    """Who is mentioned, and what stands behind an @ without saying who is meant."""

    named: tuple[Named, ...]
    unclear: tuple[str, ...] = ()  # several are called so
    unknown: tuple[str, ...] = ()  # nobody is


def mentions_in(text: str, people: Sequence[Somebody]) -> Found:
    """Who is mentioned in a text, each once, in the order in which they stand."""
    named: dict[UUID, Named] = {}
    unclear: dict[str, None] = {}
    unknown: dict[str, None] = {}
    known = _Known(people)
    for at in list(AT.finditer(text))[:MOST]:
        written, meant = known.behind(text[at.end() : at.end() + 300])
        match meant:
            case [one]:
                named.setdefault(one.id, Named(one.id, written))
            case []:
                unknown[written] = None
            case _:
                unclear[written] = None
    return Found(tuple(named.values()), tuple(unclear), tuple(unknown))


class _Known:
    """The colleagues, by each way in which they may be called."""

    def __init__(self, people: Iterable[Somebody]) -> None:
        self.by_name: defaultdict[str, list[Somebody]] = defaultdict(list)
        self.by_first: defaultdict[str, list[Somebody]] = defaultdict(list)
        self.by_email: defaultdict[str, list[Somebody]] = defaultdict(list)
        for each in people:
            self.by_email[each.email.lower()].append(each)
            self.by_name[normalised(each.name)].append(each)
            if first := WORD.match(normalised(each.name)):
                self.by_first[first[0]].append(each)
        words = (len(name.split()) for name in self.by_name)
        self.most_words = max(words, default=1)

    def behind(self, text: str) -> tuple[str, list[Somebody]]:
        """What is written behind an @, and who may be meant by it."""
        if address := ADDRESS.match(text):
            email = address[0].rstrip(".")
            return email, self.by_email.get(email.lower(), [])
        for part in _beginnings(text, self.most_words):
            if found := self.by_name.get(normalised(part)):
                return part, found
        first = WORD.match(text)
        word = first[0] if first else ""
        for part in (word, re.split(f"[{APOSTROPHES}]", word)[0]):  # @Ben's is of Ben
            if found := self.by_first.get(normalised(part)):
                return part, found
        return word, []


def _beginnings(text: str, most_words: int) -> Iterable[str]:
    """The first words of a text, with more of them first, without what follows."""
    line = text.partition("\n")[0]
    ends = [gap.start() for gap in re.finditer(r"\s+|$", line)][:most_words]
    for end in reversed(ends):
        part = line[:end]
        yield part
        bare = part.rstrip(ENDS)
        if bare != part:
            yield bare


def composed(text: str) -> str:
    """A text as it is stored: one way to write each letter, and to end a line."""
    lines = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or c >= " ")
