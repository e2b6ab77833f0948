"""Reopening a closed opportunity (END-6)."""

from __future__ import annotations

import pytest

from kans.contacts.actions import delete_contact
from kans.customers.models import Customer
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.opportunities.actions import (
    activate_first_stage,
    close_opportunity,
    edit_opportunity,
    move_opportunity,
    reopen_opportunity,
)
from kans.opportunities.actions.moving import may_advance
from kans.opportunities.models import Opportunity
from kans.opportunities.queries import with_standing
from kans.opportunities.rules.closing import (
    ClosedBeforeLastChange,
    ContactGone,
    OpportunityNotClosed,
    Outcome,
    ReopenedBeforeClosed,
)
from kans.opportunities.rules.moves import ChangeTooEarly, Move
from tests.builders import (
    APRIL_1,
    JUNE_30,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    MARCH_31,
    a_contact,
    a_sales_cycle,
    a_stage,
    an_estimate,
    an_opportunity,
    ann_without,
    customers_are_numbered,
)
from tests.opportunities.common import code, lost, refused, the_entries, won
from tests.opportunities.pages import AT, banner_of


@pytest.mark.parametrize(("close", "taken"), [(won, "Won"), (lost, "Lost")])
def test_a_reopened_one_stands_again_where_it_stood(ann, clock, close, taken):
    opportunity = an_opportunity("Qualify", "Sign", standing_on="Sign")
    close(opportunity, on=MARCH_8)
    clock.set(MARCH_31)

    reopen_opportunity(opportunity)

    assert the_entries(opportunity) == [
        (1, "Sign", "", MARCH_1, False, 7),
        (2, "", taken, MARCH_8, False, 23),
        (3, "Sign", "Reopened", MARCH_31, True, 0),
    ]


def test_a_reopened_one_takes_the_estimates_of_the_entry_before(ann, clock):
    opportunity = an_opportunity(
        a_stage("Sign", completed=80),
        standing_on="Sign",
        estimate=an_estimate(2000, 60),
    )
    won(opportunity, on=MARCH_8)
    clock.set(MARCH_31)

    reopen_opportunity(opportunity)

    shown = Opportunity.objects.get()
    for it in (shown, opportunity.entries.get(active=True)):
        assert (it.stage_number, it.stage_description) == (1, "Sign")
        assert (it.estimated_value, it.chances_of_success) == (2000, 60)
        assert (it.completed, it.probability) == (80, 48)
        assert it.calculated_current_value == 960
        assert it.estimated_close_date == JUNE_30
        assert (it.date_of_change, it.close_code) == (MARCH_31, None)
    assert (shown.status, shown.closed, shown.date_closed) == (
        "In Progress",
        False,
        None,
    )


def test_it_is_the_last_entry_before_the_closing_that_comes_back(ann, clock):
    opportunity = an_opportunity(standing_on="Qualify")
    move_opportunity(opportunity, Move.NEXT, on=MARCH_2, estimate=an_estimate(1500, 40))
    lost(opportunity)
    clock.set(MARCH_8)

    reopen_opportunity(opportunity)

    shown = Opportunity.objects.get()
    assert (shown.stage_description, shown.estimated_value) == ("Present", 1500)


def test_one_may_be_reopened_twice(ann, clock):
    opportunity = an_opportunity("Sign", standing_on="Sign")
    clock.set(MARCH_31)
    for day in (MARCH_8, MARCH_31):
        won(opportunity, on=day)
        reopen_opportunity(opportunity)

    assert the_entries(opportunity) == [
        (1, "Sign", "", MARCH_1, False, 7),
        (2, "", "Won", MARCH_8, False, 23),
        (3, "Sign", "Reopened", MARCH_31, False, 0),
        (4, "", "Won", MARCH_31, False, 0),
        (5, "Sign", "Reopened", MARCH_31, True, 0),
    ]
    assert Opportunity.objects.get().estimated_value == 1000


