from __future__ import annotations

from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "kans.trade"
    label = "trade"

    def ready(self) -> None:
        from kans.trade import contributions  # noqa: F401, PLC0415 (reports in)
