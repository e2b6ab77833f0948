"""What the worker does for security: it forgets who signed in long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.clock import now
from kans.foundation.jobs import JobKind, job_kind
from kans.security.models import SignInAttempt

if TYPE_CHECKING:
    from kans.foundation.jobs import Progress

KEPT = timedelta(days=90)
AT_ONCE = 500


@job_kind
class ForgetSignIns(JobKind):
    """Forgets attempts to sign in after 90 days: they tell of people."""

    name = "forget_sign_ins"
    caption = _("Forget Old Sign-Ins")
    permission = "foundation.forget_deleted"
    daily = True

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        count = SignInAttempt.forget_before(now() - KEPT, most=AT_ONCE)
        progress.done += count
        return True if count else None
