"""The check of a file says what its import does, and references mean whom they name."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kans.contacts.models import Contact, ContactType
from kans.foundation.acting.actors import acting_as
from kans.foundation.jobs import run_now
from kans.imports import checking
from kans.imports.actions.working import apply_import
from kans.imports.models import RowState
from kans.number_series.actions import edit_number_series_line
from kans.number_series.models import NumberSeries
from tests.builders import (
    a_company,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_person,
    a_sales_setup,
    a_unit_of_measure,
    a_vat_item_group,
    an_actor,
)
from tests.effort import effort
from tests.imports.builders import a_checked_import
from tests.imports.pages import (
    address,
    an_import,
    checked,
    counts,
    fields_of,
    imported,
)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 3)
    monkeypatch.setattr(checking, "CHUNK_OF_OPPORTUNITIES", 3)


def refusals(run):
    rows = run.rows.filter(state=RowState.REFUSED).order_by("line")
    return [(row.line, [p["code"] for p in row.problems]) for row in rows]


def what_was_said(run):
    run.refresh_from_db()
    return counts(run), refusals(run)


@pytest.fixture
def exported(cronus, ann, tmp_path):
    """Contacts of another company, exported: their numbers begin where ours do."""
    with acting_as(an_actor(a_company("Other"))):
        theirs = a_number_series("FREE", "X0001", manual_numbers=True)
        a_marketing_setup(contact_numbers=theirs, opportunity_numbers=theirs)
        for n in range(5):
            a_person(f"Person {n}", at=a_contact(f"Firm {n}"))
    file = tmp_path / "contacts.csv"
    call_command(
        *("export", "contacts", "--company=other", "--format=csv", "--language=en"),
        *("--columns=all", f"--output={file}"),
        stdout=StringIO(),
    )
    return file.read_text(encoding="utf-8-sig")


def test_an_export_mapped_to_external_id_keeps_each_person_at_their_company(
    browser, cronus_works, exported, small_chunks
):
    for name in ("Ours", "Ours too", "Ours as well", "Another"):
        a_contact(name)
    rows = list(csv.DictReader(StringIO(exported)))
    run = an_import(browser, exported)
    names = [column["name"] for column in run.columns]
    sent = {f"column_{names.index('External ID')}": ""}
    sent |= {f"column_{names.index('No.')}": "external_id"}
    run = checked(browser, run, **sent)
    said = what_was_said(run)

    imported(browser, run)

    assert said == what_was_said(run) == ((10, 0, 0, 0), [])
    company_of = {r["Name"]: r["Company Name"] for r in rows if r["Type"] == "Person"}
    assert len(company_of) == 5
    persons = Contact.objects.filter(type=ContactType.PERSON)
    assert dict(persons.values_list("name", "company_name")) == company_of


def test_a_number_of_ours_is_not_taken_for_one_of_another_program(cronus_works):
    a_contact("Ours", number="C1")
    text = "External ID,Name,Company No.\nE1,Firm,\nE2,Jo,C1\nE3,Ada,E1\nE4,Bo,Ours\n"

    run = a_checked_import(text)

    assert what_was_said(run) == ((3, 0, 0, 1), [(3, [""])])
    [row] = run.rows.all()
    assert "Here it is the number of Ours" in row.problems[0]["reason"]


KEYS = st.sampled_from(["", "", "E1", "E2", "E3", "X0001", "X0002", "X0005", "Ours"])
NAMES = st.sampled_from(["Acme", "Beta", "Acme Holding", "Ours", ""])
MAILS = st.sampled_from(["a@acme.example", "nowhere", ""])
ROWS = {
    "contacts": ("External ID,No.,Name,Company No.,E-Mail", KEYS, NAMES, KEYS, MAILS),
    "customers": ("External ID,No.,Name,Contact No.,E-Mail", KEYS, NAMES, KEYS, MAILS),
    "opportunities": ("External ID,No.,Description,Contact", KEYS, NAMES, KEYS),
    "salespeople": ("External ID,Code,Name,E-Mail", KEYS, NAMES, MAILS),
    "items": (
        "External ID,No.,Description,Base Unit of Measure,VAT Item Group",
        *(KEYS, NAMES, st.sampled_from(["PCS", "PCS", "none"]), st.just("STANDARD")),
    ),
}


SEVEN_DEALS = "Deal,Ours,JO\n" * 7


@pytest.mark.parametrize(
    ("kind", "text", "made"),
    [
        (
            "contacts",
            "Name,Company No.\n" + "".join(f"Firm {n},\n" for n in "abcde"),
            4,
        ),
        ("contacts", "Name,Company No.\nFirm,\nJo,Firm\nAda,Firm\nBo,Firm\nEva,\n", 4),
        (
            "opportunities",
            "Description,Contact,Salesperson\n" + "Deal,Ours,JO\n" * 7,
            4,
        ),
        ("customers", "Name,Contact No.\nA,\nB,\nC,\n", 2),  # and their contacts
    ],
)
def test_a_series_that_runs_out_midway_refuses_the_same_rows_in_check_and_import(
    cronus_works, small_chunks, kind, text, made
):
    a_contact("Ours", number="OURS")
    free = NumberSeries.objects.get()
    a_sales_setup(customer_numbers=free)
    edit_number_series_line(free.lines.get(), ending_number="X0004")
    run = a_checked_import(text, kind)
    said = what_was_said(run)

    run_now(apply_import(run))

    assert said == what_was_said(run)
    (created, _updated, _known, refused), reasons = said
    assert (created, refused) == (made, len(text.splitlines()) - 1 - made)
    assert {codes[0] for _line, codes in reasons} == {"NumbersExhausted"}


def test_a_row_corrected_after_the_last_number_is_refused_as_the_import_would(
    cronus_works, small_chunks, browser
):
    free = NumberSeries.objects.get()
    edit_number_series_line(free.lines.get(), ending_number="X0004")
    run = a_checked_import("Name,E-Mail\nA,\nB,nowhere\nC,\nD,\nE,\n")
    assert what_was_said(run)[0] == (4, 0, 0, 1)

    browser.post(address(run), {"cell_3_email": "b@b.example"})

    assert what_was_said(run) == ((4, 0, 0, 1), [(3, ["NumbersExhausted"])])


def test_the_numbers_of_a_file_are_ours_when_somebody_says_so(browser, cronus_works):
    a_contact("Ours", number="C1")
    text = "External ID,Name,Company No.\nE1,Jo,C1\n"

    unsaid = checked(browser, an_import(browser, text))
    assert counts(unsaid) == (0, 0, 0, 1)
    said = checked(browser, an_import(browser, text), own_numbers="yes")
    assert counts(said) == (1, 0, 0, 0)
    imported(browser, said)

    assert Contact.objects.get(external_id="E1").company_name == "Ours"
    again = an_import(browser, text)
    assert again.remembered
    assert not fields_of(browser.get(address(again, "columns/"))).get("own_numbers")
    assert counts(checked(browser, again)) == (0, 0, 1, 0)


def test_only_rows_that_may_name_a_contact_are_asked_whose_numbers_they_have(
    browser, cronus_works
):
    asked = {
        kind: "own_numbers" in browser.get(address(run, "columns/")).text
        for kind in ROWS
        for run in [an_import(browser, f"{ROWS[kind][0]}\nA,B,C,D\n", kind)]
    }

    assert {kind for kind, is_asked in asked.items() if is_asked} == {
        *("contacts", "customers", "opportunities"),
    }


def test_a_name_that_two_rows_of_customers_may_mean_is_refused_by_both(
    cronus_works, small_chunks
):
    a_contact("Ours")
    text = "Name,Contact No.\nOurs,\nA,\nB,\nC,Ours\n"
    a_sales_setup(customer_numbers=NumberSeries.objects.get())
    run = a_checked_import(text, "customers")
    said = what_was_said(run)

    run_now(apply_import(run))

    assert what_was_said(run) == said == ((3, 0, 0, 1), [(5, ["CalledLikeAnotherRow"])])


@st.composite
def files(draw):
    """Any kind of rows, known by an external id, a number, both or neither."""
    kind = draw(st.sampled_from(sorted(ROWS)))
    head, *cells = ROWS[kind]
    lines = draw(st.lists(st.tuples(KEYS, *cells), min_size=1, max_size=8))
    return kind, "\n".join([head, *(",".join(line) for line in lines)]) + "\n"


@given(file=files(), ending=st.sampled_from(["", "", "X0004", "X0007"]))
@settings(
    max_examples=effort(5, long=60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_check_of_any_file_says_what_its_import_does(
    cronus_works, small_chunks, file, ending
):
    kind, text = file
    with transaction.atomic():
        free = NumberSeries.objects.get()
        edit_number_series_line(free.lines.get(), ending_number=ending)
        a_sales_setup(customer_numbers=free, item_numbers=free)
        a_unit_of_measure("PCS")
        a_vat_item_group("STANDARD")
        a_contact("Ours", number="X0002")
        run = a_checked_import(text, kind)
        said = what_was_said(run)
        if run.created + run.updated:
            run_now(apply_import(run))
        assert what_was_said(run) == said
        transaction.set_rollback(True)
