"""The key by which text is compared, sorted and searched (LST-2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SHOWN = 60
LONGEST_TYPED = 501  # one more than a filter may have, so that it is refused

# Letters that Unicode does not take apart, spelled as people type them without.
SPELLED_OUT = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ĳ": "ij",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)


def normalised(text: str) -> str:
    """The stored key of a text: no case, no accents, no needless white space."""
    return folded(text).strip()


def folded(text: str) -> str:
    """A part of a key; the white space at its ends still counts."""
    apart = normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not combining(letter))
    whole = normalize("NFC", bare.casefold().translate(SPELLED_OUT))
    return re.sub(r"\s+", " ", whole)


def typed(text: str, *, longest: int = LONGEST_TYPED) -> str:
    """What was typed, without what no column can hold."""
    spaced = " ".join(text[:longest].split())
    return "".join(c for c in spaced if c.isprintable())


def sentence(wording: str, facts: Mapping[str, Any]) -> str:
    """Fill in a sentence; what ends as “No.” and “B.V.” do brings the full stop."""
    for name, fact in facts.items():
        if str(fact).endswith("."):
            wording = wording.replace(f"%({name})s.", f"%({name})s")
    return wording % facts


def shown(text: str) -> str:
    """What was typed, as a refusal repeats it: short, and only what can be shown."""
    visible = "".join(c if c.isprintable() else "�" for c in text.strip())
    return visible if len(visible) <= LONGEST_SHOWN else visible[:LONGEST_SHOWN] + "…"
