"""kans jobs: what runs in the worker, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from kans.background.queries.jobs import JobFigures, jobs_to_see
from kans.foundation.acting.actors import acting_as
from kans.foundation.models import Company
from kans.security.queries import actor_for_command, the_system

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from kans.foundation.acting.actors import Actor

SHOWN = 20


class Command(BaseCommand):
    help = "Lists the jobs of every company, or of one, the newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", default="", help="address of the company")
        parser.add_argument(
            "--running", action="store_true", help="only those that wait or run"
        )
        parser.add_argument(
            "--most", type=int, default=SHOWN, help=f"of a company ({SHOWN})"
        )

    def handle(
        self, *, company: str, running: bool, most: int, **_options: Any
    ) -> None:
        for actor in _actors(company):
            with acting_as(actor):
                jobs = jobs_to_see().order_by("-created_at", "-id")
                if running:
                    jobs = jobs.filter(ended_at=None)
                for job in jobs[:most]:
                    self.stdout.write(_line(actor, JobFigures(job)))


def _actors(slug: str) -> list[Actor]:
    if slug:
        return [actor_for_command(slug)]
    return [the_system(company) for company in Company.objects.order_by("slug")]


def _line(actor: Actor, figures: JobFigures) -> str:
    job = figures.job
    refused = f", {job.refused} refused" if job.refused else ""
    parts = [
        actor.company.slug,
        f"{job.created_at:%Y-%m-%d %H:%M} UTC",
        f"{figures.state} ({figures.text}{refused})",
        f"{figures.caption} · {job.about}" if job.about else str(figures.caption),
        job.actor_name,
        figures.failure,
    ]
    return "  ".join(part for part in parts if part)
