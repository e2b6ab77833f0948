"""What takes long with opportunities, done in the worker."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kans.foundation.jobs import JobKind, job_kind
from kans.opportunities.actions import delete_opportunities
from kans.opportunities.queries.deletion import to_be_deleted

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kans.foundation.jobs import Progress
    from kans.opportunities.models import Opportunity

CHUNK = 500


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
        """What was deleted passes no filter any more: each chunk takes the first."""
        going = _rows(arguments).values_list("pk", flat=True)[:CHUNK]
        deleted = delete_opportunities(list(going))
        progress.done += deleted
        progress.count("deleted", deleted)
        return progress.done if deleted else None


def _rows(arguments: dict[str, Any]) -> QuerySet[Opportunity]:
    known_at = datetime.fromisoformat(arguments["known_at"])
    return to_be_deleted(arguments["filters"], known_at=known_at).rows
