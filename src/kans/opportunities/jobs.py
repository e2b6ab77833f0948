"""What takes long with opportunities, done in the worker."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.jobs import JobKind, job_kind, start_job
from kans.opportunities.actions import delete_opportunities
from kans.opportunities.queries.deletion import settled, to_be_deleted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from kans.foundation.jobs import Progress
    from kans.foundation.models import Job
    from kans.opportunities.models import Opportunity

CHUNK = 500


class CountAgain(DomainError):
    message = _(
        "This deleted what was counted then. Open Delete Opportunities and count "
        "again, to see first what would go now."
    )


class MoreThanCounted(DomainError):
    status = 409
    message = _(
        "More opportunities pass the filters than the %(count)s that were counted, so "
        "the job stopped. Open Delete Opportunities and count again."
    )


@job_kind
class DeleteOpportunities(JobKind):
    """Deletes the closed opportunities that pass some filters (DEL-2)."""

    name = "delete_opportunities"
    caption = _("Delete Opportunities")
    permission = "opportunities.delete_opportunity"
    counted: ClassVar = {"deleted": _("Deleted")}

    def total(self, arguments: dict[str, Any]) -> int:
        return _rows(arguments).count()

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> Any:
        """What was deleted passes no filter any more: each chunk takes the first.

        Never more than were counted: whatever passes beyond that, nobody has seen.
        """
        _must_be_counted(arguments, progress)
        going = _rows(arguments).values_list("pk", flat=True)[:CHUNK]
        deleted = delete_opportunities(list(going))
        progress.done += deleted
        progress.count("deleted", deleted)
        return progress.done if deleted else None

    def may_run_again(self, arguments: dict[str, Any]) -> Iterable[DomainError]:
        """Nobody would have counted what goes this time."""
        return (CountAgain(),)


def start_deletion(
    filters: Mapping[str, str], *, known_at: datetime, count: int, about: str
) -> Job:
    """Start the job: what goes are the rows that passed then, and were counted."""
    arguments = {
        "filters": settled(filters),
        "known_at": known_at.isoformat(),
        "count": count,
    }
    return start_job(DeleteOpportunities, arguments, about=about)


def _must_be_counted(arguments: dict[str, Any], progress: Progress) -> None:
    left = arguments["count"] - progress.done
    if _rows(arguments).count() > left:
        raise MoreThanCounted(count=arguments["count"])


def _rows(arguments: dict[str, Any]) -> QuerySet[Opportunity]:
    known_at = datetime.fromisoformat(arguments["known_at"])
    return to_be_deleted(arguments["filters"], known_at=known_at).rows
