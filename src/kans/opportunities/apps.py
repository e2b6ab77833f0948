from __future__ import annotations

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "kans.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        from kans.opportunities import contributions  # noqa: F401, PLC0415 (reports in)
