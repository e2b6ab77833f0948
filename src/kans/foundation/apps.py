from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "kans.foundation"
    label = "foundation"

    def ready(self) -> None:
        from kans.foundation import (  # noqa: PLC0415
            addresses,  # noqa: F401 (registers `code`)
            retention,  # noqa: F401 (an action that only a command performs)
        )
        from kans.foundation.jobs.kinds import load_kinds  # noqa: PLC0415
        from kans.foundation.permissions import load_grants  # noqa: PLC0415
        from kans.foundation.undo import background  # noqa: F401, PLC0415 (a job)

        load_grants()
        load_kinds()
