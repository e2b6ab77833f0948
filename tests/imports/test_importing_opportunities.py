"""Importing opportunities: where a row says one stands, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.models import Change
from kans.imports.actions import import_opportunities
from kans.imports.rows import NumberedRow, References
from kans.imports.rules.mapping import ColumnMapping
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from tests.builders import (
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    ann_without,
)

ROW = {
    "external_id": "X1",
    "description": "Printers",
    "contact": "Contoso",
    "salesperson": "JO",
    "sales_cycle": "FIRM",
    "creation_date": "2026-01-10",
    "stage": "Present",
    "date_of_change": "2026-01-20",
    "estimated_value": "1000",
    "estimated_close_date": "+3M",
}
CLOSED = {**ROW, "last_stage": "Present", "date_closed": "2026-02-15"}
WON = {**CLOSED, "stage": "Won", "sales_value": "900"}
LOST = {**CLOSED, "stage": "Lost"}


@pytest.fixture
def cronus_sells(ann):
    """CRONUS, with all that the rows refer to."""
    a_marketing_setup(opportunity_numbers=a_number_series("OPP", "OP001"))
    a_contact("Contoso")
    a_salesperson("JO")
    a_sales_cycle(
        a_stage("Qualify", completed=Decimal(10), chances_of_success=Decimal(20)),
        a_stage("Present", completed=Decimal(50), chances_of_success=Decimal(60)),
        a_stage("Sign", completed=Decimal(90), chances_of_success=Decimal(90)),
    )
    a_close_code("WON", Outcome.WON)
    a_close_code("LOST", Outcome.LOST)


def imported(*rows, mapping=None, seen=None):
    numbered = [NumberedRow(line, row) for line, row in enumerate(rows, start=2)]
    references = References(mapping or ColumnMapping())
    return import_opportunities(
        numbered, references, seen=set() if seen is None else seen
    )


def story(opportunity):
    return [
        (e.action_taken, e.stage_description, e.date_of_change.isoformat(), e.active)
        for e in opportunity.entries.order_by("number")
    ]


@pytest.mark.parametrize(
    ("row", "status", "entries"),
    [
        ({**ROW, "stage": ""}, "Not Started", []),
        (
            {**ROW, "stage": "Qualify", "date_of_change": ""},
            "In Progress",
            [("", "Qualify", "2026-01-10", True)],
        ),
        (
            {**ROW, "stage": "Qualify"},
            "In Progress",
            [
                ("", "Qualify", "2026-01-10", False),
                ("Updated", "Qualify", "2026-01-20", True),
            ],
        ),
        ({**ROW, "status": "Niet gestart"}, "Not Started", []),
        (
            {**LOST, "stage": "", "status": "verloren", "last_stage": "Qualify"},
            "Lost",
            [
                ("", "Qualify", "2026-01-10", False),
                ("Lost", "", "2026-02-15", True),
            ],
        ),
        (
            {**ROW, "stage": "", "status": "In behandeling", "date_of_change": ""},
            "In Progress",
            [("", "Qualify", "2026-01-10", True)],
        ),
        (
            ROW,
            "In Progress",
            [
                ("", "Qualify", "2026-01-10", False),
                ("Next", "Present", "2026-01-20", True),
            ],
        ),
        (
            {**ROW, "stage": "3"},
            "In Progress",
            [
                ("", "Qualify", "2026-01-10", False),
                ("Jumped", "Sign", "2026-01-20", True),
            ],
        ),
        (
            WON,
            "Won",
            [
                ("", "Qualify", "2026-01-10", False),
                ("Next", "Present", "2026-01-20", False),
                ("Won", "", "2026-02-15", True),
            ],
        ),
        (
            {**LOST, "last_stage": ""},
            "Lost",
            [("Lost", "", "2026-02-15", True)],
        ),
    ],
)
def test_a_row_says_where_an_opportunity_stands(cronus_sells, row, status, entries):
    outcomes = imported(row)

    opportunity = Opportunity.objects.get()
    assert (outcomes.created, outcomes.refused) == (1, 0)
    assert opportunity.status == status
    assert story(opportunity) == entries


def test_a_won_row_counts_its_sales(cronus_sells):
    imported(WON)

    won = Opportunity.objects.get()
    assert won.number == "OP001"
    assert won.creation_date == date(2026, 1, 10)
    assert won.date_closed == date(2026, 2, 15)
    assert won.estimated_value == Decimal(1000)
    assert won.calculated_current_value == Decimal(900)
    assert won.close_code.code == "WON"


def test_what_a_row_leaves_out_is_taken_from_the_stage(cronus_sells):
    imported(ROW)

    opportunity = Opportunity.objects.get()
    assert opportunity.chances_of_success == Decimal(60)
    assert opportunity.probability == Decimal(30)
    assert opportunity.estimated_close_date == date(2026, 4, 20)


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ({**ROW, "description": ""}, [("description", "DescriptionMissing")]),
        ({**ROW, "contact": ""}, [("contact", "ContactMissing")]),
        ({**ROW, "contact": "Nobody"}, [("contact", "NotFound")]),
        ({**ROW, "salesperson": "XX"}, [("salesperson", "NotFound")]),
        ({**ROW, "sales_cycle": "XX"}, [("sales_cycle", "NotFound")]),
        ({**ROW, "stage": "Bargain"}, [("stage", "StageUnknown")]),
        (
            {**ROW, "estimated_value": "0"},
            [("estimated_value", "EstimatedValueMissing")],
        ),
        (
            {**ROW, "estimated_value": "9" * 31},
            [("estimated_value", "EstimatedValueTooLarge")],
        ),
        ({**WON, "sales_value": "9" * 31}, [("sales_value", "SalesValueTooLarge")]),
        ({**ROW, "estimated_value": "x"}, [("estimated_value", "NumberNotUnderstood")]),
        (
            {**ROW, "estimated_value": "0.004"},  # nothing, once rounded
            [("estimated_value", "EstimatedValueMissing")],
        ),
        ({**ROW, "creation_date": "soon"}, [("creation_date", "DateNotUnderstood")]),
        (
            {**ROW, "date_of_change": "2026-01-09"},
            [("date_of_change", "ChangeTooEarly")],
        ),
        ({**ROW, "priority": "Huge"}, [("priority", "ChoiceUnknown")]),
        ({**ROW, "status": "Asleep"}, [("status", "ChoiceUnknown")]),
        ({**ROW, "description": "x" * 101}, [("description", "TextTooLong")]),
        ({**ROW, "number": "X1"}, [("number", "ManualNumberRefused")]),
        ({**WON, "sales_value": "0"}, [("sales_value", "SalesValueMissing")]),
        ({**WON, "close_code": "LOST"}, [("close_code", "CloseCodeOfOtherOutcome")]),
        ({**WON, "date_closed": ""}, [("date_closed", "DateClosedMissing")]),
        (
            {**WON, "date_closed": "2026-01-19"},
            [("date_closed", "ClosedBeforeLastChange")],
        ),
        (
            {**ROW, "description": "", "contact": "", "salesperson": "XX"},
            [
                ("salesperson", "NotFound"),
                ("description", "DescriptionMissing"),
                ("contact", "ContactMissing"),
            ],
        ),
    ],
)
def test_a_refused_row_is_reported_and_the_rest_goes_in(cronus_sells, row, problems):
    outcomes = imported(row, {**ROW, "external_id": "X2"})

    assert [(p.line, p.field, p.code) for p in outcomes.problems] == [
        (2, field, code) for field, code in problems
    ]
    assert (outcomes.created, outcomes.refused) == (1, 1)
    assert Opportunity.objects.get().external_id == "X2"


def test_running_it_again_doubles_nothing(cronus_sells):
    imported(ROW, WON | {"external_id": "X2"})

    again = imported(ROW, WON | {"external_id": "X2"})

    assert (again.created, again.known, again.refused) == (0, 2, 0)
    assert Opportunity.objects.count() == 2


def test_what_stands_in_the_file_twice_goes_in_once(cronus_sells):
    seen = set()
    imported(ROW, seen=seen)

    outcomes = imported(
        {**ROW, "external_id": "X2"}, {**ROW, "external_id": "X2"}, seen=seen
    )

    assert (outcomes.created, outcomes.refused) == (1, 1)
    assert outcomes.problems[0].code == "RepeatedInFile"


def test_a_row_without_a_contact_goes_to_the_fallback(cronus_sells):
    fallback = ColumnMapping(fallback={"contact": "contoso"})

    assert imported({**ROW, "contact": ""}, mapping=fallback).created == 1
    assert Opportunity.objects.get().contact_name == "Contoso"


def test_what_has_that_number_already_is_known(cronus_sells):
    imported({**ROW, "external_id": ""})

    again = imported({**ROW, "external_id": "X1", "number": "op001"})

    assert (again.created, again.known, again.refused) == (0, 1, 0)


def test_one_number_with_two_external_ids_is_refused(cronus_sells):
    imported(ROW)

    again = imported({**ROW, "external_id": "X2", "number": "OP001"})

    assert (again.created, again.known, again.refused) == (0, 0, 1)
    assert "NumberTaken" in [p.code for p in again.problems]


def test_priorities_are_known_in_every_language(cronus_sells):
    imported({**ROW, "priority": "hoog"})

    assert Opportunity.objects.get().get_priority_display() == "High"


def test_numbers_in_use_are_passed_over(cronus_sells):
    a_marketing_setup(
        opportunity_numbers=a_number_series("FREE", "OP001", manual_numbers=True)
    )
    imported({**ROW, "number": "op002"})

    imported({**ROW, "external_id": "X2"}, {**ROW, "external_id": "X3"})

    numbers = Opportunity.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["OP001", "OP002", "OP003"]


def test_a_chunk_is_one_change_of_the_journal(cronus_sells):
    before = Change.objects.count()

    imported(*({**ROW, "external_id": f"X{n}"} for n in range(20)))

    assert Change.objects.count() == before + 1


def test_a_chunk_costs_the_same_queries_however_many_rows(cronus_sells):
    references = References(ColumnMapping())

    def queries_for(count, prefix):
        rows = [
            NumberedRow(n, {**WON, "external_id": f"{prefix}{n}"}) for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            import_opportunities(rows, references, seen=set())
        asked = [q["sql"] for q in queries]  # SQLite inserts some 25 rows at a time
        return sum(not sql.startswith("INSERT") for sql in asked)

    queries_for(1, "warm")
    assert queries_for(5, "few") == queries_for(80, "many")


def test_only_who_may_import_does(cronus_sells):
    lacking = ann_without("imports.import_opportunities")

    with acting_as(lacking), pytest.raises(NotPermitted):
        imported(ROW)

    assert not Opportunity.objects.exists()
