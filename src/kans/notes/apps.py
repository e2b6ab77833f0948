from __future__ import annotations

from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "kans.notes"
    label = "notes"

    def ready(self) -> None:
        from kans.notes import (  # noqa: PLC0415
            attachments,  # noqa: F401 (actions on any record)
            comments,  # noqa: F401 (actions on any record)
            panel,  # noqa: F401 (on every card)
        )
        from kans.notes.pages import mentions  # noqa: F401, PLC0415 (gives to templates)
