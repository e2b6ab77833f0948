"""What the worker does for security: it forgets old attempts and sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.jobs import JobKind, job_kind
from kans.security.actions.sessions import forget_expired_sessions
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


@job_kind
class ForgetSessions(JobKind):
    """Deletes sessions that ran out; the first company of a day finds them all."""

    name = "forget_sessions"
    caption = _("Forget Old Sessions")
    permission = "foundation.forget_deleted"
    daily = True

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        count = forget_expired_sessions(most=AT_ONCE)
        progress.done += count
        return True if count else None
