"""What the rules refuse is said at its field, keeps what was typed, changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kans.opportunities.actions import move_opportunity
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from tests.browser.desk import COMPANY, LIST, Desk
from tests.builders import (
    MARCH_2,
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_estimate,
    an_opportunity,
    skippable,
)
from tests.opportunities.common import unchanged, won

pytestmark = pytest.mark.django_db(transaction=True)
CARD = f"{LIST}OP0001/"

MOVING = {  # MOV-10: what is typed → what each field says of it
    "before the last change": (
        {"on": "02/01/2026"},
        {"on": "The last change was on 03/02/2026. Choose that date or a later one."},
    ),
    "no date": ({"on": "soon"}, {"on": "soon is not a date."}),
    "nothing to win": (
        {"estimated_value": "0"},
        {"estimated_value": "Enter an estimated value above 0."},
    ),
    "no amount": (
        {"estimated_value": "much"},
        {"estimated_value": "much is not a number."},
    ),
    "more than certain": (
        {"chances_of_success": "101"},
        {"chances_of_success": "Enter chances of success above 0 and up to 100."},
    ),
    "closes before it changes": (
        {"estimated_close_date": "03/01/2026"},
        {
            "estimated_close_date": "Choose an estimated closing date on or after the "
            "date of change."
        },
    ),
    "everything at once": (
        {
            "on": "02/01/2026",
            "estimated_value": "0",
            "chances_of_success": "0",
            "estimated_close_date": "01/31/2026",
        },
        {
            "on": "The last change was on 03/02/2026.",
            "estimated_value": "Enter an estimated value above 0.",
            "chances_of_success": "Enter chances of success above 0 and up to 100.",
            "estimated_close_date": "Choose an estimated closing date",
        },
    ),
}
CREATING = {  # CRE-2, OPP-5, OPP-6
    "nobody of that name": (
        {"contact": "Nobody"},
        {"contact": "Nothing in Contacts has the number or name Nobody."},
    ),
    "a blocked contact": (
        {"contact": "SEC"},
        {"contact": "Contact Secret is blocked for privacy."},
    ),
    "nothing to win": (
        {"contact": "CON", "estimated_value": "0"},
        {"estimated_value": "Enter an estimated value above 0."},
    ),
    "closed before it starts": (
        {"estimated_value": "10", "estimated_close_date": "02/01/2026"},
        {"estimated_close_date": "Choose an estimated closing date on or after"},
    ),
}
CLOSING = {  # END-2, END-5
    "before the last change": (
        {"on": "02/01/2026"},
        {"on": "The opportunity last changed on 03/02/2026."},
    ),
    "sold for nothing": (
        {"on": "03/02/2026", "sales_value": "0"},
        {"sales_value": "Enter the sales amount, above 0,"},
    ),
}
IN_PLACE = {  # OPP-5 to OPP-9
    "description": ("", "Enter a description."),
    "contact": ("FAB", "Contact Fabrikam is related to another company."),
    "salesperson": ("", "Choose a salesperson."),
    "sales_cycle": ("OTHER", "Opportunity OP0001 has started, so its sales cycle"),
}


@pytest.fixture
def opportunity(ann):
    cycle = a_sales_cycle(
        a_stage("Qualify", completed=10, chances_of_success=20),
        skippable("Present", completed=50, chances_of_success=40, date_formula="2W"),
        a_stage("Sign", quote_required=True),
        code="FIRM",
    )
    a_sales_cycle("First", code="OTHER")
    a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP0100"), default_sales_cycle=cycle
    )
    a_close_code("BEST", description="Best offer")
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    seller = a_salesperson("JO")
    contoso = a_contact("Contoso", number="CON", salesperson=seller)
    a_contact("Fabrikam", number="FAB")
    a_contact("Secret", number="SEC", privacy_blocked=True)
    won(an_opportunity(number="OP0002", contact=contoso, sales_cycle=cycle))
    opportunity = an_opportunity(
        number="OP0001", contact=contoso, sales_cycle=cycle, standing_on="Qualify"
    )
    present = cycle.stages.get(description="Present")
    move_opportunity(
        opportunity, Move.NEXT, to=present, on=MARCH_2, estimate=an_estimate()
    )
    return opportunity


@pytest.fixture
def desk(opportunity, open_browser, ann_the_user, clock):
    clock.set(MARCH_2)
    return Desk(open_browser(user=ann_the_user), {})


def expect_refusals(desk, cases):
    """Type each in turn into the dialog that is open; OK only says what is wrong."""
    for typed, refused in cases.values():
        for name, text in typed.items():
            desk.dialog.locator(f"#id_{name}").fill(text)
        desk.dialog.locator("h1").click()  # leave the last field
        expect(desk.ok).to_be_enabled()
        with unchanged():
            desk.ok.click()
            for name, said in refused.items():
                expect(desk.dialog.locator(f"#id_{name}_error")).to_contain_text(said)
        expect(desk.dialog.locator(".ask-error")).to_have_count(len(refused))
        first = desk.dialog.locator("[aria-invalid=true]").first
        expect(first).to_be_focused()
        for name, text in typed.items():
            expect(desk.dialog.locator(f"#id_{name}")).to_have_value(text)


def open_anew(desk, address, verb):
    desk.page.goto(address)
    desk.page.locator(f"[data-verb={verb}]").click()
    expect(desk.dialog.locator("form")).to_be_visible()


def test_a_move(desk):
    for case, refused in MOVING.items():
        open_anew(desk, CARD, "move_opportunity")
        desk.dialog.locator("input[value=Update]").check()
        expect(desk.field("Sales Cycle Stage")).to_have_value("2")

        expect_refusals(desk, {case: refused})


def test_a_stage_that_requires_a_quote(desk):
    open_anew(desk, CARD, "move_opportunity")
    desk.dialog.locator("#id_chances_of_success").fill("30")
    expect(desk.dialog.locator(".outlook-refusals")).to_contain_text("sales quote")

    with unchanged():
        desk.ok.click()
        expect(desk.dialog.locator("#id_to_error")).to_contain_text(
            "Stage Sign requires a sales quote, and this opportunity has none."
        )


def test_creating(desk):
    desk.page.goto(LIST)
    desk.open("New", "Create Opportunity")
    expect(desk.ok).to_be_disabled()
    still = desk.dialog.locator("[data-still]")
    expect(still).to_have_text(
        "Still to be filled in: Description, Contact, Salesperson"
    )
    desk.type_in(Description="Fifty desks", Contact="CON")
    desk.dialog.get_by_label("Activate First Stage").check()
    expect(desk.field("Salesperson")).to_have_value("JO")
    expect(desk.ok).to_be_disabled()
    expect(still).to_have_text("Still to be filled in: Estimated Value (LCY)")
    desk.type_in(**{"Estimated_Value_(LCY)": "10"})

    expect_refusals(desk, CREATING)


def test_closing(desk):
    open_anew(desk, CARD, "close_opportunity")
    expect(desk.ok).to_be_disabled()
    desk.dialog.get_by_role("radio", name="Won").check()
    expect(desk.field("Close Opportunity Code")).to_have_value("BEST")
    expect(desk.ok).to_be_enabled()
    desk.type_in(Date_Closed="")
    expect(desk.ok).to_be_disabled()

    expect_refusals(desk, CLOSING)


def test_a_new_code_in_its_line(desk):
    open_anew(desk, CARD, "close_opportunity")
    desk.dialog.get_by_role("radio", name="Lost").check()
    codes = desk.field("Close Opportunity Code")
    expect(codes).to_have_value("PRICE")
    codes.select_option(label="Select from full list")
    desk.dialog.get_by_role("button", name="New", exact=True).click()
    line = desk.dialog.locator(".code-line")
    line.get_by_label("Description").fill("Too late")
    ok = desk.dialog.locator(".code-list").get_by_role("button", name="OK", exact=True)
    expect(ok).to_be_disabled()
    line.get_by_label("Code").fill("price")

    with unchanged():
        desk.page.keyboard.press("Enter")
        expect(desk.dialog.locator("#id_line-code_error")).to_have_text(
            "Code PRICE is taken already. Type another."
        )
    expect(line.get_by_label("Description")).to_have_value("Too late")


def test_editing_in_place(desk):
    desk.page.goto(CARD)
    for field, (typed, said) in IN_PLACE.items():
        expect_refused_in_place(desk.page, field, typed, said)


def expect_refused_in_place(page, field, typed, said):
    page.locator(f"#field_{field} .fact-edit").click()
    box = page.locator(f"#edit_{field}")
    if field in {"salesperson", "sales_cycle"}:
        box.select_option(typed)
    else:
        box.fill(typed)

    with unchanged():
        page.keyboard.press("Tab")
        expect(page.locator(f"#edit_{field}_error")).to_contain_text(said)
    expect(box).to_have_value(typed)
    page.keyboard.press("Escape")
    expect(page.locator(f"#edit_{field}")).to_have_count(0)


FORBIDDEN = [
    (CARD, "delete_opportunity", "Opportunity OP0001 is still open. Close it first."),
    (CARD, "reopen_opportunity", "is not closed, so there is nothing to reopen."),
    (f"{LIST}OP0002/", "move_opportunity", "is closed. Reopen it first."),
    (f"{LIST}OP0002/", "close_opportunity", "is closed. Reopen it first."),
    (f"{COMPANY}sales-cycles/FIRM/", "delete_sales_cycle", "is used by opportunities"),
    (f"{COMPANY}close-codes/BEST/", "delete_close_code", "is used by opportunities"),
    (f"{COMPANY}salespeople/JO/", "delete_salesperson", "has opportunities"),
    (f"{COMPANY}contacts/CON/", "delete_contact", "has an open opportunity"),
    (f"{COMPANY}contacts/SEC/", "create_opportunity", "is blocked for privacy."),
]


def test_a_verb_that_is_forbidden_says_why(desk):
    page = desk.page
    for address, verb, said in FORBIDDEN:
        page.goto(address)
        button = page.locator(f"[data-verb={verb}]")
        expect(button).to_have_attribute("aria-disabled", "true")
        button.press("Enter")
        expect(page.locator(f"#why_{verb}")).to_contain_text(said)
        expect(page.locator(f"#why_{verb}")).to_be_visible()
        desk.expect_no_dialog()


def test_the_type_of_a_code_in_use_stays(desk):
    page = desk.page
    page.goto(f"{COMPANY}close-codes/BEST/")
    page.locator("#value_outcome").click()
    page.locator("#edit_outcome").select_option("Lost")
    with unchanged():
        page.keyboard.press("Tab")
        expect(page.locator("#edit_outcome_error")).to_contain_text(
            "its type cannot change"
        )
