"""Creating opportunities, and changing what may still change on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import MarketingSetup
from kans.foundation.acting.clock import minor_unit, work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records import contributions
from kans.number_series.models import SetupMissing, may_be_typed
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules import opening as rules
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.moves import ActionTaken, CycleWithoutStages
from kans.opportunities.rules.opening import Opening
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from datetime import date

    from kans.contacts.models import Contact
    from kans.foundation.errors import DomainError
    from kans.number_series.models import NumberSeries
    from kans.opportunities.models import SalesCycle
    from kans.opportunities.rules.estimates import Estimate


class OpportunityChanges(TypedDict, total=False):
    """What one may edit on an opportunity; what is absent stays as it is."""

    description: str
    priority: Priority
    contact: Contact | None
    salesperson: Salesperson | None
    sales_cycle: SalesCycle | None


@action(permission="opportunities.create_opportunity", caption=_("Create Opportunity"))
def create_opportunity(
    *,
    description: str,
    contact: Contact | None,
    salesperson: Salesperson | None = None,
    sales_cycle: SalesCycle | None = None,
    priority: Priority = Priority.NORMAL,
    number: str = "",
    first_estimate: Estimate | None = None,
    creation_date: date | None = None,
) -> Opportunity:
    """Create an opportunity; a first estimate also activates its first stage (CRE-2).

    Who or what is not given is taken from the contact, the user and the set-up
    (OPP-5, CYC-7). Only an import and the demo company give a creation date (OPP-4).
    """
    on = creation_date or work_date()
    setup = MarketingSetup.objects.first()
    cycle = sales_cycle or default_cycle(setup)
    seller = salesperson or default_salesperson(contact)

    typed = number.strip().upper()
    opening = Opening(description, contact, seller, cycle)
    refuse_if_any(
        (
            *opening.refusals(),
            *may_start_with(first_estimate, cycle=cycle, on=on),
            *may_be_numbered(setup, typed),
        )
    )
    assert contact
    assert cycle

    opportunity = Opportunity(
        number=typed or series_of(setup).next_number(on, taken=Opportunity.has_number),
        description=description.strip(),
        salesperson=seller,
        sales_cycle=cycle,
        priority=priority,
        creation_date=on,
    )
    opportunity.assign(contact)
    if first_estimate:
        stage = cycle.stages_in_order[0]
        opportunity.enter(
            stage,
            taken=ActionTaken.NONE,
            on=on,
            estimate=first_estimate.filled(stage, on),
            minor_unit=minor_unit(),
        )
    opportunity.write_history()
    return opportunity


@action(permission="opportunities.edit_opportunity", caption=_("Edit Opportunity"))
def edit_opportunity(
    opportunity: Opportunity,
    *,
    version: int | None = None,
    **changes: Unpack[OpportunityChanges],
) -> Opportunity:
    """Change what is given and differs; the active entry follows (OPP-6, OPP-7)."""
    opportunity = Opportunity.objects.locked(opportunity)
    must_be_unchanged(opportunity, version)
    differing = differing_from(opportunity, changes)

    refuse_if_any(may_edit(opportunity, differing))

    before = {"contact_id": opportunity.contact_id}
    _take(opportunity, differing)
    opportunity.save()
    if opportunity.active:
        opportunity.active.follow(opportunity)
    if "contact" in differing:
        contributions.follow(opportunity, before)
    return opportunity


def may_edit(
    opportunity: Opportunity, changes: OpportunityChanges
) -> tuple[DomainError, ...]:
    """What stands in the way of these changes, all together (OPP-5 to OPP-9)."""
    status, number = Status(opportunity.status), opportunity.number
    refusals: list[DomainError] = []
    if "description" in changes:
        refusals += rules.may_be_description(changes["description"])
    if "contact" in changes:
        refusals += rules.may_change_contact(
            status,
            number,
            contact=changes["contact"],
            company_id=opportunity.contact_company_id,
            is_gone=not opportunity.has_contact,
        )
    if "salesperson" in changes:
        refusals += rules.may_change_salesperson(status, number, changes["salesperson"])
    if "sales_cycle" in changes:
        refusals += rules.may_change_cycle(status, number, changes["sales_cycle"])
    return tuple(refusals)


def may_start_with(
    estimate: Estimate | None, *, cycle: SalesCycle | None, on: date
) -> tuple[DomainError, ...]:
    """What stands in the way of starting with that estimate; none when not asked."""
    if estimate is None:
        return ()
    estimate = estimate.rounded(minor_unit=minor_unit())
    if cycle is None:
        return estimate.may_be_recorded(on)
    if not cycle.stages_in_order:
        none = CycleWithoutStages(cycle=cycle.code)
        return (none, *estimate.may_be_recorded(on))
    return estimate.filled(cycle.stages_in_order[0], on).may_be_recorded(on)


def default_cycle(setup: MarketingSetup | None) -> SalesCycle | None:
    """The sales cycle of the set-up, unless it is blocked (CYC-7)."""
    cycle = setup.default_sales_cycle if setup else None
    return cycle if cycle and not cycle.blocked else None


def default_salesperson(contact: Contact | None) -> Salesperson | None:
    """The contact's, else the user's own, if it may be chosen (OPP-5)."""
    of_contact = contact.salesperson if contact else None
    for salesperson in (of_contact, Salesperson.of_who_acts()):
        if salesperson and not salesperson.may_be_chosen():
            return salesperson
    return None


def may_be_numbered(
    setup: MarketingSetup | None, typed: str
) -> tuple[DomainError, ...]:
    """What stands in the way of that number, if one was typed (NS-2)."""
    if not typed:
        return ()
    series = setup.opportunity_numbers if setup else None
    return may_be_typed(typed, series, taken=Opportunity.has_number)


def series_of(setup: MarketingSetup | None) -> NumberSeries:
    """The number series of opportunities, or what the set-up lacks."""
    series = setup.opportunity_numbers if setup else None
    if series is None:
        raise SetupMissing(what=MarketingSetup._meta.get_field("opportunity_numbers"))
    return series


def differing_from(
    opportunity: Opportunity, changes: OpportunityChanges
) -> OpportunityChanges:
    """Those of the changes that are not so already."""
    differing = {
        name: value
        for name, value in changes.items()
        if getattr(opportunity, name) != value
    }
    return cast("OpportunityChanges", differing)


def _take(opportunity: Opportunity, changes: OpportunityChanges) -> None:
    """Take over changes that were judged: nothing required is blank."""
    if contact := changes.get("contact"):
        opportunity.assign(contact)
    if salesperson := changes.get("salesperson"):
        opportunity.salesperson = salesperson
    if cycle := changes.get("sales_cycle"):
        opportunity.sales_cycle = cycle
    if description := changes.get("description"):
        opportunity.description = description.strip()
    if priority := changes.get("priority"):
        opportunity.priority = priority
