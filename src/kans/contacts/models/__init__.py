"""Contacts, companies and the persons who work there, and how they are set up."""

from kans.contacts.models.contacts import Contact, ContactType, mentions
from kans.contacts.models.separate import SeparateContacts
from kans.contacts.models.setup import MarketingSetup, seed_numbers_and_setup

__all__ = [
    "Contact",
    "ContactType",
    "MarketingSetup",
    "SeparateContacts",
    "mentions",
    "seed_numbers_and_setup",
]
