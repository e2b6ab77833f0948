"""The whole process of the seed document, followed literally in both languages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from kans.foundation.acting.permissions import Level
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import Outcome
from tests.browser.desk import DESK, LIST, Desk
from tests.builders import (
    a_close_code,
    a_contact,
    a_marketing_setup,
    a_membership,
    a_number_series,
    a_person,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    a_user,
    an_opportunity,
    skippable,
)

pytestmark = pytest.mark.django_db(transaction=True)

# The captions of spec/captions.md that the process is walked by.
DUTCH = {
    "Actions": "Acties",
    "Activate First Stage": "Eerste fase activeren",
    "Calcd. Current Value (LCY)": "Berekende huidige waarde (LV)",
    "Chances of Success %": "Slagingskans %",
    "Close": "Sluiten",
    "Close Opportunity": "Opportunity afsluiten",
    "Close Opportunity Code": "Opportunitycode afsluiten",
    "Contacts": "Contacten",
    "Create Opportunity": "Opportunity maken",
    "Current Stage": "Huidige fase",
    "Date Closed": "Datum afgesloten",
    "Date of Change": "Wijzigingsdatum",
    "Delete": "Verwijderen",
    "Description": "Omschrijving",
    "Delete Opportunity": "Opportunity verwijderen",
    "Estimated Value (LCY)": "Geschatte waarde (LV)",
    "Estimated Closing Date": "Geschatte afsluitdatum",
    "In Progress": "In behandeling",
    "Jump": "Springen",
    "Jumped": "Gesprongen",
    "First": "Eerste",
    "List": "Overzicht",
    "Lost": "Verloren",
    "New": "Nieuw",
    "Next": "Volgende",
    "Not Started": "Niet gestart",
    "Opportunities": "Opportunity's",
    "Opportunities of": "Opportunity's van",
    "Opportunity List": "Opportunity-overzicht",
    "Previous": "Vorige",
    "Reopen": "Heropenen",
    "Reopened": "Heropend",
    "Reopen Opportunity": "Opportunity heropenen",
    "Sales (LCY)": "Verkoop (LV)",
    "Sales Cycle Code": "Verkoopcycluscode",
    "Sales Cycle Stage": "Verkoopcyclusfase",
    "Salespeople": "Verkopers",
    "Salesperson": "Verkoper",
    "Select from full list": "Selecteren vanuit volledige lijst",
    "Skip": "Overslaan",
    "Status": "Status",
    "Tell me what you want to do": "Vertel me wat u wilt doen",
    "Type": "Soort",
    "Update": "Bijwerken",
    "Update Opportunity": "Opportunity bijwerken",
    "Updated": "Bijgewerkt",
    "Won": "Gewonnen",
}
SPEECHES = {"en": ("en-US", {}), "nl": ("nl-NL", DUTCH)}
STAGES = ("Qualify", "Present", "Offer", "Sign")


@pytest.fixture
def firm(ann):
    """A cycle, a company with a person, reasons to close, somebody who sells."""
    cycle = a_sales_cycle(
        a_stage("Qualify", completed=5, chances_of_success=10, date_formula="2M"),
        skippable("Present", completed=40, chances_of_success=40, date_formula="1M"),
        skippable("Offer", completed=60, chances_of_success=50),
        a_stage("Sign", completed=90, chances_of_success=80),
        code="FIRM",
    )
    a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP00001"),
        default_sales_cycle=cycle,
    )
    a_close_code("BEST", description="Best offer")
    a_close_code("SERVICE", description="Best service")
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    johanna = a_salesperson("JO", "Johanna")
    contoso = a_contact("Contoso", number="CON", salesperson=johanna)
    clara = a_person("Clara Smit", at=contoso, number="CLA", salesperson=johanna)
    others = a_contact("Fabrikam", number="FAB")
    an_opportunity(number="OLD1", contact=clara, sales_cycle=cycle)
    an_opportunity(
        number="OLD2",
        contact=others,
        salesperson=a_salesperson("PS", "Peter"),
        sales_cycle=cycle,
    )
    return johanna


@pytest.fixture(params=SPEECHES)
def speech(request):
    return SPEECHES[request.param]


@pytest.fixture
def desk(firm, speech, open_browser):
    """Johanna's desk: she sells."""
    sells = a_membership(a_user("Johanna"), level=Level.SALESPERSON, salesperson=firm)
    return a_desk(open_browser, speech, sells.user)


@pytest.fixture
def managers_desk(firm, speech, open_browser):
    """Mia's desk: she is the sales manager."""
    mia = a_membership(a_user("Mia"), level=Level.MANAGER)
    return a_desk(open_browser, speech, mia.user)


def a_desk(open_browser, speech, user):
    locale, words = speech
    return Desk(open_browser(locale=locale, user=user, viewport=DESK), words)


def day(desk, on):
    """A date as the language writes it."""
    return f"{on:%d-%m-%Y}" if desk.words else f"{on:%m/%d/%Y}"


