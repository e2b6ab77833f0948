"""What a text says of a telephone number: the number, its extension, its length."""

from __future__ import annotations

import re

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
)

DUTCH = re.compile(r"\b(?:toestel|tst)\b\.?", re.IGNORECASE)
BEFORE_EXTENSION = re.compile(r"[^\W\d_]|[#;~]")  # a letter, or a sign for one
ANY_COUNTRY = "NL"  # where no more is asked than what all countries write alike
LEAST_DIGITS = 7  # of a number beside another: fewer are the last of several lines
MOST_DIGITS = 15  # of any number in the world, after the noughts in front
LONGEST = 200  # letters that are looked through: no column holds as many
ABROAD = ("+", "00")  # how a number begins that names its country
IMPOSSIBLE = {
    ValidationResult.TOO_SHORT,
    ValidationResult.TOO_LONG,
    ValidationResult.INVALID_LENGTH,
}


def split_extension(text: str) -> tuple[str, str]:
    """Return a number and its extension, which is blank if it has none."""
    number = _parsed(DUTCH.sub(" ext ", text), ANY_COUNTRY)
    if number is None or not number.extension:
        return text, ""
    return BEFORE_EXTENSION.split(text, maxsplit=1)[0].strip(" ,"), number.extension


def numbers_in(text: str) -> list[str]:
    """Return the numbers that stand in a text, where more than one can be dialed."""
    written = DUTCH.sub(" ext ", text[:LONGEST])
    possible = PhoneNumberMatcher(written, ANY_COUNTRY, leniency=Leniency.POSSIBLE)
    found = [match.raw_string for match in possible]
    return [number for number in found if len(_digits(number)) >= LEAST_DIGITS]


def is_of_possible_length(text: str, country: str = "") -> bool:
    """Whether a number has as many digits as one of its country, where that is known.

    Those that all know, such as 112, are short.
    """
    number, _extension = split_extension(text)
    digits = _digits(number).lstrip("0")
    if not 3 <= len(digits) <= MOST_DIGITS:
        return False
    parsed = _parsed(number, country or None)
    if parsed is None or len(digits) < LEAST_DIGITS:
        return True
    return is_possible_number_with_reason(parsed) not in IMPOSSIBLE


def dialed(text: str) -> str:
    """Return what a telephone dials: digits, and the extension after them.

    Nothing of a text that is no number, or more than one.
    """
    number, extension = split_extension(text)
    digits = _digits(number)
    if any(letter.isalpha() for letter in number) or not digits:
        return ""
    if len(digits.lstrip("0")) > MOST_DIGITS or len(numbers_in(text)) > 1:
        return ""
    if number.lstrip(" (").startswith(ABROAD):
        abroad = _parsed(number, ANY_COUNTRY)  # without the nought of +31 (0)20
        digits = format_number(abroad, PhoneNumberFormat.E164) if abroad else digits
    return f"{digits};ext={extension}" if extension else digits


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return parse(text, country)
    except NumberParseException:
        return None


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())
