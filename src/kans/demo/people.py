"""Names and numbers for the contacts of the demo company, none of them twice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from kans.contacts.rules.places import may_be_vat_number
from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from kans.demo.tables import Customer, Tables

# How the VAT number of a company is written; # is a digit.
VAT_NUMBERS = {
    "BE": "BE0#########",
    "DE": "DE#########",
    "GB": "GB#########",
    "IE": "IE#######FA",
    "NL": "NL#########B01",
}
# Numbers that nobody has: they are kept free for films, or begin with a digit that
# no number begins with.
MOBILE_PHONES = {
    "BE": "+32 400 0# ## ##",
    "DE": "+49 152 0 ## ## ## #",
    "GB": "+44 7700 900###",
    "IE": "+353 85 000 ####",
    "NL": "+31 6 0# ## ## ##",
}
LANGUAGES = {"BE": "nl", "DE": "de", "GB": "en", "IE": "en", "NL": "nl"}


@dataclass
class Register:
    """Makes up persons, and what belongs to a company."""

    tables: Tables
    random: Random
    _known: set[str] = field(default_factory=set)

    def person(self) -> tuple[str, str]:
        """A first name and a surname."""
        while True:
            first = self.random.choice(self.tables.first_names)
            surname = self.random.choice(self.tables.surnames)
            if f"{first} {surname}" not in self._known:
                self._known.add(f"{first} {surname}")
                return first, surname

    def country(self, customer: Customer) -> str:
        return customer.country or self.tables.country

    def language(self, customer: Customer) -> str:
        return LANGUAGES[self.country(customer)]

    def vat_number(self, customer: Customer) -> str:
        """Return a number that is right; drawn apart, so that all else stays."""
        country = self.country(customer)
        number = self._digits(VAT_NUMBERS[country])
        apart = Register(self.tables, Random(number))  # noqa: S311 (no secret)
        while may_be_vat_number(number, country):
            number = apart._digits(VAT_NUMBERS[country])
        return number

    def mobile_phone(self, customer: Customer) -> str:
        return self._digits(MOBILE_PHONES[self.country(customer)])

    def _digits(self, shape: str) -> str:
        return re.sub("#", lambda _sign: str(self.random.randint(0, 9)), shape)


def domain(name: str) -> str:
    """Where a company is found: nobody can have a name that ends in .example."""
    words = re.findall(r"[a-z0-9]+", normalised(name).replace("'", ""))
    return f"{'-'.join(words)}.example"


def mailbox(first: str, surname: str) -> str:
    """The part of an address before the @: j.vandenberg."""
    bare = re.sub(r"[^a-z]", "", normalised(surname))
    return f"{normalised(first)[0]}.{bare}"
