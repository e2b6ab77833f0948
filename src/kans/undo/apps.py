from __future__ import annotations

from django.apps import AppConfig


class UndoConfig(AppConfig):
    name = "kans.undo"
    label = "undo"

    def ready(self) -> None:
        from kans.undo import offers  # noqa: F401, PLC0415 (beside what was done)