def money(desk, text):
    return text.translate(str.maketrans(",.", ".,")) if desk.words else text


def test_opportunities_are_shown_for_everybody_a_salesperson_or_a_contact(desk):
    page = desk.page
    numbers = page.locator("tr[data-row]")
    page.goto("/")
    desk.tell_me(desk["Opportunity List"], desk["Opportunities"])
    desk.expect_title(desk["Opportunity List"])
    expect(numbers).to_have_count(2)

    desk.tell_me(desk["Salespeople"], desk["Salespeople"])
    desk.expect_title(desk["Salespeople"])
    desk.select("JO")
    desk.choose("Opportunities")
    desk.choose("List")
    desk.expect_title(f"{desk['Opportunities of']} Johanna")
    expect(numbers).to_have_count(1)
    desk.expect_row("OLD1", Salesperson="JO", Status=desk["Not Started"])

    desk.tell_me(desk["Contacts"], desk["Contacts"])
    desk.expect_title(desk["Contacts"])
    desk.select("CON")
    desk.choose("Opportunities")
    desk.expect_title(f"{desk['Opportunities of']} Contoso")
    expect(numbers).to_have_count(1)  # a person's who works there


def test_the_whole_process(desk, managers_desk, clock):
    page = desk.page
    create_and_start(desk)
    move_through_the_stages(desk, clock)

    # Closed as won; the manager reopens it.
    page.goto(LIST)
    desk.select("OP00001")
    dialog = desk.open("Close", "Close Opportunity")
    expect(desk.ok).to_be_disabled()
    dialog.get_by_role("radio", name=desk["Won"]).check()
    expect(desk.field("Sales (LCY)")).to_have_value(money(desk, "2,500.00"))
    desk.field("Sales (LCY)").fill(money(desk, "2,400.00"))
    expect(desk.ok).to_be_disabled()
    desk.field("Close Opportunity Code").select_option("BEST")
    desk.press_ok()
    desk.expect_row(
        "OP00001", Status=desk["Won"], Date_Closed=day(desk, date(2026, 3, 9))
    )
    desk.open_row("OP00001")
    expect(page.locator(".path-end")).to_contain_text(desk["Won"])
    desk.expect_timeline(
        ("Won", "Best offer"),
        ("Updated", "Qualify"),
        ("Jumped", "Qualify"),
        ("Previous", "Offer"),
        ("Jumped", "Sign"),
        ("Next", "Present"),
        ("First", "Qualify"),
    )
    reopen(managers_desk)
    close_as_lost_with_a_new_code(desk, clock)
    delete(managers_desk)


def create_and_start(desk):
    """One opportunity whose first stage is activated later, one at once."""
    page = desk.page
    page.goto("/")
    desk.tell_me(desk["Opportunity List"], desk["Opportunities"])
    dialog = desk.open("New", "Create Opportunity")
    expect(desk.ok).to_be_disabled()
    desk.type_in(Description="Fifty desks", Contact="conto")
    desk.field("Description").focus()
    expect(desk.field("Salesperson")).to_have_value("JO")  # the contact's
    expect(desk.field("Sales Cycle Code")).to_have_value("FIRM")  # of the set-up
    desk.press_ok()
    desk.expect_title("OP00001 Fifty desks")
    expect(page.locator(".page-title-row .state")).to_have_text(desk["Not Started"])
    desk.expect_path(**dict.fromkeys(STAGES, "ahead"))
    desk.expect_timeline()

    dialog = desk.open("Activate First Stage", "Activate First Stage")
    expect(dialog.locator("[name=move]:checked")).to_have_value("First")
    expect(dialog.locator("[name=move]:enabled")).to_have_count(1)
    expect(desk.field("Chances of Success %")).to_have_value("10")
    expect(desk.field("Estimated Closing Date")).to_have_value(
        day(desk, date(2026, 5, 1))
    )
    desk.field("Estimated Value (LCY)").fill("1000")
    desk.press_ok()
    desk.expect_path(Qualify="current", Present="ahead", Offer="ahead", Sign="ahead")
    desk.expect_timeline(("First", "Qualify"))

    page.goto(LIST)
    desk.expect_row("OP00001", Status=desk["In Progress"], Current_Stage="Qualify")
    dialog = desk.open("New", "Create Opportunity")
    desk.type_in(Description="Lamps", Contact="Clara Smit")
    dialog.get_by_label(desk["Activate First Stage"]).check()
    desk.field("Estimated Value (LCY)").fill("600")
    expect(desk.field("Chances of Success %")).to_have_value("10")
    expect(dialog.locator(".outlook")).to_contain_text(money(desk, "3.00"))
    desk.press_ok()
    desk.expect_title("OP00002 Lamps")
    desk.expect_path(Qualify="current", Present="ahead", Offer="ahead", Sign="ahead")


