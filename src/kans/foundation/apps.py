from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "kans.foundation"
    label = "foundation"

    def ready(self) -> None:
        from kans.foundation import (  # noqa: PLC0415
            addresses,  # noqa: F401 (registers `code`)
            attachments,  # noqa: F401 (actions on any record)
            comments,  # noqa: F401 (actions on any record)
            mention_pages,  # noqa: F401 (gives to templates)
            retention,  # noqa: F401 (an action that only a command performs)
        )
        from kans.foundation.jobs import news  # noqa: F401, PLC0415 (to templates)
        from kans.foundation.jobs.kinds import load_kinds  # noqa: PLC0415
        from kans.foundation.listing import actions as _views  # noqa: F401, PLC0415
        from kans.foundation.mail import actions as _mail  # noqa: F401, PLC0415
        from kans.foundation.numbering import actions  # noqa: F401, PLC0415
        from kans.foundation.permissions import load_grants  # noqa: PLC0415
        from kans.foundation.undo import (  # noqa: PLC0415
            background,  # noqa: F401 (a job)
            offers,  # noqa: F401 (beside what was done)
        )
        from kans.foundation.verbs import load_actions  # noqa: PLC0415

        load_grants()
        load_kinds()
        load_actions()
