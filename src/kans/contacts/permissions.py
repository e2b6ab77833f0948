"""Who may do what with contacts and the marketing set-up."""

from kans.foundation.acting.permissions import Level, grant

grant(Level.READER, "contacts.view_contact")
grant(
    Level.SALESPERSON,
    "contacts.create_contact",
    "contacts.edit_contact",
    "contacts.separate_contacts",
)
grant(Level.MANAGER, "contacts.delete_contact", "contacts.merge_contacts")
grant(
    Level.ADMINISTRATOR,
    "contacts.view_marketingsetup",
    "contacts.edit_marketingsetup",
)
