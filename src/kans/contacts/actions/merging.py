"""What people do with two contacts that are alike: merge them, or keep them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.contacts.actions.judging import may_take
from kans.contacts.actions.keeping import have_persons_follow
from kans.contacts.models import Contact, MarketingSetup, SeparateContacts
from kans.contacts.rules.duplicates import SeparateFromItself
from kans.contacts.rules.merging import CHOSEN
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.foundation.strings import sentence
from kans.notes.actions.belongings import move_belongings
from kans.notes.actions.comments import remark

if TYPE_CHECKING:
    from collections.abc import Collection


@action(permission="contacts.merge_contacts", caption=_("Merge Contacts"))
def merge_contacts(
    kept: Contact,
    other: Contact,
    *,
    version: int | None = None,
    other_version: int | None = None,
    from_other: Collection[str] = (),
) -> Contact:
    """Make one contact of two: all that is the other's is the kept one's (DUP-4).

    The kept one takes the named fields from the other, which is then deleted. Its
    opportunities go over whatever their status, and so do persons and comments.
    """
    assert set(from_other) <= set(CHOSEN)
    kept, other = Contact.objects.both_locked(kept, other)
    must_be_unchanged(kept, version)
    must_be_unchanged(other, other_version)
    chosen = {name: getattr(other, name) for name in from_other}

    refuse_if_any((*kept.may_absorb(other), *may_take(kept, chosen)))

    setup = MarketingSetup.current()
    kept.take_from(other, from_other)
    contributions.merge(kept, other)
    _have_persons_follow(kept, other, setup)
    move_belongings(other, kept)
    _follow_separations(kept, other)
    other.delete()
    _write(kept)
    remark(kept, _merged_with(other))
    return kept


@action(permission="contacts.separate_contacts", caption=_("Not a Duplicate"))
def separate_contacts(contact: Contact, other: Contact) -> SeparateContacts:
    """Remember that these two are two; they are not pointed out again (DUP-2)."""
    contact, other = Contact.objects.both_locked(contact, other)
    known = SeparateContacts.objects.between(contact, other).first()

    refuse_if_any((SeparateFromItself(),) if contact.pk == other.pk else ())

    pair = known or SeparateContacts.pair(contact, other)
    pair.save()
    return pair


@action(permission="contacts.separate_contacts", caption=_("Compare Again"))
def compare_contacts_again(contact: Contact, other: Contact) -> None:
    """Point these two out again if they are alike."""
    SeparateContacts.objects.between(contact, other).delete()


def _have_persons_follow(kept: Contact, other: Contact, setup: MarketingSetup) -> None:
    """Those of either company: each what has become of the own one (CON-16)."""
    if kept.is_company:
        have_persons_follow(kept, kept.former_values(), setup)
    for person in Contact.objects.persons_of(other).select_for_update():
        before = person.move_to(kept, other, setup.inheritance)
        contributions.follow(person, before)


def _write(kept: Contact) -> None:
    """Save what is kept; its opportunities are with its company already."""
    before = kept.former_values()
    before.pop("company_contact_id", None)
    kept.save()
    contributions.follow(kept, before)


def _follow_separations(kept: Contact, other: Contact) -> None:
    """Who is not the other is not the kept one either."""
    pairs = SeparateContacts.objects.of(other)
    strangers = [pair.other_than(other) for pair in pairs]
    pairs.delete()
    known = {pair.other_than(kept) for pair in SeparateContacts.objects.of(kept)}
    for stranger in strangers:
        if stranger != kept and stranger not in known:
            SeparateContacts.pair(kept, stranger).save()


def _merged_with(other: Contact) -> str:
    text = gettext("Merged with %(number)s %(name)s.")
    return sentence(text, {"number": other.number, "name": other.name})
