"""What people do with contacts. Each action looks, decides, then writes."""

from kans.contacts.actions.keeping import (
    change_contact_type,
    create_contact,
    delete_contact,
    edit_contact,
)
from kans.contacts.actions.merging import (
    compare_contacts_again,
    merge_contacts,
    separate_contacts,
)
from kans.contacts.actions.setup import edit_marketing_setup

__all__ = [
    "change_contact_type",
    "compare_contacts_again",
    "create_contact",
    "delete_contact",
    "edit_contact",
    "edit_marketing_setup",
    "merge_contacts",
    "separate_contacts",
]