def test_a_reopened_one_goes_on_as_before(ann, clock):
    opportunity = an_opportunity("Qualify", "Sign", standing_on="Qualify")
    lost(opportunity)
    clock.set(MARCH_31)
    reopen_opportunity(opportunity)

    entry = move_opportunity(opportunity, Move.NEXT, on=APRIL_1, estimate=an_estimate())

    assert the_entries(opportunity)[-2:] == [
        (3, "Qualify", "Reopened", MARCH_31, False, 1),
        (4, "Sign", "Next", APRIL_1, True, 0),
    ]
    assert entry.previous_stage.description == "Qualify"


# One that was closed before it started -------------------------------------------


def test_one_closed_before_it_started_returns_there(ann, clock):
    opportunity = an_opportunity(creation_date=MARCH_1)
    won(opportunity, on=MARCH_8)
    clock.set(MARCH_31)

    reopen_opportunity(opportunity)

    assert the_entries(opportunity) == [(1, "", "Won", MARCH_8, False, 23)]
    shown = Opportunity.objects.get()
    assert (shown.status, shown.closed, shown.date_closed) == (
        "Not Started",
        False,
        None,
    )
    assert (shown.stage, shown.stage_number, shown.stage_description) == (
        None,
        None,
        "",
    )
    assert (shown.estimated_value, shown.calculated_current_value) == (0, 0)
    assert (shown.chances_of_success, shown.completed, shown.probability) == (0, 0, 0)
    assert (shown.date_of_change, shown.estimated_close_date) == (None, None)
    assert (shown.close_code, shown.active) == (None, None)


def test_one_closed_twice_before_it_started_returns_there_twice(ann, clock):
    opportunity = an_opportunity(creation_date=MARCH_1)
    clock.set(MARCH_31)
    won(opportunity, on=MARCH_8)
    reopen_opportunity(opportunity)
    lost(opportunity, on=MARCH_31)

    reopen_opportunity(opportunity)

    assert the_entries(opportunity) == [
        (1, "", "Won", MARCH_8, False, 23),
        (2, "", "Lost", MARCH_31, False, 0),
    ]
    shown = Opportunity.objects.get()
    assert (shown.status, shown.calculated_current_value) == ("Not Started", 0)


def test_one_that_returned_to_its_beginning_may_start_after_all(ann, clock):
    opportunity = an_opportunity("Qualify", "Sign", creation_date=MARCH_1)
    lost(opportunity, on=MARCH_8)
    clock.set(MARCH_31)
    reopen_opportunity(opportunity)

    activate_first_stage(opportunity, on=MARCH_31, estimate=an_estimate())
    lost(opportunity, on=APRIL_1)
    clock.set(APRIL_1)
    reopen_opportunity(opportunity)

    assert the_entries(opportunity) == [
        (1, "", "Lost", MARCH_8, False, 23),
        (2, "Qualify", "", MARCH_31, False, 1),
        (3, "", "Lost", APRIL_1, False, 0),
        (4, "Qualify", "Reopened", APRIL_1, True, 0),
    ]


def test_its_history_does_not_go_back_before_it_was_reopened(ann, clock):
    opportunity = an_opportunity(creation_date=MARCH_1)
    reason = code(Outcome.LOST)
    lost(opportunity, on=MARCH_2)
    clock.set(MARCH_8)
    reopen_opportunity(opportunity)

    with refused(ChangeTooEarly(since=MARCH_8)):
        activate_first_stage(opportunity, on=MARCH_2, estimate=an_estimate())
    with refused(ClosedBeforeLastChange(since=MARCH_8)):
        close_opportunity(opportunity, Outcome.LOST, reason, on=MARCH_2)


def test_one_that_returned_to_its_beginning_may_follow_another_cycle(ann, clock):
    opportunity = an_opportunity("Qualify", creation_date=MARCH_1)
    lost(opportunity, on=MARCH_1)
    reopen_opportunity(opportunity)

    edit_opportunity(opportunity, sales_cycle=a_sales_cycle("Call", code="OTHER"))
    entry = activate_first_stage(opportunity, on=MARCH_1, estimate=an_estimate())

    assert entry.stage_description == "Call"
    assert [e.sales_cycle.code for e in opportunity.entries.order_by("number")] == [
        "FIRM1",
        "OTHER",
    ]


