from __future__ import annotations

from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "kans.background"
    label = "background"

    def ready(self) -> None:
        from kans.background import news  # noqa: F401, PLC0415 (gives to templates)
