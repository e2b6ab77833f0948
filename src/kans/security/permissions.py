"""What each built-in role may do with users, roles and companies."""

from __future__ import annotations

from kans.foundation.acting.permissions import Level, grant

grant(
    Level.READER,
    "security.edit_own_settings",
)
grant(
    Level.ADMINISTRATOR,
    "foundation.view_company",
    "security.create_company",
    "security.edit_company",
    "security.delete_company",
    "security.view_membership",
    "security.create_user",
    "security.edit_user",
    "security.remove_user",
    "security.view_role",
    "security.edit_role",
    "security.delete_role",
)