# One whose contact was deleted meanwhile ------------------------------------------


@pytest.fixture
def without_contact(ann):
    """In progress again, for nobody: Contoso was deleted while it was closed."""
    customers_are_numbered()
    opportunity = an_opportunity("Qualify", "Sign", standing_on="Qualify")
    lost(opportunity, on=MARCH_1)
    delete_contact(opportunity.contact)
    reopen_opportunity(Opportunity.objects.get())
    return Opportunity.objects.get()


def test_one_whose_contact_was_deleted_comes_back_and_asks_for_another(
    browser, without_contact
):
    """END-6: to be moved or won it is for somebody."""
    opportunity, gone = without_contact, ContactGone(number="OP0001")
    code(Outcome.WON)

    assert (opportunity.status, opportunity.contact) == ("In Progress", None)
    assert opportunity.contact_name == "Contoso"
    assert banner_of(browser.get(f"{AT}OP0001/update/")) == str(gone)
    with refused(gone):
        move_opportunity(opportunity, Move.NEXT, on=MARCH_1, estimate=an_estimate())
    with refused(ContactGone(number="OP0001", at="outcome")):
        won(opportunity, on=MARCH_1)
    (judged,) = with_standing([opportunity.pk])
    assert may_advance(judged, on=MARCH_1) == (gone,)


def test_any_contact_may_be_chosen_for_it_and_becomes_the_customer(
    browser, without_contact
):
    other = a_contact("Fabrikam")
    version = without_contact.version
    edit = {"only": "contact", "contact": other.number, "version": version}

    done = browser.post(f"{AT}OP0001/edit/", edit)
    won(Opportunity.objects.get(), on=MARCH_1)

    assert done.status_code == 302
    shown = Opportunity.objects.get()
    assert (shown.status, shown.contact_name) == ("Won", "Fabrikam")
    assert Customer.objects.get().contact == other
    assert set(shown.entries.values_list("contact__name", flat=True)) == {
        None,
        "Fabrikam",
    }


def test_one_without_contact_that_never_started_asks_for_one_first(ann):
    opportunity = an_opportunity("Qualify")
    lost(opportunity, on=MARCH_1)
    delete_contact(opportunity.contact)
    reopen_opportunity(Opportunity.objects.get())
    opportunity = Opportunity.objects.get()

    with refused(ContactGone(number="OP0001")):
        activate_first_stage(opportunity, on=MARCH_1, estimate=an_estimate())
    lost(opportunity, on=MARCH_1)


# Refusals --------------------------------------------------------------------------


@pytest.mark.parametrize("standing_on", [None, "Qualify"])
def test_an_open_one_is_not_reopened(ann, standing_on):
    opportunity = an_opportunity(standing_on=standing_on)

    with refused(OpportunityNotClosed(number="OP0001")):
        reopen_opportunity(opportunity)


def test_one_is_not_reopened_before_it_was_closed(ann, clock):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity, on=MARCH_8)
    clock.set(MARCH_2)

    with refused(ReopenedBeforeClosed(closed=MARCH_8)):
        reopen_opportunity(opportunity)


def test_one_may_be_reopened_on_the_day_it_was_closed(ann, clock):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity, on=MARCH_8)
    clock.set(MARCH_8)

    reopen_opportunity(opportunity)

    assert Opportunity.objects.get().status == "In Progress"


def test_who_reopens_second_is_told(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity, on=MARCH_1)
    shown = Opportunity.objects.get().version
    reopen_opportunity(opportunity, version=shown)
    lost(opportunity, on=MARCH_1)

    with refused(ChangedMeanwhile):
        reopen_opportunity(opportunity, version=shown)


def test_only_who_may_reopen_opportunities_reopens_them(ann):
    opportunity = an_opportunity(standing_on="Sign")
    lost(opportunity, on=MARCH_1)

    with (
        refused(NotPermitted),
        acting_as(ann_without("opportunities.reopen_opportunity")),
    ):
        reopen_opportunity(opportunity)
