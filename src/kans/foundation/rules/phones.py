"""The extension of a telephone number, and the number without it."""

from __future__ import annotations

import re

from phonenumbers import NumberParseException, parse

DUTCH = re.compile(r"\b(?:toestel|tst)\b\.?", re.IGNORECASE)
BEFORE_EXTENSION = re.compile(r"[^\W\d_]|[#;~]")  # a letter, or a sign for one
ANY_COUNTRY = "NL"  # only the extension is asked for, which all write alike


def split_extension(text: str) -> tuple[str, str]:
    """Return a number and its extension, which is blank if it has none."""
    try:
        extension = parse(DUTCH.sub(" ext ", text), ANY_COUNTRY).extension
    except NumberParseException:
        extension = None
    if not extension:
        return text, ""
    return BEFORE_EXTENSION.split(text, maxsplit=1)[0].strip(" ,"), extension


def dialed(text: str) -> str:
    """Return what a telephone dials: digits, and the extension after them."""
    number, extension = split_extension(text)
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    return f"{digits};ext={extension}" if extension else digits
