"""Which contacts are like one that is typed or there (DUP-1 to DUP-3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from kans.contacts.models import Contact, MarketingSetup, SeparateContacts
from kans.contacts.rules.duplicates import (
    FIELDS,
    LEAST_TYPED,
    Likeness,
    Profile,
    beginnings,
    compare,
)
from kans.foundation.records.fields import caption_of
from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 3
MOST_COMPARED = 50  # that share a key: what more than that share tells nothing
READ = (
    *("number", "type", "name", "name_key", "company_name", "company_contact"),
    *("version", "company_contact__email", *FIELDS, *Contact.looked_up_by),
)
BEYOND = "\U0010ffff"  # sorts after every text that begins so


@dataclass(frozen=True)
class Like:
    """A contact that is like another, and how much."""

    contact: Contact
    likeness: Likeness

    @property
    def fields(self) -> tuple[str, ...]:
        return captions_of(self.likeness)


def captions_of(likeness: Likeness) -> tuple[str, ...]:
    """What two contacts have in common, as it is called."""
    return tuple(str(caption_of(Contact, name)) for name in likeness.fields)


def profile_of(contact: Contact) -> Profile:
    """What a contact is compared by."""
    company = None if contact.is_company else contact.company_contact
    return Profile(
        contact.is_company,
        {name: getattr(contact, name) for name in FIELDS},
        company=company.pk if company else None,
        company_email=company.email if company else "",
    )


def readable(contacts: Any) -> Any:
    """With what comparing needs, and no more."""
    return contacts.select_related("company_contact").only(*READ)


def contacts_like(typed: Contact) -> list[Like]:
    """The contacts that who types this one should know of, the likest first.

    Asks two questions of the contacts, however many there are; none if that is off.
    """
    setup = MarketingSetup.current()
    if not setup.search_duplicates:
        return []
    wanted = setup.search_hit_percentage
    asked = (_beginning_like(typed), _sharing(_keys_of_typed(typed)))
    known = {c.pk: c for rows in asked for c in rows if c.pk != typed.pk}
    found = _compared(typed, known.values())
    return [each for each in found if each.likeness.is_worth_showing(wanted)][:SHOWN]


def looks_like(contact: Contact) -> list[Like]:
    """The contacts that may be the same as the one that is shown, if that is on."""
    setup = MarketingSetup.current()
    if not setup.search_duplicates:
        return []
    return _duplicates_of(contact, setup.search_hit_percentage)


def duplicates_of(contact: Contact) -> list[Like]:
    """The contacts that may be the same, but for those that are kept separate."""
    return _duplicates_of(contact, MarketingSetup.current().search_hit_percentage)


def _duplicates_of(contact: Contact, hit_percentage: int) -> list[Like]:
    others = [c for c in _sharing(_keys_of(contact)) if c.pk != contact.pk]
    found = [
        each
        for each in _compared(contact, others)
        if each.likeness.is_duplicate(hit_percentage)
    ]
    if not found:
        return []
    apart = {pair.other_than(contact) for pair in kept_separate_from(contact)}
    return [each for each in found if each.contact not in apart]


def kept_separate_from(contact: Contact) -> list[SeparateContacts]:
    """The pairs of it that somebody found to be two, the newest first."""
    return list(SeparateContacts.objects.of(contact).order_by("-id"))


def _compared(contact: Contact, others: Iterable[Contact]) -> list[Like]:
    profile = profile_of(contact)
    found = [Like(c, compare(profile, profile_of(c))) for c in others]
    found.sort(key=lambda like: like.contact.name_key)
    return sorted(found, key=lambda like: like.likeness.weight, reverse=True)


def _sharing(keys: Q) -> Any:
    if not keys:
        return Contact.objects.none()
    return readable(Contact.objects.filter(keys))[:MOST_COMPARED]


def _beginning_like(typed: Contact) -> Any:
    """The first contacts whose name begins as what is typed; of persons, colleagues."""
    name = normalised(typed.name)
    if len(name) < LEAST_TYPED or not (typed.is_company or typed.company_contact):
        return Contact.objects.none()
    begin = Contact.objects.filter(
        type=typed.type, name_key__gte=name, name_key__lt=name + BEYOND
    )
    if not typed.is_company:
        begin = begin.filter(company_contact=typed.company_contact)
    return readable(begin.order_by("name_key", "id"))[: SHOWN + 1]


def _keys_of_typed(typed: Contact) -> Q:
    """Also names that what is typed begins with, and persons who are called so."""
    if typed.is_company:
        cores = sorted(beginnings(typed.name))
        return _keys_of(typed) | _any(typed, name_core__in=cores)
    return _keys_of(typed) | _any(typed, name_key=normalised(typed.name))


def _keys_of(contact: Contact) -> Q:
    """What others must share with it, to be compared with it at all."""
    if contact.is_company:
        keys = contact.search_keys().items()
        return reduce(or_, (_any(contact, **{key: value}) for key, value in keys), Q())
    addresses = _any(contact, email_key__in=sorted(profile_of(contact).addresses))
    if contact.company_contact is None:
        return addresses
    called_so = _any(contact, name_key=normalised(contact.name))
    return addresses | (called_so & Q(company_contact=contact.company_contact))


def _any(contact: Contact, **condition: Any) -> Q:
    """The condition on contacts of its type; none at all if it asks for a blank."""
    return Q(type=contact.type, **condition) if any(condition.values()) else Q()
