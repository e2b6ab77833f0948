from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "kans.foundation"
    label = "foundation"

    def ready(self) -> None:
        from kans.foundation import addresses  # noqa: F401, PLC0415 (registers `code`)
        from kans.foundation.permissions import load_grants  # noqa: PLC0415

        load_grants()
