"""Sessions that ran out go, with what was noted of the device; others stay."""

from datetime import date

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from kans.foundation.jobs import run_now
from kans.foundation.jobs.daily import start_daily_jobs
from kans.foundation.models import Job
from kans.security.models import User


def test_daily(ann, clock):
    for key, day in [("old", date(2026, 2, 28)), ("new", date(2026, 3, 2))]:
        clock.set(day)
        Session.objects.create(session_key=key, expire_date=clock.now())
        UserSession.objects.create(
            user=User.objects.get(), session_key=key, ip="10.0.0.7"
        )
    clock.set(date(2026, 3, 1))
    start_daily_jobs()

    run_now(Job.objects.get(kind="forget_sessions"))

    assert [s.session_key for s in Session.objects.all()] == ["new"]
    assert [s.session_key for s in UserSession.objects.all()] == ["new"]
