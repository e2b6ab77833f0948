"""`kans import --update`: rows whose record is there already become edits of it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kans.contacts.models import Contact
from kans.foundation.models import Change
from kans.opportunities.models import Opportunity
from kans.team.models import Salesperson
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_salesperson,
    an_opportunity,
)


@pytest.fixture
def cronus_works(ann):
    free = a_number_series("FREE", "X0001", manual_numbers=True)
    a_marketing_setup(contact_numbers=free, opportunity_numbers=free)


@pytest.fixture
def run(tmp_path):
    def run(kind, text, *options):
        (tmp_path / "rows.csv").write_text(text)
        said, complained = StringIO(), StringIO()
        try:
            call_command(
                *("import", kind, str(tmp_path / "rows.csv")),
                *("--company=cronus", "--update", *options),
                stdout=said,
                stderr=complained,
            )
        except CommandError:
            assert complained.getvalue()
        return said.getvalue().strip(), complained.getvalue().strip()

    return run


def test_a_contact_found_by_external_id_or_number_is_edited(cronus_works, run):
    a_contact("Zeta", number="C1", external_id="7", city="Ede", phone="0318 1")
    a_contact("Acme", number="C2", city="Ede")

    said, _ = run(
        "contacts",
        "external_id,number,name,city,phone\n7,,Zeta BV,Lunteren,\n,C2,Acme,Ede,\n"
        "8,,Beta,Goes,\n",
    )

    assert said == "1 created, 1 updated, 1 known already, 0 refused."
    zeta = Contact.objects.get(external_id="7")
    assert (zeta.name, zeta.city, zeta.phone) == ("Zeta BV", "Lunteren", "0318 1")
    assert Contact.objects.get(number="C2").version == 1


def test_a_salesperson_is_edited_by_code(cronus_works, run):
    a_salesperson("JO", "Jo", email="jo@cronus.example")

    said, _ = run("salespeople", "code;name;blocked;commission\njo;Johan;ja;2,5\n")

    assert said == "0 created, 1 updated, 0 known already, 0 refused."
    jo = Salesperson.objects.get()
    assert (jo.name, jo.blocked, str(jo.commission)) == ("Johan", True, "2.50")
    assert jo.email == "jo@cronus.example"


def test_an_opportunity_keeps_what_its_process_decides(cronus_works, run):
    a_salesperson("EL", "Els")
    was = an_opportunity(standing_on="Qualify", number="OP1")

    said, _ = run(
        "opportunities",
        "No.,Description,Salesperson,Priority,Current Stage,Estimated Value (LCY)\n"
        "OP1,Sixty desks,EL,Hoog,Sign,99999\n",
    )

    assert said == "0 created, 1 updated, 0 known already, 0 refused."
    now = Opportunity.objects.get()
    assert (now.description, now.salesperson.code, now.priority) == (
        *("Sixty desks", "EL", 3),
    )
    assert now.active.salesperson_id == now.salesperson_id
    assert (now.stage_description, now.estimated_value) == (
        *("Qualify", was.estimated_value),
    )


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("contacts", "number,email\nC1,nowhere\n", "line 2, email: "),
        ("contacts", "number,type\nC1,Persoon\n", "line 2, type: Zeta is a Company"),
        ("opportunities", "number,salesperson\nOP1,XX\n", "line 2, salesperson: "),
        ("salespeople", "code,commission\nJO,101\n", "line 2, commission: "),
    ],
)
def test_an_edit_passes_the_rules_of_its_page(cronus_works, run, kind, text, problem):
    a_contact("Zeta", number="C1")
    an_opportunity(number="OP1")
    before = Change.objects.count()

    said, complained = run(kind, text)

    assert said == "0 created, 0 updated, 0 known already, 1 refused."
    assert complained.startswith(problem)
    assert Change.objects.count() == before


def test_a_dry_run_says_what_would_be_edited(cronus_works, run):
    a_contact("Zeta", number="C1", city="Ede")

    said, _ = run("contacts", "number,city\nC1,Goes\n", "--dry-run")

    assert said == "0 would be created, 1 updated, 0 known already, 0 refused."
    assert Contact.objects.get().city == "Ede"


def test_a_whole_import_is_one_batch_of_the_journal(cronus_works, run):
    run("contacts", "name\n" + "\n".join(f"C{n}" for n in range(1100)))

    changes = Change.objects.filter(verb="apply_import")
    assert changes.count() == 3
    assert changes.values("batch").distinct().count() == 1


def test_persons_may_stand_above_their_company(cronus_works, run):
    said, complained = run(
        "contacts",
        "Name,Type,Company Name\nAda,Person,Zeta\nZeta,Company,Zeta\n",
    )

    assert (said, complained) == (
        *("2 created, 0 updated, 0 known already, 0 refused.", ""),
    )
    assert Contact.objects.get(name="Ada").company_contact.name == "Zeta"
