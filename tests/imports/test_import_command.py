"""`kans import`: whole files, with the dirt of real ones."""

from __future__ import annotations

import os
import random
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from kans.contacts.models import Contact, ContactType
from kans.opportunities.models import Opportunity
from kans.team.models import Salesperson
from tests.builders import a_marketing_setup, a_number_series

MAPPINGS = Path(__file__).parents[2] / "docs" / "examples" / "maven"
MAVEN = os.environ.get("KANS_MAVEN_DATA", "")
HEADER = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,"
    "close_value"
)
PRODUCTS = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n"


@pytest.fixture
def cronus_counts(ann):
    """CRONUS, with the number series that an import needs."""
    a_marketing_setup(
        contact_numbers=a_number_series("CONT", "CT0001"),
        opportunity_numbers=a_number_series("OPP", "OP00001"),
    )


def run(kind, file, mapping, *options):
    said, complained = StringIO(), StringIO()
    try:
        call_command(
            "import",
            kind,
            str(file),
            "--company=cronus",
            f"--mapping={mapping}",
            *options,
            stdout=said,
            stderr=complained,
        )
        failed = ""
    except CommandError as error:
        failed = str(error)
    return said.getvalue(), complained.getvalue(), failed


def totals():
    rows = Opportunity.objects.values("status", "stage_description").annotate(
        count=Count("id"), sales=Sum("calculated_current_value")
    )
    return {(r["status"], r["stage_description"]): r["count"] for r in rows}, sum(
        round(Decimal(r["sales"]), 2) for r in rows if r["status"] == "Won"
    )


def dirty_files(folder, rows=120, seed=7):
    """Files like the real ones: blank accounts, a misspelt product, blank and zero
    values, missing dates. Returns what they should become.
    """
    chance = random.Random(seed)
    agents = ["Moses Frase", "Mei-Mei Johns"]
    accounts = ["Betatech", "Acme Corporation", "dambase"]
    lines, expected, sales = [HEADER], {}, Decimal(0)
    for n in range(rows):
        stage = chance.choice(["Won", "Lost", "Engaging", "Prospecting"])
        product, price = chance.choice([("GTXPro", 4821), ("MG Special", 55)])
        account = chance.choice([*accounts, ""])
        engaged = "" if stage == "Prospecting" else f"2017-0{chance.randint(1, 6)}-11"
        closed = f"2017-1{chance.randint(0, 2)}-05" if stage in {"Won", "Lost"} else ""
        value = {"Won": price + n % 9, "Lost": 0}.get(stage, "")
        agent = chance.choice(agents)
        lines.append(
            f"ID{n:05},{agent},{product},{account},{stage},{engaged},{closed},{value}"
        )
        key = {"Won": ("Won", ""), "Lost": ("Lost", "")}.get(
            stage, ("In Progress", stage)
        )
        expected[key] = expected.get(key, 0) + 1
        sales += value if stage == "Won" else 0
    (folder / "pipeline.csv").write_text("\n".join(lines))
    (folder / "products.csv").write_text(PRODUCTS)
    (folder / "teams.csv").write_text("sales_agent\n" + "\n".join(agents))
    (folder / "accounts.csv").write_text(
        "account,office_location\n" + "\n".join(f"{a},Philipines" for a in accounts)
    )
    return expected, sales


def import_people(folder, teams="teams.csv"):
    run("salespeople", folder / teams, MAPPINGS / "salespeople.toml")
    run("contacts", folder / "accounts.csv", MAPPINGS / "contacts.toml")


def test_dirty_files_become_what_they_say(cronus_counts, tmp_path):
    expected = dirty_files(tmp_path)
    import_people(tmp_path)

    said, complained, failed = run(
        "opportunities", tmp_path / "pipeline.csv", MAPPINGS / "opportunities.toml"
    )

    assert (complained, failed) == ("", "")
    assert "120 created, 0 known already, 0 refused." in said
    assert totals() == expected
    assert Salesperson.objects.count() == 2
    assert Contact.objects.filter(type=ContactType.COMPANY, country="PH").count() == 3


def test_without_a_fallback_rows_without_an_account_are_reported(
    cronus_counts, tmp_path
):
    dirty_files(tmp_path)
    import_people(tmp_path)
    text = (MAPPINGS / "opportunities.toml").read_text()
    mapping = tmp_path / "strict.toml"
    mapping.write_text(text.replace('contact = "Unknown account"', "", 1))
    blank = sum(
        line.split(",")[3] == ""
        for line in (tmp_path / "pipeline.csv").read_text().splitlines()
    )

    said, complained, failed = run(
        "opportunities", tmp_path / "pipeline.csv", mapping, "--all-errors"
    )

    assert f"{120 - blank} created, 0 known already, {blank} refused." in said
    assert complained.count("contact: Choose a contact.") == blank
    assert failed == "Some rows were refused; the others went in."


