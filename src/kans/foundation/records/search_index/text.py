"""How the index writes the keys of a row, and what it is asked for.

Each key is a line of its own, and what comes before a word is two spaces there: so a
word that begins with “a” stands as “  a”, three letters, which is a trigram.
"""

from __future__ import annotations

# What a word begins after.
BEFORE_A_WORD = " -/.,&('@_"
SHORTEST = 3
AS_SPACES = str.maketrans(dict.fromkeys(BEFORE_A_WORD, "  "))


def in_index(word: str, quoted: bool) -> str:
    """What stands in the index where a word begins so, or a phrase stands."""
    text = word.translate(AS_SPACES)
    return text if quoted else f" {text}".rjust(SHORTEST)


def is_exact(text: str) -> bool:
    """Whether it stands in the index just where it stands in a key."""
    return not any(letter in text for letter in BEFORE_A_WORD)
