"""What may be done to an opportunity now, and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.foundation.acting.clock import work_date
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.rules import closing as rules
from kans.opportunities.rules.closing import Status

if TYPE_CHECKING:
    from kans.foundation.actions.verdicts import Verdict
    from kans.opportunities.models import Opportunity


def verdicts(opportunity: Opportunity) -> dict[str, Verdict]:
    """Of every verb on an opportunity: may it be done now, and if not, why (LST-3)."""
    status, number = Status(opportunity.status), opportunity.number
    has_contact = opportunity.has_contact
    judged = {
        "edit_opportunity": (),
        "activate_first_stage": rules.may_activate(
            status, number, opportunity.sales_cycle, has_contact=has_contact
        ),
        "move_opportunity": rules.may_move(status, number, has_contact=has_contact),
        "close_opportunity": rules.may_close(status, number),
        "reopen_opportunity": rules.may_reopen(
            status,
            number,
            closed_on=opportunity.date_closed,
            on=work_date(),
            order=opportunity.order_number,
        ),
        "delete_opportunity": rules.may_delete(status, number),
    }
    return {verb: verdict(verb, refusals) for verb, refusals in judged.items()}
