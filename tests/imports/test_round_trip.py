"""What was exported can be imported again: nothing is lost, nothing is doubled."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kans.contacts.actions import create_contact
from kans.contacts.models import ContactType
from kans.customers.actions import create_as_customer, create_customer
from kans.customers.models import Block
from kans.foundation.acting.actors import acting_as
from kans.foundation.models import Change
from kans.imports.child.rows import convert
from kans.imports.reading import read_rows
from kans.lists.files.files import FORMATS as FORMATS_OF_FILES
from kans.lists.files.tables import Head, Table
from kans.opportunities.actions import (
    activate_first_stage,
    close_opportunity,
    move_opportunity,
)
from kans.opportunities.models import CloseOpportunityCode
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from kans.trade.models import ItemType
from tests.builders import (
    APRIL_1,
    FEBRUARY_1,
    JANUARY_1,
    MARCH_1,
    a_close_code,
    a_company,
    a_contact,
    a_currency,
    a_marketing_setup,
    a_number_series,
    a_payment_terms,
    a_person,
    a_sales_cycle,
    a_sales_setup,
    a_salesperson,
    a_stage,
    a_unit_of_measure,
    a_vat_customer_group,
    a_vat_item_group,
    an_actor,
    an_estimate,
    an_item,
    an_opportunity,
)
from tests.effort import effort

FORMATS = [("xlsx", "en"), ("csv", "en"), ("csv", "nl"), ("xlsx", "nl")]
KINDS = ["salespeople", "contacts", "items", "customers", "opportunities"]


def set_up():
    """What no export has: number series, sales cycles, close codes."""
    free = a_number_series("FREE", "X0001", manual_numbers=True)
    a_marketing_setup(contact_numbers=free, opportunity_numbers=free)
    a_sales_setup(item_numbers=free, customer_numbers=free)
    a_currency("USD")
    a_payment_terms("14D")
    a_vat_customer_group("EU")
    for unit in ("PCS", "HOUR"):
        a_unit_of_measure(unit)
    for group in ("STANDARD", "ZERO"):
        a_vat_item_group(group)
    a_close_code("WON", Outcome.WON, description="Best")
    a_close_code("PRICE", Outcome.LOST, description="Price")
    a_close_code("TIME", Outcome.LOST, description="Time")
    return a_sales_cycle(
        a_stage("Qualify", completed=Decimal(10), chances_of_success=Decimal(20)),
        a_stage("Présent", completed=Decimal(50), chances_of_success=Decimal(60)),
        a_stage("Sign", completed=Decimal(90), chances_of_success=Decimal(90)),
    )


@pytest.fixture
def cronus(cronus, ann):
    """CRONUS with some of everything."""
    cycle = set_up()
    jo = a_salesperson("JO", "Jo", commission=Decimal("2.5"), external_id="S-1")
    a_salesperson("EL", "=Éls", email="els@cronus.example", blocked=True)
    zeta = a_contact("Zeta B.V.", salesperson=jo, city="'s-Hertogenbosch")
    a_contact(
        "+Plus; \"Min\", 'én'", phone="+31 20 1234567", home_page="https://plus.example"
    )
    ada = create_contact(
        name="Ada van der Berg", company_contact=zeta, job_title="-CFO"
    )
    a_person("Zoë", minor=True, parental_consent=True, privacy_blocked=True)
    customers_of(zeta, ada)
    an_item("=Desk", unit_price=Decimal("1234.56789"), price_includes_vat=True)
    an_item(
        'Advice; "good"',
        type=ItemType.SERVICE,
        unit=a_unit_of_measure("HOUR"),
        vat_group=a_vat_item_group("ZERO"),
        unit_price=Decimal("87.5"),
        external_id="P-2",
        blocked=True,
    )
    facts = {"sales_cycle": cycle, "salesperson": jo, "creation_date": JANUARY_1}
    an_opportunity(contact=zeta, description="=1+1", priority=3, **facts)
    started = [
        an_opportunity(contact=contact, **facts) for contact in (zeta, ada, zeta, ada)
    ]
    for opportunity in started:
        activate_first_stage(opportunity, on=FEBRUARY_1, estimate=an_estimate(1234.5))
    _first, moved, won, lost = started
    move_opportunity(moved, Move.NEXT, on=MARCH_1, estimate=an_estimate(0.5, 12.5))
    move_opportunity(won, Move.NEXT, on=MARCH_1, estimate=an_estimate(70_000))
    close_opportunity(
        won, Outcome.WON, code("WON"), on=APRIL_1, sales_value=Decimal("999.95")
    )
    close_opportunity(lost, Outcome.LOST, code("TIME"), on=APRIL_1)
    return cronus


def customers_of(company, person):
    create_as_customer(
        company,
        number="=K1",
        primary_contact=person,
        currency=a_currency("USD"),
        payment_terms=a_payment_terms("14D"),
        vat_group=a_vat_customer_group("EU"),
        prices_include_vat=True,
        line_discount=Decimal("2.5"),
        document_discount=Decimal(1),
        blocked=Block.SHIP,
        external_id="K-1",
    )
    create_customer(ContactType.PERSON, name="Clara 'C' Smit", language="nl")


@pytest.fixture
def empty(cronus):
    """A company that has the same set-up, and nothing else."""
    company = a_company("Empty")
    with acting_as(an_actor(company)):
        set_up()
    return company


def code(name):
    return CloseOpportunityCode.objects.get(code=name)


def export(what, folder, company="cronus", kind="xlsx", language="en"):
    file = folder / f"{company}-{what}.{kind}"
    call_command(
        *("export", what, f"--company={company}", f"--format={kind}"),
        *(f"--language={language}", "--columns=all", f"--output={file}"),
        stdout=StringIO(),
    )
    return file


def bring_in(what, file, company, *options):
    said, complained = StringIO(), StringIO()
    try:
        call_command(
            *("import", what, str(file), f"--company={company}", *options),
            stdout=said,
            stderr=complained,
        )
    except CommandError:
        assert complained.getvalue() == ""
    return said.getvalue().strip()


OF_ITS_OWN = ["Last Modified", "Laatst gewijzigd", "No. of Entries", "Aantal posten"]


def told(file):
    """What a file tells, but for how and when each row came to be here.

    An opportunity comes in where it stands, not by all the entries that led there.
    """
    rows = read_rows(file)
    for row in rows:
        for own in OF_ITS_OWN:
            row.pop(own, None)
    return rows


@pytest.mark.parametrize(("kind", "language"), FORMATS)
def test_everything_that_was_exported_comes_in_elsewhere_as_it_was(
    empty, tmp_path, kind, language
):
    files = {w: export(w, tmp_path, "cronus", kind, language) for w in KINDS}

    said = [bring_in(what, files[what], "empty").splitlines()[0] for what in KINDS]

    assert said == [
        "2 created, 0 known already, 0 refused.",
        "5 created, 0 known already, 0 refused.",
        "2 created, 0 known already, 0 refused.",
        "2 created, 0 known already, 0 refused.",
        "5 created, 0 known already, 0 refused.",
    ]
    for what in KINDS:
        there = export(what, tmp_path, "empty", kind, language)
        assert told(there) == told(files[what])


@pytest.mark.parametrize(("kind", "language"), FORMATS)
def test_what_comes_in_again_changes_nothing(cronus, tmp_path, kind, language):
    files = {w: export(w, tmp_path, "cronus", kind, language) for w in KINDS}
    before = Change.objects.count()

    said = [bring_in(what, files[what], "cronus", "--update") for what in KINDS]

    assert said == [
        "0 created, 0 updated, 2 known already, 0 refused.",
        "0 created, 0 updated, 5 known already, 0 refused.",
        "0 created, 0 updated, 2 known already, 0 refused.",
        "0 created, 0 updated, 2 known already, 0 refused.",
        "0 created, 0 updated, 5 known already, 0 refused.",
    ]
    assert Change.objects.count() == before


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
    | st.sampled_from("=+-@'\"\t\n;,| äöüß\u00a0€"),
    min_size=1,
    max_size=40,
).map(str.strip)


@pytest.mark.parametrize(("kind", "language"), FORMATS)
@given(texts=st.lists(WORDS.filter(bool), min_size=1, max_size=5))
@example(texts=["=1+1", "'=x", "''", "-1", "+31", "@a", "a\nb", '"; "', "\uff1d1"])
@settings(
    max_examples=effort(15, long=100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_comes_back_as_it_was(tmp_path, kind, language, texts):
    table = Table("Texts", (Head("Name"), Head("City")), language)
    rows = [[text, text[::-1].strip()] for text in texts]
    whole = FORMATS_OF_FILES[kind](table)
    written = whole.written(rows, before=0).encode()
    file = tmp_path / f"texts.{kind}"

    file.write_bytes(b"".join(whole.file([written], count=len(rows))))

    # As the process does that reads files, without starting one for each example.
    convert(file, tmp_path / "rows", sheet="", most=0)
    lines = (tmp_path / "rows").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)[1] for line in lines] == rows
