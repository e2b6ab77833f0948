from __future__ import annotations

from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "kans.background"
    label = "background"

    def ready(self) -> None:
        from kans.background import (  # noqa: PLC0415
            mail_actions,  # noqa: F401 (an action)
            news,  # noqa: F401 (gives to templates)
        )
