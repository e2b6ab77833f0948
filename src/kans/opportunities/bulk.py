"""What can be done to many opportunities at once, from their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.lists.bulk import Bulk, BulkVerb, offer_in_bulk
from kans.opportunities.actions import (
    close_opportunity,
    delete_opportunity,
    edit_opportunity,
    move_opportunity,
)
from kans.opportunities.actions.closing import may_close, may_delete
from kans.opportunities.actions.moving import estimate_of_advancing, may_advance
from kans.opportunities.actions.opening import differing_from, may_edit
from kans.opportunities.forms.many import (
    AdvanceForm,
    CloseAsLostForm,
    PriorityForm,
    SalespersonForm,
)
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.queries import with_standing
from kans.opportunities.rules.closing import Closing, Outcome
from kans.opportunities.rules.moves import Move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Unpack

    from kans.lists.bulk.declared import Refusals
    from kans.opportunities.actions.opening import OpportunityChanges
    from kans.opportunities.models import CloseOpportunityCode

    Opportunities = Iterable[Opportunity]


def judge_advancing(
    opportunities: Opportunities, *, on: date | None
) -> Iterable[Refusals]:
    return (may_advance(each, on=on) for each in opportunities)


def advance(opportunity: Opportunity, *, on: date) -> None:
    estimate = estimate_of_advancing(opportunity, on=on)
    move_opportunity(opportunity, Move.NEXT, on=on, estimate=estimate)


def judge_editing(
    opportunities: Opportunities, **changes: Unpack[OpportunityChanges]
) -> Iterable[Refusals]:
    return (may_edit(each, differing_from(each, changes)) for each in opportunities)


def judge_losing(
    opportunities: Opportunities, *, code: CloseOpportunityCode | None, on: date | None
) -> Iterable[Refusals]:
    closing = Closing(Outcome.LOST, code, on)
    return (may_close(each, closing) for each in opportunities)


def lose(opportunity: Opportunity, *, code: CloseOpportunityCode, on: date) -> None:
    close_opportunity(opportunity, Outcome.LOST, code, on=on)


def set_priority(opportunity: Opportunity, *, priority: int) -> None:
    edit_opportunity(opportunity, priority=Priority(priority))


def judge_deleting(opportunities: Opportunities) -> Iterable[Refusals]:
    return (may_delete(each) for each in opportunities)


MANY_OPPORTUNITIES = offer_in_bulk(
    Bulk(
        name="opportunities",
        model=Opportunity,
        read=with_standing,
        amount="estimated_value",
        verbs=(
            BulkVerb(
                name="advance",
                action="move_opportunity",
                caption=_("Move to Next Stage"),
                form=AdvanceForm,
                judge=judge_advancing,
                act=advance,
                effect=_(
                    "Each moves to the next stage of its sales cycle. It keeps its "
                    "estimated value, or takes what its quote comes to, and its "
                    "estimated closing date unless that has passed; chances of "
                    "success are those of the new stage."
                ),
                icon="arrow-right",
                synonyms=(_("Next Stage"), "volgende fase"),
            ),
            BulkVerb(
                name="salesperson",
                action="edit_opportunity",
                caption=_("Change Salesperson"),
                form=SalespersonForm,
                judge=judge_editing,
                act=edit_opportunity,
                effect=_("Each gets this salesperson, and so does its active entry."),
                icon="user",
                synonyms=("assign to", "toewijzen aan"),
            ),
            BulkVerb(
                name="priority",
                action="edit_opportunity",
                caption=_("Set Priority"),
                form=PriorityForm,
                judge=judge_editing,
                act=set_priority,
                effect=_("Each gets this priority."),
                icon="star",
            ),
            BulkVerb(
                name="lose",
                action="close_opportunity",
                caption=_("Close as Lost"),
                form=CloseAsLostForm,
                judge=judge_losing,
                act=lose,
                effect=_(
                    "Each is closed as lost on that date, for that reason. It can be "
                    "reopened."
                ),
                icon="flag",
                synonyms=("lose", "verliezen", "als verloren sluiten"),
            ),
            BulkVerb(
                name="delete",
                action="delete_opportunity",
                caption=_("Delete"),
                judge=judge_deleting,
                act=delete_opportunity,
                effect=_("Each goes, with its entries, comments and attachments."),
                icon="trash",
                danger=True,
                submit=_("Delete"),
            ),
        ),
    )
)
