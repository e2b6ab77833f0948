"""Figures for monitoring, of all processes together: requests, jobs, workers."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from kans.foundation.models import Job, JobStatus, WorkerHeartbeat
from kans.version import version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse
    from prometheus_client.core import Metric

OF_A_PROCESS = re.compile(r"_(\d+)\.db$")

REQUESTS = Counter(
    "kans_http_requests", "Requests answered", ["method", "page", "status"]
)
SECONDS = Histogram(
    "kans_http_request_seconds",
    "Time until a request was answered",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def measured(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Count what is answered by page, not by address: of those there are too many."""
    if not settings.METRICS_TOKEN:
        return get_response

    def answer(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        page = match.view_name if match else ""
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, page, str(response.status_code)).inc()
        SECONDS.labels(page).observe(time.perf_counter() - begun)
        return response

    return answer


METHODS = {"GET", "HEAD", "POST"}


def is_permitted(authorization: str) -> bool:
    """Return whether who asks knows the token; nobody does while none is set."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    known = compare_digest(authorization.encode(), expected.encode())
    return bool(settings.METRICS_TOKEN) and known


def figures() -> tuple[bytes, str]:
    """Return all figures as text, and what kind of text it is."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(settings.METRICS_DIR))  # type: ignore[no-untyped-call]
    registry.register(Now())
    return generate_latest(registry), CONTENT_TYPE_LATEST


class Now:
    """What is so at the moment: read from the database when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        built = GaugeMetricFamily("kans_build_info", "What runs", labels=["version"])
        built.add_metric([version()], 1)
        yield built
        with suppress(DatabaseError, InterfaceError):  # /readyz says that it is gone
            yield from self._from_database()

    def _from_database(self) -> Iterator[Metric]:
        unended = Job.before_anyone_acts.filter(ended_at=None)
        jobs = GaugeMetricFamily("kans_jobs", "Jobs not yet ended", labels=["status"])
        for status in (JobStatus.QUEUED, JobStatus.RUNNING):
            jobs.add_metric([status.lower()], unended.filter(status=status).count())
        workers = WorkerHeartbeat.objects.fresh().count()
        yield jobs
        yield GaugeMetricFamily("kans_workers", "Workers alive", value=workers)


def begin_anew() -> None:
    """Forget the figures of processes that have ended: at the start of a server.

    Not while it runs: a total that shrinks reads as if it had begun at nothing.
    """
    if not settings.METRICS_TOKEN:
        return
    for file in Path(settings.METRICS_DIR).glob("*.db"):
        found = OF_A_PROCESS.search(file.name)
        if found and not _lives(int(found[1])):
            file.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
