from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "kans.foundation"
    label = "foundation"

    def ready(self) -> None:
        from kans.foundation.acting import addresses  # noqa: F401, PLC0415 (`code`)
        from kans.foundation.acting.permissions import load_grants  # noqa: PLC0415
        from kans.foundation.jobs.kinds import load_kinds  # noqa: PLC0415
        from kans.foundation.journal.verbs import load_actions  # noqa: PLC0415

        load_grants()
        load_kinds()
        load_actions()
