"""Lists are arranged, filtered by several columns, grouped and kept as views."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kans.foundation.acting.permissions import Level
from tests.browser.desk import DESK, LIST
from tests.browser.looks import every_way, expect_nothing
from tests.builders import (
    MARCH_31,
    a_membership,
    a_sales_cycle,
    a_salesperson,
    a_user,
    an_estimate,
    an_opportunity,
)
from tests.effort import only_long
from tests.opportunities.common import won

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH: dict[str, str] = {}
DUTCH = {
    "Columns": "Kolommen",
    "Priority": "Prioriteit",
    "Description": "Omschrijving",
    "Move Status up": "Status omhoog",
    "is now column 3 of": "is nu kolom 3 van",
    "is now column 2 of": "is nu kolom 2 van",
    "is now column 1 of": "is nu kolom 1 van",
    "This is the first column already.": "Dit is al de eerste kolom.",
    "Columns That Stay at the Left": "Kolommen die links blijven staan",
    "Width of Description": "Breedte van Omschrijving",
    "Reset to Default": "Standaard herstellen",
    "Compact rows": "Compacte regels",
    "Save View As": "Weergave opslaan als",
    "Save": "Opslaan",
    "Save View": "Weergave opslaan",
    "Rename View": "Weergave hernoemen",
    "Shared by Ann": "Gedeeld door Ann",
    "Share View": "Weergave delen",
    "Shared With": "Gedeeld met",
    "Salesperson": "Verkoper",
    "Delete View": "Weergave verwijderen",
    "Delete": "Verwijderen",
    "Name": "Naam",
    "All": "Alle",
    "Open": "Open",
    "changed": "gewijzigd",
    "Status": "Status",
    "Total": "Totaal",
    "Won": "Gewonnen",
    "In Progress": "In behandeling",
    "Not Started": "Niet gestart",
    "Filter": "Filter",
    "Advanced Filter": "Uitgebreid filter",
    "Column": "Kolom",
    "What is asked": "Wat er wordt gevraagd",
    "Value": "Waarde",
    "Add Condition": "Voorwaarde toevoegen",
    "Apply": "Toepassen",
    "Group": "Groeperen",
    "or": "of",
    "Edit": "Bewerken",
    "Estimated Value (LCY)": "Geschatte waarde (LV)",
    "is at least": "is ten minste",
    "any of these holds": "een van de voorwaarden geldt",
    "Set as My Default": "Als mijn standaard instellen",
    "The view is shared.": "De weergave is gedeeld.",
}
LANGUAGES = pytest.mark.parametrize(
    ("locale", "words"),
    [("en-US", ENGLISH), only_long("nl-NL", DUTCH)],
    ids=["en", "nl"],
)


class Listing:
    """The list of opportunities in a window, by its English captions."""

    def __init__(self, page, words):
        self.page, self.words = page, words

    def __getitem__(self, english):
        return self.words.get(english, english)

    def columns(self):
        heads = self.page.locator("thead th[data-column]")
        return heads.evaluate_all("heads => heads.map(head => head.dataset.column)")

    def expect_columns(self, *first):
        for at, name in enumerate(first):
            head = self.page.locator("thead th[data-column]").nth(at)
            expect(head).to_have_attribute("data-column", name)

    def expect_rows(self, *handles):
        rows = self.page.locator("tr[data-row]")
        expect(rows).to_have_count(len(handles))
        for at, handle in enumerate(handles):
            expect(rows.nth(at)).to_have_attribute("data-row", handle)

    def expect_view(self, name, *, changed=False):
        expect(self.page.locator(".list-view-name")).to_have_text(name)
        mark = self.page.locator(".list-changed")
        expect(mark).to_have_count(1 if changed else 0)

    def in_menu(self, choice):
        self.page.locator("#list_views > summary").click()
        menu = self.page.locator("#list_views .menu-list")
        name = re.compile(rf"^\s*{re.escape(choice)}")
        link = menu.get_by_role("link", name=name)
        link.or_(menu.get_by_role("button", name=name)).first.click()

    @property
    def dialog(self):
        return self.page.locator("dialog[open]")

    def choose_columns(self):
        self.page.get_by_role("link", name=self["Columns"], exact=True).click()
        expect(self.dialog).to_be_visible()

    def press(self, name):
        self.dialog.get_by_role("button", name=self[name], exact=True).click()

    def ok(self):
        self.dialog.locator("[data-ok]").click()
        expect(self.dialog).to_have_count(0)


@pytest.fixture
def opportunities(ann):
    cycle = a_sales_cycle("Qualify")
    other = a_salesperson("PS", "Peter Smit")
    an_opportunity(number="OP0001", sales_cycle=cycle)
    for number, value in (("OP0002", "1000.10"), ("OP0003", "2000.20")):
        an_opportunity(
            number=number,
            sales_cycle=cycle,
            standing_on="Qualify",
            estimate=an_estimate(value, close_date=MARCH_31),
        )
    won(
        an_opportunity(
            number="OP0004",
            sales_cycle=cycle,
            salesperson=other,
            standing_on="Qualify",
            estimate=an_estimate("500.05"),
        )
    )


@pytest.fixture
def ben(ann):
    """A salesperson of the company."""
    return a_membership(a_user("Ben"), level=Level.SALESPERSON).user


@pytest.fixture
def at(opportunities, open_browser, ann_the_user):
    def listing(locale, words, user=ann_the_user, **context):
        context.setdefault("viewport", DESK)
        page = open_browser(user=user, locale=locale, **context)
        page.goto(LIST)
        return Listing(page, words)

    return listing


@LANGUAGES
def test_columns_are_chosen_in_a_dialog_and_remembered(at, locale, words):
    it = at(locale, words)
    it.choose_columns()
    it.dialog.get_by_label(it["Priority"], exact=True).uncheck()
    up = it.dialog.get_by_label(it["Move Status up"])
    for place in (3, 2, 1):
        up.press("Enter")
        expect(up).to_be_focused()
        said = it.dialog.locator("[data-columns-said]")
        expect(said).to_contain_text(it[f"is now column {place} of"])
    expect(up).to_have_attribute("aria-disabled", "true")
    expect(up).to_have_attribute("title", it["This is the first column already."])
    up.press("Enter")
    it.dialog.get_by_label(it["Columns That Stay at the Left"]).fill("2")
    it.dialog.get_by_label(it["Width of Description"], exact=True).fill("150")
    it.ok()

    it.expect_columns("status", "number", "description")
    it.page.reload()
    it.expect_columns("status", "number", "description")
    assert "priority" not in it.columns()
    head = it.page.locator("th[data-column=description]")
    expect(head).to_have_css("width", "150px")
    second = it.page.locator("th[data-column=number]")
    expect(second).to_have_css("position", "sticky")
    it.choose_columns()
    it.press("Reset to Default")
    it.expect_columns("number", "description", "contact_name")


def test_columns_are_dragged_to_another_place_and_width(at):
    it = at("en-US", ENGLISH)
    heads = it.page.locator("thead th[data-column]")
    status = it.page.locator("th[data-column=status]")

    status.drag_to(heads.first, target_position={"x": 4, "y": 10})
    it.expect_columns("status", "number")
    box = it.page.locator("th[data-column=number] .list-resize").bounding_box()
    it.page.mouse.move(box["x"] + 4, box["y"] + 8)
    it.page.mouse.down()
    it.page.mouse.move(box["x"] + 104, box["y"] + 8, steps=4)
    with it.page.expect_response(lambda answer: "/layout/" in answer.url):
        it.page.mouse.up()
    wide = it.page.locator("th[data-column=number]").bounding_box()["width"]

    it.page.reload()
    it.expect_columns("status", "number")
    again = it.page.locator("th[data-column=number]").bounding_box()["width"]
    assert abs(again - wide) < 2


def test_pinned_columns_stay_while_one_scrolls_sideways(at):
    it = at("en-US", ENGLISH, viewport={**DESK, "width": 1000})
    it.choose_columns()
    it.dialog.get_by_label("Columns That Stay at the Left").fill("2")
    it.ok()
    expect(it.page.locator(".list-table")).to_have_attribute("data-pinned", "2")
    heads = it.page.locator("thead th[data-column]")

    it.page.locator(".list-scroll").evaluate("box => { box.scrollLeft = 400; }")

    left = it.page.locator(".list-scroll").bounding_box()["x"]
    first, second = heads.nth(0).bounding_box(), heads.nth(1).bounding_box()
    assert abs(first["x"] - left) <= 2
    assert abs(second["x"] - first["x"] - first["width"]) <= 2


@LANGUAGES
def test_rows_stand_closer(at, locale, words):
    it = at(locale, words)
    row = it.page.locator("tr[data-row]").first
    assert round(row.bounding_box()["height"]) == 40

    it.page.get_by_role("button", name=it["Compact rows"]).click()
    expect(it.page.locator(".list-table.is-compact")).to_be_visible()

    assert round(row.bounding_box()["height"]) == 32
    expect(it.page.locator("#list_density")).to_be_focused()


@LANGUAGES
def test_a_view_is_kept_changed_renamed_shared_and_deleted(at, ben, locale, words):
    it, his = at(locale, words), at(locale, words, user=ben)
    it.in_menu(it["Open"])
    it.expect_view(it["Open"])
    it.expect_rows("OP0003", "OP0002", "OP0001")

    it.page.locator("#sort_estimated_value").click()
    it.expect_view(it["Open"], changed=True)
    it.in_menu(it["Save View As"])
    it.dialog.get_by_label(it["Name"]).fill("Klein eerst")
    it.ok()
    it.expect_view("Klein eerst")
    it.expect_rows("OP0001", "OP0002", "OP0003")
    expect(it.page).to_have_url(re.compile(r"\?view=[0-9a-f-]{36}$"))

    it.page.locator("#list_search").fill("OP0002")
    it.expect_view("Klein eerst", changed=True)
    it.in_menu(it["Save View"])
    it.ok()
    it.expect_view("Klein eerst")
    it.expect_rows("OP0002")

    it.in_menu(it["Rename View"])
    it.dialog.get_by_label(it["Name"]).fill("Alleen de tweede")
    it.ok()
    it.expect_view("Alleen de tweede")
    his.page.reload()
    expect(his.page.locator("#list_views")).not_to_contain_text("Alleen de tweede")

    it.in_menu(it["Share View"])
    it.dialog.get_by_label(it["Shared With"]).select_option(it["Salesperson"])
    it.ok()
    expect(it.page.locator("#toasts")).to_contain_text(it["The view is shared."])
    his.page.reload()
    his.in_menu("Alleen de tweede")
    his.expect_view("Alleen de tweede")
    his.expect_rows("OP0002")
    his.page.locator("#list_views > summary").click()
    shared = his.page.locator("#list_views [aria-current]")
    expect(shared).to_contain_text(it["Shared by Ann"])
    expect(
        his.page.get_by_role("button", name=it["Rename View"], exact=True)
    ).to_have_attribute("aria-disabled", "true")

    with it.page.expect_response(lambda answer: "/default-view/" in answer.url):
        it.in_menu(it["Set as My Default"])
    it.page.goto(LIST)
    it.expect_view("Alleen de tweede")
    it.in_menu(it["Delete View"])
    it.ok()
    it.expect_view(it["All"])
    it.expect_rows("OP0004", "OP0003", "OP0002", "OP0001")
    his.page.goto(LIST)
    expect(his.page.locator("#list_views")).not_to_contain_text("Alleen de tweede")


@LANGUAGES
def test_conditions_are_put_together_row_by_row(at, locale, words):
    it = at(locale, words)
    page = it.page
    page.keyboard.press("Shift+F3")
    page.get_by_role("link", name=it["Advanced Filter"]).click()
    expect(page.locator("#where_0_0_field")).to_be_focused()
    page.locator("#where_how_0").select_option(it["any of these holds"])
    page.locator("#where_0_0_field").select_option(it["Status"])
    page.locator("select#where_0_0_text").select_option(it["Won"])
    page.get_by_role("button", name=it["Add Condition"]).click()
    page.locator("#where_0_1_field").select_option(it["Estimated Value (LCY)"])
    asked = page.locator("#where_0_1_asked")
    asked.select_option(it["is at least"])
    page.locator("#where_0_1_text").fill("much")
    page.keyboard.press("Enter")

    expect(page.locator("#where_0_1_error")).to_contain_text("much")
    expect(page.locator("tr[data-row]")).to_have_count(0)
    page.locator("#where_0_1_text").fill("2000")
    page.get_by_role("button", name=it["Apply"], exact=True).last.click()

    it.expect_rows("OP0004", "OP0003")
    said = f"Status = {it['Won']} {it['or']} {it['Estimated Value (LCY)']} ≥ 2000"
    expect(page.locator(".list-chip")).to_contain_text(said)
    expect(page).to_have_url(
        re.compile(r"where=any\(status-is:Won,estimated_value-from:2000\)")
    )
    page.locator(".list-chip").click()
    it.expect_rows("OP0004", "OP0003", "OP0002", "OP0001")


def test_what_is_typed_while_a_condition_comes_anew_stays(at):
    page = at("en-US", ENGLISH).page
    page.goto(f"{LIST}?pane=where")
    page.locator("#where_0_0_field").select_option("Estimated Value (LCY)")
    asked = page.locator("#where_0_0_asked")
    expect(asked.locator("option", has_text="is at least")).to_have_count(1)

    def later(route):
        page.wait_for_timeout(500)
        route.continue_()

    page.route("**/opportunities/?**", later)
    asked.evaluate("asked => { asked.dataset.before = '' }")
    asked.select_option("is at least")
    page.locator("#where_0_0_text").fill("2000")

    expect(page.locator("[data-before]")).to_have_count(0)
    expect(page.locator("#where_0_0_text")).to_have_value("2000")


@LANGUAGES
def test_rows_are_grouped_with_their_sums_and_the_total_below(at, locale, words):
    it = at(locale, words)
    expect(it.page.locator("#list_totals")).to_contain_text(it["Total"])
    total = "3.500,35" if locale == "nl-NL" else "3,500.35"
    expect(it.page.locator("#list_totals")).to_contain_text(total)

    it.page.locator("#list_groupings > summary").click()
    it.page.locator("#list_groupings").get_by_role("link", name=it["Status"]).click()
    bands = it.page.locator(".list-band")
    expect(bands).to_have_count(3)
    expect(bands.nth(1)).to_contain_text(it["In Progress"])
    expect(bands.nth(1)).to_contain_text(
        "3.000,30" if locale == "nl-NL" else "3,000.30"
    )
    it.expect_rows()

    it.page.locator("#group_1").click()
    it.expect_rows("OP0003", "OP0002")
    expect(it.page.locator("#group_1")).to_be_focused()
    expect(it.page.locator("#group_1")).to_have_attribute("aria-expanded", "true")
    it.page.locator("#group_1").click()
    it.expect_rows()


def test_single_keys_create_move_and_edit(at):
    it = at("en-US", ENGLISH)
    title = it.dialog.get_by_role("heading", level=1)
    row = it.page.locator("tr[data-row=OP0003]")
    row.locator("td").nth(3).click()  # which cannot be edited by itself
    expect(it.page.locator(".list-actions-of")).to_contain_text("OP0003")

    for key, dialog in (
        ("m", "Update Opportunity"),
        ("e", "Edit"),
        ("F2", "Edit"),
        ("c", "Create Opportunity"),
    ):
        it.page.keyboard.press(key)
        expect(title).to_have_text(dialog)
        it.page.keyboard.press("Escape")
        expect(it.dialog).to_have_count(0)
    it.page.locator("#list_search").fill("m")
    expect(it.page).to_have_url(re.compile("search=m"))
    expect(it.dialog).to_have_count(0)


def test_all_of_it_works_without_javascript(at):
    it = at("en-US", ENGLISH, java_script_enabled=False)
    page = it.page
    page.goto(f"{LIST}?pane=where")
    page.locator("#where_0_0_field").select_option("Status")
    page.get_by_role("button", name="Show the choices of the columns").click()
    page.locator("select#where_0_0_text").select_option("Won")
    page.get_by_role("button", name="Apply", exact=True).last.click()
    it.expect_rows("OP0004")

    page.locator("#list_views > summary").click()
    page.get_by_role("link", name="Save View As").click()
    page.get_by_label("Name").fill("Victories")
    page.get_by_role("button", name="Save", exact=True).click()
    it.expect_view("Victories")
    it.expect_rows("OP0004")

    page.get_by_role("link", name="Columns", exact=True).click()
    page.get_by_role("button", name="Move Status up").click()
    page.get_by_role("button", name="OK", exact=True).last.click()
    page.goto(LIST)
    page.locator("#list_groupings > summary").click()
    page.locator("#list_groupings").get_by_role("link", name="Status").click()
    page.locator("#group_2").click()
    it.expect_rows("OP0004")


def test_axe_finds_nothing(at, axe):
    it, found = at("en-US", ENGLISH), {}
    for query in (
        "?group=status&in=In Progress",
        "?pane=where&where=any(status-is:Won,all(closed-is:no,estimated_value-from:x))",
    ):
        it.page.goto(LIST + query)
        found[query] = list(every_way(it.page, axe))
    it.page.goto(LIST)
    it.page.locator("#list_views > summary").click()
    found["views"] = list(every_way(it.page, axe))
    it.page.keyboard.press("Escape")
    it.choose_columns()
    found["columns"] = list(every_way(it.page, axe))

    expect_nothing(found)
