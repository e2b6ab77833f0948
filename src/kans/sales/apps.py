from __future__ import annotations

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "kans.sales"
    label = "sales"

    def ready(self) -> None:
        from kans.sales import contributions  # noqa: F401, PLC0415 (reports in)
