"""Setting up close opportunity codes: the reasons for winning and losing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.notes.actions.belongings import delete_belongings_of
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    OpportunityEntry,
)
from kans.opportunities.rules import setup as rules
from kans.opportunities.rules.closing import Outcome

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError


class CloseCodeFacts(TypedDict, total=False):
    """What one sets up of a reason; what is absent stays as it is."""

    code: str
    outcome: Outcome | None
    description: str


@action(
    permission="opportunities.create_close_code",
    caption=_("New Close Opportunity Code"),
)
def create_close_code(
    *, code: str, outcome: Outcome | None, description: str = ""
) -> CloseOpportunityCode:
    """Add a reason for closing, also from inside the Close page (CLO-1, CLO-3)."""
    code = code.strip().upper()

    taken = CloseOpportunityCode.objects.filter(code=code).exists()
    refuse_if_any(rules.may_be_close_code(code, outcome, taken=taken))
    assert outcome

    made = CloseOpportunityCode(
        code=code, outcome=outcome, description=description.strip()
    )
    made.save()
    return made


@action(
    permission="opportunities.edit_close_code",
    caption=_("Edit Close Opportunity Code"),
)
def edit_close_code(
    close_code: CloseOpportunityCode,
    *,
    version: int | None = None,
    **facts: Unpack[CloseCodeFacts],
) -> CloseOpportunityCode:
    """Change a reason; the type of one in use stays (CLO-2)."""
    close_code = CloseOpportunityCode.objects.locked(close_code)
    must_be_unchanged(close_code, version)
    code = facts.get("code", close_code.code).strip().upper()
    outcome = facts.get("outcome", Outcome(close_code.outcome))

    refuse_if_any(_may_become(close_code, code, outcome))
    assert outcome

    close_code.code, close_code.outcome = code, outcome
    close_code.description = facts.get("description", close_code.description).strip()
    close_code.save()
    return close_code


@action(permission="opportunities.edit_close_code", caption=_("Delete"))
def delete_close_code(
    close_code: CloseOpportunityCode, *, version: int | None = None
) -> None:
    """Delete a reason that no opportunity carries (CLO-2)."""
    close_code = CloseOpportunityCode.objects.locked(close_code)
    must_be_unchanged(close_code, version)

    refuse_if_any(may_delete_close_code(close_code))

    delete_belongings_of(close_code)
    close_code.delete()


def may_delete_close_code(close_code: CloseOpportunityCode) -> tuple[DomainError, ...]:
    """Whether a closing, also one that was taken back, carries the code (CLO-2)."""
    return rules.may_delete_close_code(close_code.code, used=is_used(close_code))


def is_used(close_code: CloseOpportunityCode) -> bool:
    carried = OpportunityEntry.objects.filter(close_code=close_code).exists()
    return bool(carried) or Opportunity.objects.filter(close_code=close_code).exists()


def _may_become(
    close_code: CloseOpportunityCode, code: str, outcome: Outcome | None
) -> tuple[DomainError, ...]:
    others = CloseOpportunityCode.objects.exclude(pk=close_code.pk)
    refusals = rules.may_be_close_code(
        code, outcome, taken=others.filter(code=code).exists()
    )
    if outcome is None or outcome == close_code.outcome:
        return refusals
    changed = rules.may_change_outcome(close_code.code, used=is_used(close_code))
    return (*refusals, *changed)
