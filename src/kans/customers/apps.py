from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "kans.customers"
    label = "customers"

    def ready(self) -> None:
        from kans.customers import (  # noqa: PLC0415 (reports in)
            contributions,  # noqa: F401
        )
