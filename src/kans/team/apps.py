from __future__ import annotations

from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "kans.team"
    label = "team"

    def ready(self) -> None:
        from kans.team import contributions  # noqa: F401, PLC0415 (reports in)
