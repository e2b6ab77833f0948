"""When two contacts may be one and the same (DUP-1, DUP-2).

Companies are compared by search strings; persons by their e-mail, and by their name
within a company. What is looked up in the database is a key: one text of a contact
without what people write differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.rules.communication import emails
from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.foundation.text.phones import split_extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIELDS = (
    "name",
    "address",
    "post_code",
    "city",
    "phone",
    "mobile_phone",
    "email",
    "vat_number",
)
LENGTH = 5  # letters of a search string
STRINGS = 2 * len(FIELDS)  # the first and the last letters of each field
LEAST_COMPARED = STRINGS // 2
DIGITS = 7  # of a telephone number: the subscriber's, however the rest is written
LEAST_TYPED = 3  # letters of a name before contacts are shown that begin so

FIRST, LAST = "first", "last"
# The rest is shared by neighbours: place, street, how numbers begin; @gmail.com too.
TELLING = {
    ("name", FIRST),
    ("name", LAST),
    ("phone", LAST),
    ("mobile_phone", LAST),
    ("vat_number", LAST),
}
LEGAL_FORMS = {
    *("ab", "ag", "aps", "as", "asbl", "bv", "bvba", "co", "corp", "corporation"),
    *("cv", "eenmanszaak", "gmbh", "inc", "incorporated", "kg", "limited", "llc"),
    *("llp", "ltd", "maatschap", "nv", "ohg", "oy", "plc", "sa", "sarl", "sas"),
    *("spa", "sprl", "srl", "ug", "vof", "vzw"),
}
_WORD = re.compile(r"[^\W_]+")


class HitPercentageOutOfRange(DomainError):
    field = "search_hit_percentage"
    message = _("%(percent)s is not a percentage of hits. Enter 1 to 100.")


class SeparateFromItself(DomainError):
    message = _("A contact is not a duplicate of itself. Choose another.")


def may_be_hit_percentage(percent: int | None) -> tuple[DomainError, ...]:
    if percent is not None and 1 <= percent <= 100:
        return ()
    return (HitPercentageOutOfRange(percent="" if percent is None else percent),)


def letters(text: str) -> str:
    """Only letters and digits, without case and accents."""
    return "".join(_WORD.findall(normalised(text)))


def core(name: str) -> str:
    """A name without its legal form: Contoso B.V. and Contoso are called the same."""
    words = _WORD.findall(normalised(name).replace(".", ""))
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "".join(words)


def last_digits(number: str) -> str:
    """The end of a telephone number; nothing of 112 and 0000000, which say nothing."""
    end = "".join(c for c in split_extension(number)[0] if c.isdigit())[-DIGITS:]
    return end if len(end) == DIGITS and len(set(end)) > 1 else ""


@dataclass(frozen=True)
class Profile:
    """What a contact is compared by; what is blank tells nothing."""

    is_company: bool
    texts: Mapping[str, str]
    company: object = None  # the one a person works for, …
    company_email: str = ""  # … whose address its persons may have taken over

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    @cached_property
    def strings(self) -> dict[tuple[str, str], str]:
        """The search strings (DUP-1): of each field its first and its last letters."""
        plain = {name: letters(self.text(name)) for name in FIELDS}
        return {
            (name, part): text[:LENGTH] if part is FIRST else text[-LENGTH:]
            for name, text in plain.items()
            if text
            for part in (FIRST, LAST)
        }

    @cached_property
    def addresses(self) -> set[str]:
        """Its e-mail addresses; not those that are its company's."""
        ours = set(emails(normalised(self.company_email)))
        return set(emails(normalised(self.text("email")))) - ours

    @cached_property
    def core(self) -> str:
        return core(self.text("name"))

    @cached_property
    def letters(self) -> str:
        return letters(self.text("name"))


