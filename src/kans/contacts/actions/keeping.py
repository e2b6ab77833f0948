"""What people do with contacts: create, edit, change the type, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions.judging import (
    cleaned,
    differing_from,
    may_be_numbered,
    may_be_renumbered,
    may_become,
    new_contact,
    next_number,
)
from kans.contacts.models import (
    Contact,
    ContactType,
    MarketingSetup,
    SeparateContacts,
)
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.notes.actions.belongings import delete_belongings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.contacts.actions.judging import ContactFacts


@action(permission="contacts.create_contact", caption=_("Create Contact"))
def create_contact(
    type: ContactType = ContactType.COMPANY,  # noqa: A002 (its name everywhere)
    *,
    number: str = "",
    **facts: Unpack[ContactFacts],
) -> Contact:
    """Create a contact; with a company it is a person of that company (CON-1, CON-5).

    What is not given is taken over from the company, else from the set-up.
    """
    setup = MarketingSetup.current()
    contact, refusals = new_contact(setup, type, **facts)

    refuse_if_any((*may_be_numbered(setup, number), *refusals))

    contact.number = number.strip().upper() or next_number(setup)
    contact.save()
    return contact


@action(permission="contacts.edit_contact", caption=_("Edit Contact"))
def edit_contact(
    contact: Contact,
    *,
    version: int | None = None,
    number: str | None = None,
    **changes: Unpack[ContactFacts],
) -> Contact:
    """Change what is given and differs; persons and opportunities follow (CON-16)."""
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)
    setup = MarketingSetup.current()
    renumbered = number is not None and number.strip().upper() != contact.number
    differing = differing_from(contact, cleaned(changes))

    refuse_if_any(
        (
            *(may_be_renumbered(setup, number or "") if renumbered else ()),
            *may_become(contact, changes),
        )
    )

    if renumbered:
        contact.number = number or ""
    contact.take(differing, setup.inheritance)
    save_with_followers(contact, setup)
    return contact


@action(permission="contacts.edit_contact", caption=_("Change Type"))
def change_contact_type(
    contact: Contact, *, to: ContactType, version: int | None = None
) -> Contact:
    """Make a person of a company, or a company of a person (CON-20 to CON-22)."""
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)

    refuse_if_any(contact.may_become(to))

    contact.become(to)
    save_with_followers(contact, MarketingSetup.current())
    return contact


@action(permission="contacts.delete_contact", caption=_("Delete Contact"))
def delete_contact(contact: Contact, *, version: int | None = None) -> None:
    """Delete a contact, a company with its persons (CON-27 to CON-31).

    What is kept of them goes over from a person to the company, and from a company
    to nobody; it keeps their names.
    """
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)

    refuse_if_any(contact.may_be_deleted())

    persons = list(Contact.objects.persons_of(contact).select_for_update())
    contributions.release(persons, replacement=contact)
    contributions.release([contact], replacement=contact.company_contact)
    SeparateContacts.objects.of(*persons, contact).delete()
    delete_belongings_of(*persons, contact)
    for each in (*persons, contact):
        each.delete()


def save_with_followers(contact: Contact, setup: MarketingSetup) -> None:
    """Save a contact, and have those who copy from it follow."""
    before = contact.former_values()
    contact.save()
    if contact.is_company:
        have_persons_follow(contact, before, setup)
    contributions.follow(contact, before)


def have_persons_follow(
    company: Contact, before: Mapping[str, Any], setup: MarketingSetup
) -> None:
    """Have persons take what changed on their company, and their customers too."""
    for person, was in company.pass_on(before, setup.inheritance):
        contributions.follow(person, was)
