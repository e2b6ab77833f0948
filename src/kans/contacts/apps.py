from __future__ import annotations

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "kans.contacts"
    label = "contacts"

    def ready(self) -> None:
        from kans.contacts import contributions  # noqa: F401, PLC0415 (reports in)
