"""What a comment is made of when it is shown: plain text, links and mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Only what leads to a page or a letter: never javascript:, data: or file:.
LINK = re.compile(
    r"\bhttps?://[^\s<>\"“”]+"
    r"|\bmailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.+@/-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
    re.IGNORECASE,
)
ENDS = ".,;:!?'…*_\N{RIGHT SINGLE QUOTATION MARK}"  # of a sentence
CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Piece:
    """A part of a comment; with an address it is a link."""

    text: str
    href: str = ""
    mentions: str = ""  # the name that the user has now


def pieces_of(text: str, mentioned: Mapping[str, str]) -> Iterator[Piece]:
    """Take a comment apart; `mentioned`: what is written behind an @ → who it is."""
    names = sorted(mentioned, key=len, reverse=True)
    calls = "|".join(re.escape(name) for name in names)
    pattern = rf"(?<![\w.+@-])@(?P<who>{calls})(?!\w)|{LINK.pattern}"
    if not names:
        pattern = LINK.pattern
    end = 0
    for found in re.finditer(pattern, text, re.IGNORECASE):
        piece = _piece(found, mentioned)
        if found.start() > end:
            yield Piece(text[end : found.start()])
        yield piece
        end = found.start() + len(piece.text)
    if end < len(text):
        yield Piece(text[end:])


def _piece(found: re.Match[str], mentioned: Mapping[str, str]) -> Piece:
    who = found.groupdict().get("who")
    if who:
        folded = {name.casefold(): now for name, now in mentioned.items()}
        return Piece(found[0], mentions=folded.get(who.casefold(), ""))
    link = _without_what_follows(found[0])
    if link.lower().startswith(("http://", "https://", "mailto:")):
        return Piece(link, href=link)
    return Piece(link, href=f"mailto:{link}")


def _without_what_follows(link: str) -> str:
    """Leave out the end of the sentence, and a bracket that was opened before."""
    while link:
        last = link[-1]
        opened = CLOSING.get(last)
        loose = opened is not None and link.count(last) > link.count(opened)
        if not loose and last not in ENDS:
            break
        link = link[:-1]
    return link
