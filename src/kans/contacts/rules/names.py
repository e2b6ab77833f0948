"""How a person's name and its parts are kept in step (CON-7, CON-8)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

PART = 30  # letters of a part of a name


class NameMissing(DomainError):
    field = "name"
    message = _("Enter a name.")


class TooLong(DomainError):
    message = _("%(what)s has room for %(limit)s letters. Shorten it.")


class NumberMissing(DomainError):
    field = "number"
    message = _("Enter a number.")


@dataclass(frozen=True)
class PersonName:
    """The parts of a person's name, each of which may be blank."""

    first_name: str = ""
    middle_name: str = ""
    surname: str = ""

    @property
    def whole(self) -> str:
        parts = (self.first_name, self.middle_name, self.surname)
        return " ".join(part.strip() for part in parts if part.strip())


def split(name: str) -> PersonName:
    """Take a name apart: the last part is the surname, the one before it the middle.

    One part is a first name only; parts that are too long are cut off.
    """
    match name.split():
        case []:
            return PersonName()
        case [only]:
            return PersonName(only[:PART])
        case [*first, middle, surname] if first:
            return PersonName(" ".join(first)[:PART], middle[:PART], surname[:PART])
        case [first, surname]:
            return PersonName(first[:PART], surname=surname[:PART])
    raise AssertionError
