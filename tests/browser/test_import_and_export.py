"""A file on its way in, a list on its way out: as somebody does it at a desk."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from kans.contacts.models import Contact
from kans.customers.models import Customer
from kans.foundation.jobs import run_now
from kans.foundation.models import Job
from tests.browser.desk import DESK, Desk
from tests.browser.looks import every_way, expect_nothing
from tests.builders import (
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_setup,
    a_salesperson,
)
from tests.effort import only_long

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = (
    "Account;E-mail;Town;Owner\n"
    "Betatech;info@beta.example;Ede;JO\n"
    "Acme;nowhere;Goes;JO\n"
    "=Zeta;z@zeta.example;Urk;\n"
)
DUTCH = {
    "Actions": "Acties",
    "CSV, for other programs": "CSV, voor andere programma's",
    "Change the record; blank cells change nothing": (
        "Het record wijzigen; lege cellen veranderen niets"
    ),
    "Check the rows": "Regels controleren",
    "City": "Plaats",
    "Contact CT1 Acme becomes a customer": "Contact CT1 Acme wordt klant",
    "Contacts": "Contacten",
    "Customers": "Klanten",
    "Every row can go in.": "Elke regel kan erin.",
    "Export": "Exporteren",
    "Import": "Importeren",
    "Imported": "Geïmporteerd",
    "Imports": "Imports",
    "Name": "Naam",
    "Not imported": "Niet importeren",
    "Phone No.": "Telefoonnr.",
    "Refused rows (Excel)": "Geweigerde regels (Excel)",
    "Sheet": "Blad",
    "Take the rows of this sheet": "De regels van dit blad nemen",
    "Tell me what you want to do": "Vertel me wat u wilt doen",
    "Undo": "Ongedaan maken",
    "Undo the import": "Import ongedaan maken",
    "Undone": "Ongedaan gemaakt",
    "Upload": "Uploaden",
    "Upload a File": "Bestand uploaden",
    "What is wrong": "Wat er mis is",
    "imported before": "eerder geïmporteerd",
    "row": "regel",
}
LANGUAGES = [("en-US", {}), only_long(("nl-NL", DUTCH))]


@pytest.fixture(autouse=True)
def cronus_works(ann, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    numbers = a_number_series("CONT", "CT0001", manual_numbers=True)
    a_marketing_setup(contact_numbers=numbers)
    a_salesperson("JO", "Jo")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


@pytest.fixture(params=LANGUAGES, ids=["en", "nl"])
def desk(request, open_browser, ann_the_user):
    locale, words = request.param
    page = open_browser(locale=locale, user=ann_the_user, viewport=DESK)
    return Desk(page, words)


def upload(desk, file):
    page = desk.page
    page.goto("/c/cronus/")
    desk.tell_me("imp", desk["Imports"])
    page.get_by_role("link", name=desk["Upload a File"]).click()
    send(desk, file)


def upload_again(desk, file):
    desk.page.goto("/c/cronus/imports/new/")
    send(desk, file)


def send(desk, file, kind="Contacts"):
    page = desk.page
    page.get_by_role("radio", name=desk[kind]).check()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=desk["Upload"]).click()
    desk.expect_title(Path(file).name)


def downloaded(page, click, to):
    """What the browser is given when something is clicked, kept under that name."""
    with page.expect_download() as coming:
        click()
    coming.value.save_as(to)
    return to


def expect_column(desk, column, field):
    """What a column of the file is taken for."""
    chosen = desk.page.get_by_label(column, exact=True).locator("option:checked")
    expect(chosen).to_have_text(desk[field])


def check_the_rows(desk):
    desk.page.get_by_role("button", name=desk["Check the rows"]).click()


def import_it(desk):
    desk.page.get_by_role("link", name=desk["Import"], exact=True).click()
    desk.press_ok()
    expect(desk.page.locator("[data-job]")).to_be_visible()
    run_now(Job.objects.latest("created_at", "id"))
    expect(desk.page.locator("main .state").first).to_have_text(desk["Imported"])


def count(desk, what, number):
    expect(desk.page.locator(f"[data-count={what}]")).to_have_text(str(number))


def test_a_file_is_uploaded_assigned_corrected_imported_and_undone(desk, file):
    page = desk.page
    upload(desk, file)
    expect_column(desk, "Account", "Name")
    expect_column(desk, "Town", "City")
    check_the_rows(desk)
    count(desk, "created", 2)
    count(desk, "refused", 1)

    cell = page.locator("[name=cell_3_email]")
    expect(cell).to_have_value("nowhere")
    cell.fill("acme@acme.example")
    cell.press("Tab")
    count(desk, "created", 3)
    expect(page.get_by_text(desk["Every row can go in."])).to_be_visible()

    import_it(desk)
    count(desk, "created", 3)
    names = sorted(Contact.objects.values_list("name", flat=True))
    assert names == ["=Zeta", "Acme", "Betatech"]

    page.get_by_role("link", name=desk["Undo the import"]).click()
    desk.press_ok()
    expect(page.locator("main .state").first).to_have_text(desk["Undone"])
    assert not Contact.objects.exists()


def test_a_sheet_is_chosen_and_its_refused_rows_come_back_corrected(desk, tmp_path):
    """The second file of the same shape is taken as the first one was."""
    page = desk.page
    book = Workbook()
    for line in ("About", "These are our people."):
        book.active.append([line])
    sheet = book.create_sheet("Rows")
    for row in (["Account", "E-mail", "Where"], ["Beta", "b@b.example", "Ede"]):
        sheet.append(row)
    sheet.append(["Acme", "nowhere", "Goes"])
    book.save(tmp_path / "people.xlsx")

    upload(desk, tmp_path / "people.xlsx")
    page.get_by_label(desk["Sheet"]).select_option("Rows")
    page.get_by_role("button", name=desk["Take the rows of this sheet"]).click()
    expect_column(desk, "Where", "Not imported")
    page.get_by_label("Where", exact=True).select_option("city")
    check_the_rows(desk)
    count(desk, "created", 1)
    count(desk, "refused", 1)

    refused = downloaded(
        page,
        page.get_by_role("link", name=desk["Refused rows (Excel)"]).click,
        tmp_path / "refused.xlsx",
    )
    book = load_workbook(refused)
    told = list(book.active.iter_rows(values_only=True))
    assert told[0] == ("Account", "E-mail", "Where", desk["What is wrong"])
    assert [row[:3] for row in told[1:]] == [("Acme", "nowhere", "Goes")]
    assert told[1][3]
    book.active["B2"] = "a@acme.example"
    book.active.delete_cols(4)
    book.save(refused)

    upload_again(desk, refused)
    expect(page.get_by_text(desk["imported before"])).to_be_visible()
    expect_column(desk, "Where", "City")
    check_the_rows(desk)
    count(desk, "refused", 0)
    import_it(desk)
    assert list(Contact.objects.values_list("name", "city")) == [("Acme", "Goes")]


def test_an_export_comes_in_again_and_what_differs_is_shown_before(desk, tmp_path):
    acme = a_contact("Acme", city="Goes")
    a_contact("Betatech", city="Ede")
    page = desk.page
    page.goto("/c/cronus/contacts/")
    desk.open("Export", "Export")
    exported = downloaded(page, desk.ok.click, tmp_path / "contacts.xlsx")
    book = load_workbook(exported)
    city = next(cell for cell in book.active[1] if cell.value == desk["City"])
    rows = {row[1].value: row for row in book.active.iter_rows(min_row=2)}
    rows["Acme"][city.column - 1].value = "Urk"
    book.save(exported)

    upload(desk, exported)
    page.get_by_label(desk["Change the record; blank cells change nothing"]).check()
    check_the_rows(desk)
    count(desk, "updated", 1)
    count(desk, "known", 1)
    changed = page.locator("tr", has=page.locator("del"))
    expect(changed.locator("td")).to_have_text(
        [re.compile("Acme"), desk["City"], "Goes", "Urk"]
    )
    acme.refresh_from_db()
    assert acme.city == "Goes"

    import_it(desk)
    acme.refresh_from_db()
    assert acme.city == "Urk"
    assert Contact.objects.count() == 2


def test_customers_are_made_of_the_contacts_that_are_there(desk, tmp_path, axe):
    """Of two contacts of one name, the clerk says on the spot which one is meant."""
    a_sales_setup(customer_numbers=a_number_series("CUST", "C00001"))
    a_contact("Acme", number="CT1", city="Goes")
    for number in ("CT2", "CT3"):
        a_contact("Zeta", number=number)
    file = tmp_path / "customers.csv"
    file.write_text("Customer;Town;Phone\nAcme;Ede;0318 1\nZeta;Urk;\nBeta;Lent;\n")
    page = desk.page
    page.goto("/c/cronus/imports/new/")
    send(desk, file, kind="Customers")
    expect_column(desk, "Customer", "Name")

    check_the_rows(desk)
    count(desk, "created", 2)
    taken = page.locator("tr", has_text=desk["Contact CT1 Acme becomes a customer"])
    expect(taken.locator("td")).to_have_text(
        [
            desk["Contact CT1 Acme becomes a customer"],
            desk["Phone No."],
            "\u2013",
            "0318 1",
        ]
    )
    assert axe(page) == []
    page.locator("[name=cell_3_contact]").fill("CT3")
    page.keyboard.press("Tab")
    count(desk, "created", 3)
    expect(page.get_by_text(desk["Every row can go in."])).to_be_visible()
    assert axe(page) == []

    import_it(desk)
    of = dict(Customer.objects.values_list("contact__number", "city"))
    assert of == {"CT1": "Goes", "CT3": "Urk", "CT0001": "Lent"}

    page.get_by_role("link", name=desk["Undo the import"]).click()
    desk.press_ok()
    expect(page.locator("main .state").first).to_have_text(desk["Undone"])
    assert not Customer.objects.exists()
    assert Contact.objects.count() == 3


def test_what_values_mean_is_asked_once_their_column_is_assigned(
    open_browser, ann_the_user, tmp_path
):
    page = open_browser(user=ann_the_user, viewport=DESK)
    file = tmp_path / "people.csv"
    file.write_text("Account,Sort\nBetatech,Firm\n")
    upload(Desk(page, {}), file)
    expect(page.get_by_label("Firm")).to_have_count(0)

    page.get_by_label("Sort").select_option("type")

    page.get_by_label("Firm").select_option("Company")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.locator("[data-count=created]")).to_have_text("1")


def test_a_list_is_exported_as_it_is_filtered(desk, tmp_path):
    a_contact("=Zeta", city="Urk")
    a_contact("Acme", city="Goes")
    page = desk.page
    page.goto("/c/cronus/contacts/")
    page.locator("#list_search").fill("=zet")
    expect(page.locator("tr[data-row]")).to_have_count(1)

    dialog = desk.open("Export", "Export")
    with page.expect_download() as coming:
        desk.ok.click()
    coming.value.save_as(tmp_path / "list.xlsx")
    desk.expect_no_dialog()

    rows = list(
        load_workbook(tmp_path / "list.xlsx").active.iter_rows(values_only=True)
    )
    assert [row[1] for row in rows] == [desk["Name"], "=Zeta"]
    expect(dialog).to_have_count(0)

    desk.tell_me(desk["Export"], desk["Export"])
    desk.dialog.get_by_label(desk["CSV, for other programs"]).check()
    with page.expect_download() as coming:
        page.keyboard.press("Control+Enter")
    text = Path(coming.value.path()).read_text("utf-8-sig")
    delimiter = ";" if desk.words else ","
    rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    assert [row[1] for row in rows] == [desk["Name"], "'=Zeta"]


def test_axe_finds_nothing(open_browser, ann_the_user, file, axe):
    page, found = open_browser(user=ann_the_user, viewport=DESK), {}
    page.goto("/c/cronus/imports/new/")
    page.get_by_role("radio", name="Contacts").check()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main h1")).to_have_text("people.csv")
    found["columns"] = list(every_way(page, axe))
    page.get_by_role("button", name="Check the rows").click()
    expect(page.locator("#import_result")).to_be_visible()
    found["rows"] = list(every_way(page, axe))
    page.goto("/c/cronus/contacts/?export=shown")
    found["export"] = list(every_way(page, axe))

    expect_nothing(found)
