"""Sessions that ran out: nobody can use them any more."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from kans.foundation.acting.clock import now


def forget_expired_sessions(*, most: int) -> int:
    """Delete so many, with what was noted of the device; return how many there were."""
    expired = Session.objects.filter(expire_date__lt=now()).order_by("expire_date")
    keys = list(expired.values_list("session_key", flat=True)[:most])
    UserSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
