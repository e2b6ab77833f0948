from __future__ import annotations

from django.apps import AppConfig


class UndoConfig(AppConfig):
    name = "kans.undo"
    label = "undo"

    def ready(self) -> None:
        from kans.undo import (  # noqa: PLC0415
            offers,  # noqa: F401 (beside what was done)
            retention,  # noqa: F401 (an action that a job performs)
        )