def test_a_dry_run_tells_the_same_and_keeps_nothing(cronus_counts, tmp_path):
    dirty_files(tmp_path)
    import_people(tmp_path)

    said, _, failed = run(
        "opportunities",
        tmp_path / "pipeline.csv",
        MAPPINGS / "opportunities.toml",
        "--dry-run",
    )

    assert "120 would be created, 0 known already, 0 refused." in said
    assert failed == ""
    assert not Opportunity.objects.exists()
    assert not Contact.objects.filter(name="Unknown account").exists()


def test_running_a_file_again_doubles_nothing(cronus_counts, tmp_path):
    expected = dirty_files(tmp_path)
    for _ in range(2):
        import_people(tmp_path)
        said, _, _ = run(
            "opportunities", tmp_path / "pipeline.csv", MAPPINGS / "opportunities.toml"
        )

    assert "0 created, 120 known already, 0 refused." in said
    assert totals() == expected
    assert (Salesperson.objects.count(), Contact.objects.count()) == (2, 4)


@pytest.mark.parametrize(
    ("kind", "header", "row", "problem"),
    [
        ("contacts", "name,email", "Betatech,no address", "line 2, email: "),
        ("contacts", "name,salesperson", "Betatech,XX", "line 2, salesperson: "),
        ("contacts", "name,phone", "Betatech,call me", "line 2, phone: "),
        ("salespeople", "code,commission", "JO,101", "line 2, commission: "),
        ("salespeople", "code,email", "JO,nowhere", "line 2, email: "),
    ],
)
def test_people_pass_the_rules_of_their_pages(  # noqa: PLR0917
    cronus_counts, tmp_path, kind, header, row, problem
):
    (tmp_path / "rows.csv").write_text(f"{header}\n{row}\n")
    (tmp_path / "plain.toml").write_text(
        "[columns]\n" + "\n".join(f'{name} = "{name}"' for name in header.split(","))
    )

    said, complained, _ = run(kind, tmp_path / "rows.csv", tmp_path / "plain.toml")

    assert "0 created, 0 known already, 1 refused." in said
    assert complained.startswith(problem)


def test_people_who_stand_in_the_file_twice_go_in_once(cronus_counts, tmp_path):
    (tmp_path / "rows.csv").write_text("code,external_id\nJO,7\n,\nJA,7\n")

    (tmp_path / "plain.toml").write_text(
        '[columns]\ncode = "code"\nexternal_id = "external_id"\n'
    )

    said, complained, _ = run(
        "salespeople", tmp_path / "rows.csv", tmp_path / "plain.toml"
    )

    assert "1 created, 0 known already, 1 refused." in said
    assert complained.startswith("line 4, external_id: 7 stands in the file twice.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--company=nowhere"], "There is no company nowhere. Choose from: cronus."),
        (["--user=eve@cronus.example"], "No user eve@cronus.example belongs to"),
    ],
)
def test_who_and_where_must_be_known(cronus_counts, tmp_path, options, sentence):
    (tmp_path / "rows.csv").write_text("name\nBetatech\n")

    *_, failed = run("contacts", tmp_path / "rows.csv", tmp_path / "x.toml", *options)

    assert failed.startswith(sentence)


@pytest.mark.long
@pytest.mark.skipif(not MAVEN, reason="KANS_MAVEN_DATA names no folder")
def test_the_real_data_set_becomes_exactly_what_it_says(cronus_counts):
    folder = Path(MAVEN)
    import_people(folder, "sales_teams.csv")

    said, _, failed = run(
        "opportunities", folder / "sales_pipeline.csv", MAPPINGS / "opportunities.toml"
    )

    assert "8800 created, 0 known already, 0 refused." in said
    assert failed == ""
    assert totals() == (
        {
            ("Won", ""): 4238,
            ("Lost", ""): 2473,
            ("In Progress", "Engaging"): 1589,
            ("In Progress", "Prospecting"): 500,
        },
        Decimal(10_005_534),
    )
    unknown = Opportunity.objects.filter(contact_name="Unknown account")
    assert unknown.count() == 1425
    assert (Salesperson.objects.count(), Contact.objects.count()) == (35, 86)
