"""Signs of life of the workers, for who watches over the installation."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from kans.foundation.acting.clock import now

FRESH = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(hours=1)


class HeartbeatQuerySet(models.QuerySet["WorkerHeartbeat"]):
    def fresh(self) -> HeartbeatQuerySet:
        """Select the workers that were alive just now."""
        return self.filter(beat_at__gt=now() - FRESH)


class WorkerHeartbeat(models.Model):
    """A worker, of any company, and when it was last alive."""

    holder = models.CharField(max_length=100, primary_key=True)  # host/process
    beat_at = models.DateTimeField()

    objects = models.Manager.from_queryset(HeartbeatQuerySet)()

    def __str__(self) -> str:
        return self.holder

    @classmethod
    def beat(cls, holder: str) -> None:
        """Write down that a worker lives."""
        cls.objects.update_or_create(holder=holder, defaults={"beat_at": now()})

    @classmethod
    def begin(cls, holder: str) -> None:
        """Let a worker begin, and forget those that died long ago."""
        cls.objects.filter(beat_at__lt=now() - FORGOTTEN_AFTER).delete()
        cls.beat(holder)

    @classmethod
    def end(cls, holder: str) -> None:
        cls.objects.filter(holder=holder).delete()
