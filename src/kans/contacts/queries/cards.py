"""What people look at: contacts, their persons, and what may be done with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kans.contacts.models import Contact, ContactType
from kans.foundation.actions.verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from kans.foundation.actions.verdicts import Verdict

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


def to_be_judged(ids: Sequence[UUID]) -> list[Contact]:
    """These contacts, persons before the companies they would go with."""
    found = Contact.objects.filter(pk__in=ids).select_related("salesperson")
    return list(found.order_by("-type", "pk"))


def with_their_persons(contacts: Sequence[Contact]) -> list[list[Contact]]:
    """Each contact with those who go with it: of a company all its persons."""
    of_company: defaultdict[object, list[Contact]] = defaultdict(list)
    for person in Contact.objects.filter(company_contact__in=contacts).only(
        "name", "company_contact"
    ):
        of_company[person.company_contact_id].append(person)
    return [
        [contact, *(of_company[contact.pk] if contact.is_company else ())]
        for contact in contacts
    ]


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
