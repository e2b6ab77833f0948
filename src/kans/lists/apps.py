from __future__ import annotations

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "kans.lists"
    label = "lists"

    def ready(self) -> None:
        from kans.lists.frame.exporting import job  # noqa: F401, PLC0415 (a job)
