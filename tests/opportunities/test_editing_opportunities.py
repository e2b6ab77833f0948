"""Changing what may still change on an opportunity (OPP-5, OPP-6, OPP-7, OPP-9)."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.opportunities.actions import edit_opportunity, move_opportunity
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules.closing import OpportunityClosed
from kans.opportunities.rules.moves import Move
from kans.opportunities.rules.opening import (
    ContactMissing,
    ContactOfAnotherCompany,
    ContactPrivacyBlocked,
    DescriptionMissing,
    SalesCycleBlocked,
    SalesCycleFixed,
    SalesCycleMissing,
    SalespersonMissing,
)
from kans.team.models import SalespersonBlocked
from tests.builders import (
    MARCH_8,
    a_contact,
    a_person,
    a_sales_cycle,
    a_salesperson,
    an_estimate,
    an_opportunity,
    ann_without,
)
from tests.opportunities.common import lost, refused, unchanged, won


def test_description_and_priority_change_at_any_time(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity)

    edit_opportunity(opportunity, description=" Sixty desks ", priority=Priority.HIGH)

    shown = Opportunity.objects.get()
    assert (shown.description, shown.priority) == ("Sixty desks", Priority.HIGH)


def test_what_is_not_named_stays(ann):
    opportunity = an_opportunity(standing_on="Sign")

    edit_opportunity(opportunity, priority=Priority.LOW)

    shown = Opportunity.objects.get()
    assert (shown.description, shown.contact) == ("Fifty desks", opportunity.contact)
    assert (shown.status, shown.stage) == ("In Progress", opportunity.stage)


def test_what_does_not_differ_is_no_change(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity)

    with unchanged():
        edit_opportunity(
            opportunity,
            description="Fifty desks",
            contact=opportunity.contact,
            salesperson=opportunity.salesperson,
            sales_cycle=opportunity.sales_cycle,
            priority=Priority.NORMAL,
        )


# The contact (OPP-6) -------------------------------------------------------------


def test_before_the_start_any_contact_will_do(ann):
    opportunity, fabrikam = an_opportunity(), a_contact("Fabrikam")

    edit_opportunity(opportunity, contact=fabrikam)

    shown = Opportunity.objects.get()
    assert (shown.contact, shown.contact_company) == (fabrikam, fabrikam)
    assert (shown.contact_name, shown.company_name) == ("Fabrikam", "Fabrikam")


def test_once_started_another_contact_of_the_company_will_do(ann):
    opportunity = an_opportunity(standing_on="Sign")
    contoso = opportunity.contact
    clara = a_person("Clara Smit", at=contoso)

    edit_opportunity(opportunity, contact=clara)

    shown = Opportunity.objects.get()
    assert (shown.contact, shown.contact_company) == (clara, contoso)
    assert (shown.contact_name, shown.company_name) == ("Clara Smit", "Contoso")


def test_a_new_contact_goes_to_the_active_entry_alone(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    contoso = opportunity.contact
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())
    clara = a_person("Clara Smit", at=contoso)

    edit_opportunity(opportunity, contact=clara)

    entries = opportunity.entries.order_by("number")
    assert [entry.contact for entry in entries] == [contoso, clara]
    assert [entry.contact_company for entry in entries] == [contoso, contoso]


def test_once_started_a_contact_elsewhere_is_refused(ann):
    opportunity = an_opportunity(standing_on="Sign")
    fabrikam = a_contact("Fabrikam")
    fred, sam = a_person("Fred", at=fabrikam), a_person("Sam")

    for contact in (fabrikam, fred, sam):
        with refused(ContactOfAnotherCompany(contact=contact.name)):
            edit_opportunity(opportunity, contact=contact)


def test_people_without_a_company_do_not_share_one(ann):
    opportunity = an_opportunity(contact=a_person("Sam"), standing_on="Sign")
    sue = a_person("Sue")

    with refused(ContactOfAnotherCompany(contact="Sue")):
        edit_opportunity(opportunity, contact=sue)


@pytest.mark.parametrize("close", [won, lost])
def test_once_closed_the_contact_stays(ann, close):
    opportunity = an_opportunity(standing_on="Sign")
    clara = a_person("Clara Smit", at=opportunity.contact)
    close(opportunity)

    with refused(OpportunityClosed(at="contact", number="OP0001")):
        edit_opportunity(opportunity, contact=clara)


@pytest.mark.parametrize("standing_on", [None, "Sign"])
def test_a_contact_is_not_blanked(ann, standing_on):
    opportunity = an_opportunity(standing_on=standing_on)

    with refused(ContactMissing):
        edit_opportunity(opportunity, contact=None)


@pytest.mark.parametrize("standing_on", [None, "Sign"])
def test_a_privacy_blocked_contact_is_refused(ann, standing_on):
    opportunity = an_opportunity(standing_on=standing_on)
    clara = a_person("Clara", at=opportunity.contact, privacy_blocked=True)

    with refused(ContactPrivacyBlocked(contact="Clara")):
        edit_opportunity(opportunity, contact=clara)


def test_a_contact_blocked_later_does_not_hinder_other_changes(ann):
    opportunity = an_opportunity(standing_on="Sign")
    with open_change("test"):
        opportunity.contact.privacy_blocked = True
        opportunity.contact.save()

    edit_opportunity(
        opportunity, contact=opportunity.contact, description="Sixty desks"
    )

    assert Opportunity.objects.get().description == "Sixty desks"


# The salesperson (OPP-7) ---------------------------------------------------------


@pytest.mark.parametrize("standing_on", [None, "Sign"])
def test_another_salesperson_takes_over(ann, standing_on):
    opportunity, jim = an_opportunity(standing_on=standing_on), a_salesperson("JR")

    edit_opportunity(opportunity, salesperson=jim)

    assert Opportunity.objects.get().salesperson == jim


def test_a_new_salesperson_goes_to_the_active_entry_alone(ann):
    opportunity = an_opportunity(standing_on="Qualify")
    jo, jim = opportunity.salesperson, a_salesperson("JR")
    move_opportunity(opportunity, Move.NEXT, on=MARCH_8, estimate=an_estimate())

    edit_opportunity(opportunity, salesperson=jim)

    entries = opportunity.entries.order_by("number")
    assert [entry.salesperson for entry in entries] == [jo, jim]


@pytest.mark.parametrize("close", [won, lost])
def test_once_closed_the_salesperson_stays(ann, close):
    opportunity, jim = an_opportunity(standing_on="Sign"), a_salesperson("JR")
    close(opportunity)

    for salesperson in (jim, None):
        with refused(OpportunityClosed(at="salesperson", number="OP0001")):
            edit_opportunity(opportunity, salesperson=salesperson)


def test_a_salesperson_is_not_blanked(ann):
    opportunity = an_opportunity(standing_on="Sign")

    with refused(SalespersonMissing):
        edit_opportunity(opportunity, salesperson=None)


def test_a_blocked_salesperson_does_not_take_over(ann):
    opportunity = an_opportunity(standing_on="Sign")
    jim = a_salesperson("JR", blocked=True)

    with refused(SalespersonBlocked(code="JR")):
        edit_opportunity(opportunity, salesperson=jim)


# The sales cycle (OPP-9) ---------------------------------------------------------


def test_before_the_start_the_cycle_may_change(ann):
    opportunity, other = an_opportunity(), a_sales_cycle("Call", code="OTHER")

    edit_opportunity(opportunity, sales_cycle=other)

    assert Opportunity.objects.get().sales_cycle == other


def test_once_started_the_cycle_stays(ann):
    opportunity = an_opportunity(standing_on="Sign")
    other = a_sales_cycle("Call", code="OTHER")

    with refused(SalesCycleFixed(number="OP0001")):
        edit_opportunity(opportunity, sales_cycle=other)
    lost(opportunity)
    with refused(SalesCycleFixed(number="OP0001")):
        edit_opportunity(opportunity, sales_cycle=other)


def test_a_blocked_or_blank_cycle_is_not_chosen(ann):
    opportunity = an_opportunity()
    old = a_sales_cycle("Call", code="OLD", blocked=True)

    with refused(SalesCycleBlocked(cycle="OLD")):
        edit_opportunity(opportunity, sales_cycle=old)
    with refused(SalesCycleMissing):
        edit_opportunity(opportunity, sales_cycle=None)


# All together --------------------------------------------------------------------


def test_everything_in_the_way_of_an_edit_is_told_at_once(ann):
    opportunity = an_opportunity(standing_on="Sign")
    fabrikam = a_contact("Fabrikam", privacy_blocked=True)
    other = a_sales_cycle("Call", code="OTHER")

    with refused(
        DescriptionMissing,
        ContactOfAnotherCompany(contact="Fabrikam"),
        ContactPrivacyBlocked(contact="Fabrikam"),
        SalespersonMissing,
        SalesCycleFixed(number="OP0001"),
    ):
        edit_opportunity(
            opportunity,
            description=" ",
            contact=fabrikam,
            salesperson=None,
            sales_cycle=other,
            priority=Priority.HIGH,
        )


def test_an_edit_is_one_change_of_the_opportunity_and_its_active_entry(ann):
    opportunity, jim = an_opportunity(standing_on="Sign"), a_salesperson("JR")

    edit_opportunity(opportunity, salesperson=jim, description="Sixty desks")

    change = Change.objects.get(verb="edit_opportunity")
    assert {r.record_type: set(r.after) for r in change.records.all()} == {
        "opportunities.opportunity": {"salesperson_id", "description"},
        "opportunities.opportunityentry": {"salesperson_id"},
    }


def test_who_saves_second_is_told_what_the_first_changed(ann):
    opportunity = an_opportunity(standing_on="Sign")
    shown = opportunity.version
    edit_opportunity(opportunity, description="Sixty desks", version=shown)

    with unchanged(), pytest.raises(ChangedMeanwhile) as told:
        edit_opportunity(opportunity, description="Seventy desks", version=shown)

    assert str(told.value) == (
        "Ann changed this after you opened it: "
        "Description: Fifty desks → Sixty desks. "
        "Nothing is done yet: go on all the same, or leave it as it is now."
    )
    assert told.value.version == Opportunity.objects.get().version


def test_saving_anyway_takes_the_version_that_was_told(ann):
    opportunity = an_opportunity(standing_on="Sign")
    shown = opportunity.version
    edit_opportunity(opportunity, description="Sixty desks")
    with pytest.raises(ChangedMeanwhile) as told:
        edit_opportunity(opportunity, description="Seventy desks", version=shown)

    edit_opportunity(
        opportunity, description="Seventy desks", version=told.value.version
    )

    assert Opportunity.objects.get().description == "Seventy desks"


def test_only_who_may_edit_opportunities_edits_them(ann):
    opportunity = an_opportunity(standing_on="Sign")

    with (
        refused(NotPermitted),
        acting_as(ann_without("opportunities.edit_opportunity")),
    ):
        edit_opportunity(opportunity, description="Sixty desks")
