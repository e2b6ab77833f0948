"""What a field that a file can fill is, and how its column is found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import caption_of
from kans.foundation.strings import normalised
from kans.imports.rules.guessing import guessed
from kans.imports.rules.standing import OUTCOMES
from kans.imports.rules.whole_file import REFERENCES
from kans.imports.words import in_every_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Choices, Model
    from django_stubs_ext import StrOrPromise

    from kans.imports.rules.guessing import SampledColumn


KNOWN_BY = _("A row is known by its external id or its number.")


@dataclass(frozen=True)
class ImportField:
    """A field: its caption, other captions of ours, and names that others use."""

    name: str
    caption: StrOrPromise
    others: tuple[StrOrPromise, ...] = ()
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: type[Choices] | None = None

    @cached_property
    def names(self) -> list[str]:
        """Every name of it, in every language, best first."""
        ours = in_every_language(*self.others, self.caption)
        return [*ours, self.name, *self.synonyms]


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of rows."""

    fields: tuple[ImportField, ...]
    left_out: tuple[StrOrPromise, ...] = ()  # what our exports have besides
    instead: tuple[str, str] = ("", "")  # the first is in the column of the second
    known_by: StrOrPromise = KNOWN_BY

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def refers_to_contacts(self) -> bool:
        """Whether a row may name a contact."""
        return not set(REFERENCES).isdisjoint(self.names)

    @property
    def needed(self) -> list[str]:
        """What no new record can do without."""
        return [field.name for field in self.fields if field.required]

    @cached_property
    def by_name(self) -> dict[str, ImportField]:
        return {field.name: field for field in self.fields}

    def guess(self, columns: Sequence[SampledColumn]) -> dict[str, str]:
        """Which column each field is in, as far as names and contents tell."""
        values = {
            field.name: _values(field.choices)
            for field in self.fields
            if field.choices is not None
        }
        if "stage" in self.names:
            values["stage"] = set(OUTCOMES)
        found = guessed(
            columns,
            {field.name: field.names for field in self.fields},
            values=values,
            left_out=in_every_language(*self.left_out),
        )
        missing, there = self.instead
        if missing not in found and there in found:
            found[missing] = found.pop(there)
        return found


def _values(choices: type[Choices]) -> set[str]:
    labels = [label for choice in choices for label in in_every_language(choice.label)]
    return {normalised(label) for label in labels}


def field_of(
    model: type[Model],
    name: str,
    *synonyms: str,
    others: tuple[StrOrPromise, ...] = (),
    required: bool = False,
    choices: type[Choices] | None = None,
) -> ImportField:
    """A field that is called as in its model."""
    caption = caption_of(model, name)
    return ImportField(name, caption, others, synonyms, required, choices)


ID = ("id", "record id", "externe id", "external key")
SELLER = (
    *("owner", "eigenaar", "sales agent", "sales rep", "sales person"),
    *("account manager", "accountmanager", "assigned to", "toegewezen aan"),
)
PHONE = ("phone", "telephone", "telefoon", "telefoonnummer", "business phone")
EMAIL = ("email", "e-mail", "email address", "e-mailadres", "mail")


def how_to_reach(model: type[Model]) -> tuple[ImportField, ...]:
    """Where a contact or customer is, and how to reach it."""
    return (
        field_of(model, "address", "street", "straat", "address line 1", "adres"),
        field_of(model, "address_2", "address line 2"),
        field_of(model, "post_code", "zip", "zip code", "postcode", "postal code"),
        field_of(model, "city", "town", "plaats", "woonplaats", "stad"),
        field_of(model, "county", "state", "province", "provincie", "region"),
        field_of(model, "country", "country", "land", "country code", "landcode"),
        field_of(model, "phone", *PHONE),
        field_of(model, "mobile_phone", "mobile", "mobiel", "mobile phone", "cell"),
        field_of(model, "email", *EMAIL),
        field_of(model, "home_page", "website", "web site", "url", "domain"),
        field_of(model, "language", "taal"),
    )
