"""Permissions: codenames on verbs, and the built-in roles that hold them.

Each area grants what its verbs and pages ask for in its own `permissions.py`;
an architecture test finds a permission that no role holds.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


class Level(StrEnum):
    """The built-in roles; each holds what those before it hold."""

    READER = "READER"
    SALESPERSON = "SALESPERSON"
    MANAGER = "MANAGER"
    ADMINISTRATOR = "ADMIN"


_granted: dict[Level, set[str]] = {level: set() for level in Level}


def grant(level: Level, *permissions: str) -> None:
    """Let a built-in role, and those above it, hold permissions of an area."""
    _granted[level].update(permissions)


def held_by(level: Level) -> frozenset[str]:
    levels = list(Level)
    held: set[str] = set()
    for lower in levels[: levels.index(level) + 1]:
        held |= _granted[lower]
    return frozenset(held)


def every_permission() -> frozenset[str]:
    return held_by(Level.ADMINISTRATOR)


def load_grants() -> None:
    """Read the `permissions.py` of every area; called when Django is ready."""
    for app in apps.get_app_configs():
        name = f"{app.name}.permissions"
        if app.name.startswith("kans.") and find_spec(name):
            import_module(name)


grant(
    Level.SALESPERSON,
    "foundation.add_comment",
    "foundation.edit_comment",
    "foundation.delete_comment",
    "foundation.add_attachment",
    "foundation.edit_attachment",
    "foundation.delete_attachment",
)
grant(Level.MANAGER, "foundation.remove_comment", "foundation.view_changes")
grant(
    Level.READER,
    "foundation.view_number_series",
    "foundation.undo_change",
    "foundation.export_lists",
    "foundation.save_view",
)
grant(Level.MANAGER, "foundation.share_view")
grant(
    Level.ADMINISTRATOR,
    "foundation.view_jobs",
    "foundation.send_mail",
    "foundation.edit_number_series",
    "foundation.forget_deleted",
)
