"""As whom a job works: the user who started it, with what they may do now."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_as
from kans.foundation.errors import DomainError
from kans.foundation.jobs.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from uuid import UUID

    from kans.foundation.acting.actors import Actor
    from kans.foundation.jobs.kinds import JobKind
    from kans.foundation.models import Company, Job

    OfUser = Callable[[UUID, Company, date | None], Actor | None]
    OfSystem = Callable[[Company], Actor]


class NoLongerPermitted(DomainError):
    status = 403
    message = _(
        "%(who)s may no longer do this, so the job stopped. What was done stays done; "
        "somebody who has the permission can start the rest."
    )


@dataclass
class Provided:
    """How a higher area finds out who acts."""

    of_user: OfUser | None = None
    of_system: OfSystem | None = None


_provided = Provided()


def provide_actors(*, of_user: OfUser, of_system: OfSystem) -> None:
    """Say who a user is in a company (nobody, if they may not sign in there), and
    who the system itself is.
    """
    _provided.of_user, _provided.of_system = of_user, of_system


@contextmanager
def at_work_on(job: Job) -> Iterator[JobKind]:
    """Act as who started the job, in their language and on their work date."""
    with translation.override(job.language):
        kind = kind_of(job)
        actor = _actor_of(job)
        if actor is None or not actor.may(kind.permission):
            raise NoLongerPermitted(who=job.actor_name)
        with acting_as(actor):
            yield kind


def the_system_in(company: Company) -> Actor:
    assert _provided.of_system, "nobody has said who the system is"
    return _provided.of_system(company)


def _actor_of(job: Job) -> Actor | None:
    assert _provided.of_user, "nobody has said who users are"
    if job.user_id is None:
        return the_system_in(job.company)
    return _provided.of_user(job.user_id, job.company, job.work_date)