@dataclass(frozen=True)
class Likeness:
    """How alike two contacts are, and in which fields."""

    hits: frozenset[tuple[str, str]] = frozenset()
    compared: int = LEAST_COMPARED
    signs: frozenset[str] = frozenset()  # fields that each settle it
    hints: frozenset[str] = field(default=frozenset())  # enough to show while typing

    @property
    def percent(self) -> int:
        return len(self.hits) * 100 // self.compared

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in which they are alike: from end to end, or where it tells."""
        whole = {n for n, _part in self.hits if {(n, FIRST), (n, LAST)} <= self.hits}
        telling = {name for name, _part in self.hits & TELLING}
        alike = whole | telling | self.signs | self.hints
        return tuple(name for name in FIELDS if name in alike)

    @property
    def weight(self) -> tuple[bool, int]:
        """What comes first when several are alike."""
        return bool(self.signs), len(self.hits)

    def is_duplicate(self, hit_percentage: int) -> bool:
        """Whether so many strings match, one of them telling (DUP-2)."""
        wanted = -(-self.compared * hit_percentage // 100)
        matches = len(self.hits) >= wanted and bool(self.hits & TELLING)
        return bool(self.signs) or matches

    def is_worth_showing(self, hit_percentage: int) -> bool:
        """Whether who types one should know of the other."""
        return bool(self.hints) or self.is_duplicate(hit_percentage)


def compare(one: Profile, other: Profile) -> Likeness:
    """How alike two contacts of a type are; a company and a person never are."""
    if one.is_company != other.is_company:
        return Likeness()
    hints = frozenset(_hints(one, other))
    if not one.is_company:
        return Likeness(signs=frozenset(_signs_of_a_person(one, other)), hints=hints)
    both = one.strings.keys() & other.strings.keys()
    hits = {key for key in both if one.strings[key] == other.strings[key]}
    return Likeness(
        hits=frozenset(hits),
        compared=max(len(both), LEAST_COMPARED),
        signs=frozenset(_signs_of_a_company(one, other)),
        hints=hints,
    )


def _signs_of_a_company(one: Profile, other: Profile) -> Iterable[str]:
    """The same VAT number, e-mail address, or name in the same place."""
    if _same(one, other, "vat_number"):
        yield "vat_number"
    if one.addresses & other.addresses:
        yield "email"
    if one.core and one.core == other.core:
        places = [name for name in ("post_code", "city") if _same(one, other, name)]
        if places:
            yield from ("name", *places)


def _signs_of_a_person(one: Profile, other: Profile) -> Iterable[str]:
    """The same e-mail address, or the same name within a company."""
    if one.addresses & other.addresses:
        yield "email"
    if one.company and one.company == other.company and _same(one, other, "name"):
        yield "name"


def _hints(typed: Profile, other: Profile) -> Iterable[str]:
    """What who types should see, though it settles nothing."""
    if _begins_alike(typed, other):
        yield "name"
    for name in ("phone", "mobile_phone") if typed.is_company else ():
        digits = last_digits(typed.text(name))
        if digits and digits == last_digits(other.text(name)):
            yield name


def _begins_alike(typed: Profile, other: Profile) -> bool:
    """Whether one name begins with the other; of persons, within one company."""
    if len(typed.letters) < LEAST_TYPED or not other.letters:
        return False
    if not typed.is_company:
        if typed.company is None or typed.company != other.company:
            return typed.letters == other.letters
        return other.letters.startswith(typed.letters)
    begins = other.letters.startswith(typed.letters)
    return begins or other.core in beginnings(typed.text("name"))


def beginnings(name: str) -> set[str]:
    """What a name is without its last words: Contoso and Contoso Trading."""
    words = name.split()
    every = {core(" ".join(words[:count])) for count in range(1, len(words) + 1)}
    return {begin for begin in every if len(begin) >= LEAST_TYPED}


def _same(one: Profile, other: Profile, name: str) -> bool:
    text = letters(one.text(name))
    return bool(text) and text == letters(other.text(name))
