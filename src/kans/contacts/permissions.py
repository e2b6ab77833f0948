"""Who may do what with contacts and the marketing set-up."""

from kans.foundation.permissions import Level, grant

grant(Level.READER, "contacts.view_contact")
grant(Level.SALESPERSON, "contacts.create_contact", "contacts.edit_contact")
grant(Level.MANAGER, "contacts.delete_contact")
grant(
    Level.ADMINISTRATOR,
    "contacts.view_marketingsetup",
    "contacts.edit_marketingsetup",
)
