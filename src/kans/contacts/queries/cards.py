"""What people look at: contacts, their persons, and what may be done with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kans.contacts.models import Contact, ContactType
from kans.foundation.verdicts import verdict

if TYPE_CHECKING:
    from kans.foundation.verdicts import Verdict

SHOWN = 10


@dataclass(frozen=True)
class Persons:
    """The first persons of a company by name, and how many there are."""

    rows: tuple[Contact, ...]
    count: int


def persons_of(company: Contact) -> Persons:
    persons = Contact.objects.persons_of(company)
    first = tuple(persons.order_by("name_key", "id")[:SHOWN])
    count = len(first) if len(first) < SHOWN else persons.count()
    return Persons(first, count)


def verdicts(contact: Contact) -> dict[str, Verdict]:
    """Of every verb on a contact: may it be done now, and if not, why."""
    other = ContactType(contact.type).other
    judged = {
        "edit_contact": (),
        "change_contact_type": contact.may_become(other),
        "merge_contacts": (),
        "delete_contact": contact.may_be_deleted(),
    }
    return {verb: verdict(verb, refusals) for verb, refusals in judged.items()}
