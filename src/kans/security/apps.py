from __future__ import annotations

from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "kans.security"
    label = "security"

    def ready(self) -> None:
        from kans.security import contributions  # noqa: F401, PLC0415
        from kans.security.actions import undoing  # noqa: F401, PLC0415 (reports in)
