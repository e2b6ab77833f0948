"""Which contacts may be the same, among all of the company: a page at a time.

The contacts are gone through in the order of their names, a stride at a time, with a
few questions each: so a page costs the same however many contacts there are, and no
list of pairs has to be kept in step. Only those that share a key are compared.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from kans.contacts.models import Contact, ContactType, MarketingSetup, SeparateContacts
from kans.contacts.queries.duplicates import (
    MOST_COMPARED,
    captions_of,
    profile_of,
    readable,
)
from kans.contacts.rules.duplicates import Likeness, compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STRIDE, STRIDES = 500, 2  # contacts gone through for one page: at most 1,000
MOST_PARTNERS = 2000  # looked at beside those of a stride
WANTED = 25
READ = ("id", "type", "name", "name_key", "company_contact_id", "email")
AT = "at"  # a person's name at a company

Row = Any  # what is read of a contact to find who shares a key with it
Key = tuple[str, str, Any]
Sharing = dict[UUID, set[UUID]]


@dataclass(frozen=True, order=True)
class Place:
    """Where a contact stands among all, in the order of their names."""

    name_key: str
    id: UUID

    @classmethod
    def of(cls, row: Row) -> Place:
        return cls(row.name_key, row.id)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that an address names; none if it names none."""
        try:
            return cls(text[32:], UUID(text[:32]))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.id.hex}{self.name_key}"


@dataclass(frozen=True)
class Pair:
    """Two contacts that may be the same."""

    one: Contact
    other: Contact
    likeness: Likeness

    @property
    def fields(self) -> tuple[str, ...]:
        return captions_of(self.likeness)


@dataclass(frozen=True)
class Found:
    """Some pairs, and where to go on looking: nowhere once all were gone through."""

    pairs: tuple[Pair, ...]
    upto: str = ""
    place: Place | None = None


def possible_duplicates(after: Place | None = None) -> Found:
    """The pairs that come next; fewer than wanted where they are far between."""
    hit_percentage = MarketingSetup.current().search_hit_percentage
    pairs: list[Pair] = []
    for _stride in range(STRIDES):
        rows = _stride_after(after)
        found = _pairs_of(rows, hit_percentage)
        for row in rows:
            pairs += found.get(row.id, ())
            after = Place.of(row)
            if len(pairs) >= WANTED:
                return Found(tuple(pairs), row.name, after)
        if len(rows) < STRIDE:
            return Found(tuple(pairs))
    return Found(tuple(pairs), rows[-1].name, after)


def _stride_after(place: Place | None) -> list[Row]:
    rows = Contact.objects.order_by("name_key", "id")
    if place is not None:
        further = Q(name_key__gt=place.name_key) | Q(id__gt=place.id)
        rows = rows.filter(further, name_key__gte=place.name_key)
    return list(_rows(rows)[:STRIDE])


def _rows(contacts: Any) -> Any:
    read = (*READ, "company_contact__email", *Contact.looked_up_by)
    return contacts.values_list(*read, named=True)


def _pairs_of(rows: list[Row], hit_percentage: int) -> dict[UUID, list[Pair]]:
    """Of each of these contacts, the pairs with those after it."""
    sharing = _sharing(rows)
    ids = {*sharing, *chain.from_iterable(sharing.values())}
    contacts = {c.pk: c for c in readable(Contact.objects.filter(pk__in=ids))}
    apart = SeparateContacts.objects.among(ids) if ids else set()
    profiles = {pk: profile_of(contact) for pk, contact in contacts.items()}
    found = defaultdict(list)
    for one, others in sharing.items():
        for other in sorted(others):
            likeness = compare(profiles[one], profiles[other])
            if likeness.is_duplicate(hit_percentage) and {one, other} not in apart:
                found[one].append(Pair(contacts[one], contacts[other], likeness))
    return found


def _sharing(rows: list[Row]) -> Sharing:
    """Of each of these, those after it that share a key which not too many share."""
    groups: defaultdict[Key, dict[UUID, Place]] = defaultdict(dict)
    for row in (*rows, *_partners_of(rows)):
        for key in _keys_of(row):
            groups[key][row.id] = Place.of(row)
    sharing: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        here = Place.of(row)
        for key in _keys_of(row):
            if 1 < len(groups[key]) <= MOST_COMPARED:
                later = {pk for pk, place in groups[key].items() if here < place}
                sharing[row.id] |= later
    return {pk: others for pk, others in sharing.items() if others}


def _partners_of(rows: list[Row]) -> Iterable[Row]:
    """The contacts from the first of these on that share a key with one of them."""
    values: defaultdict[tuple[str, str], set[Any]] = defaultdict(set)
    for row in rows:
        for kind, column, value in _keys_of(row):
            values[kind, column].add(value)
    sharing = Q()
    for (kind, column), among in values.items():
        sharing |= Q(type=kind) & _is_among(column, among)
    if not sharing:
        return ()
    from_here = Contact.objects.filter(sharing, name_key__gte=rows[0].name_key)
    return list(_rows(from_here)[:MOST_PARTNERS])


def _is_among(column: str, values: set[Any]) -> Q:
    if column != AT:
        return Q((f"{column}__in", values))
    companies, names = zip(*values, strict=True)
    return Q(company_contact__in=set(companies), name_key__in=set(names))


def _keys_of(row: Row) -> Iterator[Key]:
    """What others must share with it, to be compared with it at all."""
    if row.type == ContactType.COMPANY:
        for name in Contact.looked_up_by:
            if value := getattr(row, name):
                yield row.type, name, value
        return
    if row.email_key and row.email != row.company_contact__email:
        yield row.type, "email_key", row.email_key
    if row.company_contact_id:
        yield row.type, AT, (row.company_contact_id, row.name_key)
