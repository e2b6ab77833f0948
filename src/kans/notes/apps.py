from __future__ import annotations

from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "kans.notes"
    label = "notes"

    def ready(self) -> None:
        from kans.notes import panel  # noqa: F401, PLC0415 (on every card)
        from kans.notes.pages import mentions  # noqa: F401, PLC0415 (to templates)
