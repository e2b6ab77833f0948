"""What people look at: contacts, their persons, and which may be the same."""

from kans.contacts.queries.cards import (
    Persons,
    persons_of,
    to_be_judged,
    verdicts,
    with_their_persons,
)
from kans.contacts.queries.duplicates import (
    Like,
    contacts_like,
    duplicates_of,
    kept_separate_from,
    looks_like,
    profile_of,
)
from kans.contacts.queries.merging import GoingOver, going_over, verdict_of_merging
from kans.contacts.queries.pairs import Found, Pair, Place, possible_duplicates

__all__ = [
    "Found",
    "GoingOver",
    "Like",
    "Pair",
    "Persons",
    "Place",
    "contacts_like",
    "duplicates_of",
    "going_over",
    "kept_separate_from",
    "looks_like",
    "persons_of",
    "possible_duplicates",
    "profile_of",
    "to_be_judged",
    "verdict_of_merging",
    "verdicts",
    "with_their_persons",
]
