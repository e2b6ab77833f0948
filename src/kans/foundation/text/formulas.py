"""Texts that a spreadsheet would take for a formula: made harmless, and back."""

from __future__ import annotations

import re

# Also the wide forms of East Asian keyboards, and what white space may hide.
SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
LIKE_A_FORMULA = re.compile(rf"[\s']*[{SIGNS}]|'*[\t\r\n]")
SHIELD = "'"


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might work it out, or run it, instead of showing it."""
    return LIKE_A_FORMULA.match(text) is not None


def shielded(text: str) -> str:
    """The text with an apostrophe before it, if it looks like a formula."""
    return SHIELD + text if looks_like_a_formula(text) else text


def unshielded(text: str) -> str:
    """The text without the apostrophe that made it harmless."""
    if text.startswith(SHIELD) and looks_like_a_formula(text[1:]):
        return text[1:]
    return text
