"""Creating an opportunity (CRE-2, CRE-3, OPP-1, OPP-4, OPP-5, CYC-5, CYC-7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.number_series.models import (
    ManualNumberRefused,
    NumbersExhausted,
    NumberTaken,
    SetupMissing,
)
from kans.opportunities.actions import create_opportunity
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules.estimates import (
    ChancesOfSuccessMissing,
    ClosesBeforeChange,
    Estimate,
    EstimatedCloseDateMissing,
    EstimatedValueMissing,
)
from kans.opportunities.rules.moves import CycleWithoutStages
from kans.opportunities.rules.opening import (
    ContactMissing,
    ContactPrivacyBlocked,
    DescriptionMissing,
    SalesCycleBlocked,
    SalesCycleMissing,
    SalespersonMissing,
)
from kans.team.models import SalespersonBlocked, SalespersonPrivacyBlocked
from tests.builders import (
    FEBRUARY_1,
    JUNE_30,
    MARCH_1,
    MARCH_8,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_number_series_line,
    a_person,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_estimate,
    ann_without,
)
from tests.opportunities.common import refused, the_entries


@pytest.fixture
def setup(ann):
    """A company that numbers its opportunities and has a default sales cycle."""
    qualify = a_stage("Qualify", completed=10, chances_of_success=30, date_formula="1M")
    return a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP00001"),
        default_sales_cycle=a_sales_cycle(qualify, "Sign"),
    )


def a_client(**facts):
    """A company with a salesperson of its own."""
    return a_contact("Contoso", salesperson=a_salesperson("JO"), **facts)


def create(**facts):
    given = {"description": "Fifty desks"} | facts
    contact = given.pop("contact") if "contact" in given else a_client()
    return create_opportunity(contact=contact, **given)


# What it becomes ---------------------------------------------------------------


def test_a_new_opportunity_has_not_started(setup):
    create()

    made = Opportunity.objects.get()
    assert (made.number, made.description) == ("OP00001", "Fifty desks")
    assert (made.status, made.closed, made.date_closed) == ("Not Started", False, None)
    assert (made.priority, made.creation_date) == (Priority.NORMAL, MARCH_1)
    assert (made.active, made.stage, made.estimated_value) == (None, None, 0)
    assert not made.entries.exists()


def test_what_is_given_is_taken(setup):
    cycle, jim = a_sales_cycle("Call", code="OTHER"), a_salesperson("JR", "Jim")

    made = create(
        description="  Sixty desks ",
        salesperson=jim,
        sales_cycle=cycle,
        priority=Priority.HIGH,
    )

    assert (made.description, made.priority) == ("Sixty desks", Priority.HIGH)
    assert (made.salesperson, made.sales_cycle) == (jim, cycle)


def test_the_company_of_a_person_is_the_contact_company(setup):
    contoso = a_client()
    clara = a_person("Clara Smit", at=contoso)

    made = create(contact=clara, salesperson=contoso.salesperson)

    assert (made.contact, made.contact_company) == (clara, contoso)
    assert (made.contact_name, made.company_name) == ("Clara Smit", "Contoso")


def test_a_company_is_its_own_contact_company(setup):
    made = create()

    assert made.contact == made.contact_company
    assert (made.contact_name, made.company_name) == ("Contoso", "Contoso")


def test_a_person_without_a_company_has_none(setup):
    made = create(contact=a_person("Clara"), salesperson=a_salesperson())

    assert (made.contact_company, made.company_name) == (None, "")


def test_it_is_created_on_the_work_date(setup, ann):
    with acting_as(replace(ann, work_date=FEBRUARY_1)):
        made = create()

    assert made.creation_date == FEBRUARY_1


def test_only_an_import_gives_another_creation_date(setup):
    assert create(creation_date=FEBRUARY_1).creation_date == FEBRUARY_1


def test_creating_is_one_change_about_the_opportunity(setup):
    made = create(first_estimate=an_estimate())

    change = Change.objects.get(verb="create_opportunity")
    assert (change.subject_id, change.subject_text) == (made.pk, "OP00001 Fifty desks")
    assert {r.record_type for r in change.records.filter(kind="C")} == {
        "opportunities.opportunity",
        "opportunities.opportunityentry",
    }


# Defaults ------------------------------------------------------------------------


def test_the_salesperson_is_the_contacts_else_the_users_own(setup, ann):
    own = a_salesperson("ANN", "Ann")
    with acting_as(replace(ann, salesperson_id=own.pk)):
        assert create().salesperson.code == "JO"
        assert create(contact=a_contact("Fabrikam")).salesperson == own


@pytest.mark.parametrize("block", ["blocked", "privacy_blocked"])
def test_a_blocked_salesperson_is_no_default(setup, ann, block):
    jim = a_salesperson("JR", **{block: True})
    own = a_salesperson("ANN", "Ann")
    with acting_as(replace(ann, salesperson_id=own.pk)):
        made = create(contact=a_contact("Fabrikam", salesperson=jim))

    assert made.salesperson == own


def test_the_sales_cycle_is_that_of_the_setup(setup):
    assert create().sales_cycle == setup.default_sales_cycle  # CYC-7


def test_a_blocked_sales_cycle_is_no_default(setup):
    with open_change("test"):
        setup.default_sales_cycle.blocked = True
        setup.default_sales_cycle.save()
    contoso = a_client()

    with refused(SalesCycleMissing):
        create(contact=contoso)


# Numbers -------------------------------------------------------------------------


def test_numbers_follow_each_other(setup):
    jim = a_salesperson("JR")

    made = [create(contact=a_contact(), salesperson=jim).number for _ in range(3)]

    assert made == ["OP00001", "OP00002", "OP00003"]


def test_a_number_that_was_typed_before_is_passed_over(setup):
    allow_typed_numbers(setup)
    jim = a_salesperson("JR")
    create(number="op00001", salesperson=jim, contact=a_contact())

    made = create(salesperson=jim, contact=a_contact())

    assert made.number == "OP00002"


def test_a_typed_number_is_written_in_capitals(setup):
    allow_typed_numbers(setup)

    assert create(number=" deal-7 ").number == "DEAL-7"
    assert Opportunity.objects.get().number == "DEAL-7"


@pytest.mark.parametrize("typed", ["", "  "])
def test_a_blank_number_is_none(setup, typed):
    assert create(number=typed).number == "OP00001"


def test_a_number_is_not_typed_unless_the_series_allows_it(setup):
    contoso = a_client()

    with refused(ManualNumberRefused(series="OPP")):
        create(contact=contoso, number="DEAL-7")


def test_a_number_is_given_once(setup):
    allow_typed_numbers(setup)
    contoso = a_client()
    create(contact=contoso, number="DEAL-7")

    with refused(NumberTaken(number="DEAL-7")):
        create(contact=contoso, number="deal-7")


def test_without_a_series_a_number_is_typed_or_the_setup_is_wanting(ann):
    cycle, contoso = a_sales_cycle("Qualify"), a_client()

    with refused(SetupMissing):
        create(contact=contoso, sales_cycle=cycle)
    assert create(contact=contoso, sales_cycle=cycle, number="D1").number == "D1"


def test_a_refused_opportunity_takes_no_number(setup):
    contoso = a_client()

    with refused(DescriptionMissing):
        create(contact=contoso, description="")

    assert create(contact=contoso).number == "OP00001"


def test_a_series_that_ran_out_gives_none(setup):
    series = a_number_series("SHORT")
    with open_change("test"):
        series.lines.all().update(ending_number="OP00001")
    a_marketing_setup(opportunity_numbers=series)
    contoso = a_client()
    create(contact=contoso)

    with refused(NumbersExhausted(series="SHORT")):
        create(contact=contoso)


def test_a_number_is_of_the_creation_date(setup):
    a_number_series_line(setup.opportunity_numbers, "MRT-001", starting_date=MARCH_8)

    assert create(creation_date=MARCH_1).number == "OP00001"
    assert create(contact=a_client_again(), creation_date=MARCH_8).number == "MRT-001"


def allow_typed_numbers(setup):
    with open_change("test"):
        setup.opportunity_numbers.manual_numbers = True
        setup.opportunity_numbers.save()


def a_client_again():
    return a_contact("Fabrikam", salesperson=a_salesperson("JR"))


# With its first stage ------------------------------------------------------------


def test_a_first_estimate_activates_the_first_stage(setup):
    made = create(first_estimate=an_estimate(2000, 60))

    assert the_entries(made) == [(1, "Qualify", "", MARCH_1, True, 0)]
    shown = Opportunity.objects.get()
    assert (shown.status, shown.stage_description) == ("In Progress", "Qualify")
    assert (shown.estimated_value, shown.chances_of_success) == (2000, 60)
    assert (shown.probability, shown.calculated_current_value) == (6, 120)
    assert shown.estimated_close_date == JUNE_30
    assert shown.number_of_entries == 1


def test_what_the_first_estimate_leaves_out_is_taken_from_the_stage(setup):
    create(first_estimate=Estimate(Decimal(1000)))

    shown = Opportunity.objects.get()
    assert shown.chances_of_success == 30
    assert shown.estimated_close_date == date(2026, 4, 1)


def test_the_first_estimate_is_kept_in_whole_cents(setup):
    create(first_estimate=an_estimate("1000.005", "33.335"))

    shown = Opportunity.objects.get()
    assert shown.estimated_value == Decimal("1000.01")
    assert shown.chances_of_success == Decimal("33.34")
    assert shown.probability == Decimal("3.334")


@pytest.mark.parametrize(
    ("estimate", "refusals"),
    [
        (Estimate(), [EstimatedValueMissing]),
        (an_estimate("0.004"), [EstimatedValueMissing]),
        (an_estimate(0, 0), [EstimatedValueMissing, ChancesOfSuccessMissing]),
        (an_estimate(chances=101), [ChancesOfSuccessMissing]),
        (an_estimate(close_date=FEBRUARY_1), [ClosesBeforeChange]),
    ],
)
def test_a_first_estimate_that_lacks_something_is_refused(setup, estimate, refusals):
    contoso = a_client()

    with refused(*refusals):
        create(contact=contoso, first_estimate=estimate)


def test_a_cycle_without_stages_has_no_first_one(setup):
    contoso, empty = a_client(), a_sales_cycle(a_stage(), code="EMPTY")
    with open_change("test"):
        empty.stages.all().delete()

    with refused(CycleWithoutStages(cycle="EMPTY")):
        create(contact=contoso, sales_cycle=empty, first_estimate=an_estimate())

    assert create(contact=contoso, sales_cycle=empty).status == "Not Started"


# Refusals ------------------------------------------------------------------------


def test_each_missing_field_is_named_all_at_once(ann):
    with refused(
        DescriptionMissing,
        ContactMissing,
        SalespersonMissing,
        SalesCycleMissing,
        EstimatedValueMissing,
        ChancesOfSuccessMissing,
        EstimatedCloseDateMissing,
    ):
        create_opportunity(description=" ", contact=None, first_estimate=Estimate())


def test_each_refusal_points_at_its_field():
    errors = (DescriptionMissing, ContactMissing, SalespersonMissing, SalesCycleMissing)

    assert [error.field for error in errors] == [
        "description",
        "contact",
        "salesperson",
        "sales_cycle",
    ]


def test_a_blocked_sales_cycle_is_not_chosen(setup):  # CYC-5
    contoso, old = a_client(), a_sales_cycle("Call", code="OLD", blocked=True)

    with refused(SalesCycleBlocked(cycle="OLD")):
        create(contact=contoso, sales_cycle=old)


@pytest.mark.parametrize(
    ("block", "refusal"),
    [("blocked", SalespersonBlocked), ("privacy_blocked", SalespersonPrivacyBlocked)],
)
def test_a_blocked_salesperson_is_not_chosen(setup, block, refusal):
    contoso, jim = a_client(), a_salesperson("JR", **{block: True})

    with refused(refusal(code="JR")):
        create(contact=contoso, salesperson=jim)


def test_a_privacy_blocked_contact_is_not_chosen(setup):
    contoso = a_client(privacy_blocked=True)
    clara = a_person(at=contoso, salesperson=contoso.salesperson)

    with refused(ContactPrivacyBlocked(contact="Contoso")):
        create(contact=contoso)
    with refused(ContactPrivacyBlocked(contact="Contoso")):
        create(contact=clara)


def test_only_who_may_create_opportunities_creates_them(setup):
    contoso = a_client()

    with (
        refused(NotPermitted),
        acting_as(ann_without("opportunities.create_opportunity")),
    ):
        create(contact=contoso)