# Each move: its action type, the stage when it offers several, what its entry says,
# and how the path lies afterwards.
MOVES = (
    ("Next", None, "Next", "passed current ahead ahead"),
    ("Skip", ("3", "4"), "Jumped", "passed passed skipped current"),
    ("Previous", None, "Previous", "passed passed current ahead"),
    ("Jump", ("1", "2"), "Jumped", "current ahead ahead ahead"),
    ("Update", None, "Updated", "current ahead ahead ahead"),
)


def move_through_the_stages(desk, clock):
    page = desk.page
    for number, (action, offered, taken, places) in enumerate(MOVES, start=2):
        clock.set(date(2026, 3, number + 2))
        page.goto(LIST)
        desk.select("OP00001")
        dialog = desk.open("Update", "Update Opportunity")
        stage = desk.field("Sales Cycle Stage")
        dialog.locator(f"input[name=move][value={action}]").check()
        assert desk[action] in dialog.locator(".move-type:has(:checked)").inner_text()
        if offered:
            expect(stage.locator("option")).to_have_count(len(offered))
            chosen = "4" if action == "Skip" else "1"
            stage.select_option(chosen)
            chances = {"4": "80", "1": "10"}[chosen]
            expect(desk.field("Chances of Success %")).to_have_value(chances)
        else:
            expect(stage.locator("option")).to_have_count(1)
        expect(desk.field("Date of Change")).to_have_value(
            day(desk, date(2026, 3, number + 2))
        )
        if action == "Update":
            desk.field("Estimated Value (LCY)").fill(money(desk, "2,500.00"))
            desk.field("Chances of Success %").fill("60")
        desk.press_ok()

        path = dict(zip(STAGES, places.split(), strict=True))
        here = next(name for name, place in path.items() if place == "current")
        desk.expect_row("OP00001", Current_Stage=here)
        desk.open_row("OP00001")
        desk.expect_path(**path)
        first = page.locator(".timeline .event-head").first
        expect(first.locator(".state")).to_have_text(desk[taken])
        expect(first.locator("b")).to_have_text(here)
    clock.set(date(2026, 3, 9))
    page.goto(LIST)
    desk.expect_row(
        "OP00001",
        **{
            "Estimated_Value_(LCY)": money(desk, "2,500.00"),
            "Calcd._Current_Value_(LCY)": money(desk, "75.00"),
        },
    )


def reopen(desk):
    page = desk.page
    page.goto(LIST)
    desk.select("OP00001")
    desk.open("Reopen", "Reopen Opportunity")
    desk.press_ok()
    desk.expect_row(
        "OP00001", Status=desk["In Progress"], Current_Stage="Qualify", Date_Closed=""
    )
    desk.open_row("OP00001")
    desk.expect_path(Qualify="current", Present="ahead", Offer="ahead", Sign="ahead")
    expect(page.locator(".timeline .state").first).to_have_text(desk["Reopened"])


def close_as_lost_with_a_new_code(desk, clock):
    """The new code is added from inside the Close page, as the seed tells it."""
    clock.set(date(2026, 3, 10))
    page = desk.page
    page.goto(LIST)
    desk.select("OP00001")
    dialog = desk.open("Close", "Close Opportunity")
    dialog.get_by_role("radio", name=desk["Lost"]).check()
    expect(desk.field("Sales (LCY)")).to_have_count(0)
    codes = desk.field("Close Opportunity Code")
    expect(codes).to_have_value("PRICE")  # the only one for lost
    codes.select_option(label=desk["Select from full list"])
    dialog.get_by_role("button", name=desk["New"], exact=True).click()
    line = dialog.locator(".code-line")
    expect(line.get_by_label(desk["Type"])).to_have_value("Lost")
    line.get_by_label("Code").fill("budget")
    line.get_by_label(desk["Type"]).select_option("Lost")
    line.get_by_label(desk["Description"]).fill("No budget")
    dialog.locator(".code-list").get_by_role("button", name="OK", exact=True).click()
    expect(codes).to_have_value("BUDGET")
    expect(desk.field("Date Closed")).to_have_value(day(desk, date(2026, 3, 10)))
    desk.press_ok()

    assert CloseOpportunityCode.objects.get(code="BUDGET").outcome == "Lost"
    desk.expect_row("OP00001", Status=desk["Lost"])
    desk.open_row("OP00001")
    expect(page.locator(".path-end")).to_contain_text(desk["Lost"])
    first = page.locator(".timeline .event-head").first
    expect(first).to_contain_text(re.compile(f"{desk['Lost']}.*No budget", re.DOTALL))


def delete(desk):
    page = desk.page
    page.goto(LIST)
    desk.select("OP00001")
    desk.open("Delete", "Delete Opportunity")
    desk.press_ok()
    expect(page.locator("tr[data-row=OP00001]")).to_have_count(0)
    expect(page.locator("tr[data-row]")).to_have_count(3)
    assert not Opportunity.objects.filter(number="OP00001").exists()
