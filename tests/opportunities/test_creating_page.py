"""The create dialog presets what it can, and names all that is missing (CRE-1, 2)."""

from decimal import Decimal

import pytest

from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Status
from tests.builders import (
    APRIL_1,
    a_contact,
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_opportunity,
)
from tests.opportunities.pages import (
    AT,
    errors_at,
    form_of,
    htmx,
    offered_in,
    refused_with_422,
    text_of,
)

NEW = f"{AT}new/"


@pytest.fixture
def cycle(ann):
    first = a_stage(chances_of_success=20, completed=50, date_formula="1M")
    cycle = a_sales_cycle(first, "Sign", code="FIRM")
    a_marketing_setup(
        opportunity_numbers=a_number_series("OPP", "OP00001"),
        default_sales_cycle=cycle,
    )
    return cycle


@pytest.fixture
def contoso(cycle):
    return a_contact("Contoso", salesperson=a_salesperson("JO"))


def test_the_cycle_of_the_set_up_is_preset(browser, cycle):
    assert form_of(browser.get(NEW))["sales_cycle"] == "FIRM"


def test_from_a_contact_it_and_its_salesperson_are_preset(browser, contoso):
    typed = form_of(browser.get(f"{NEW}?contact={contoso.number}"))

    assert typed["contact"] == f"{contoso.number} · Contoso"
    assert typed["salesperson"] == "JO"


def test_from_a_salesperson_that_one_is_preset(browser, contoso):
    a_salesperson("PS")

    assert form_of(browser.get(f"{NEW}?salesperson=PS"))["salesperson"] == "PS"


def test_a_copy_presets_what_the_other_has(browser, contoso):
    an_opportunity(contact=contoso, number="OP0009", standing_on="Qualify", priority=3)

    typed = form_of(browser.get(f"{NEW}?copy_of=OP0009"))

    assert typed["description"] == "Fifty desks"
    assert typed["contact"] == f"{contoso.number} · Contoso"
    assert typed["priority"] == "3"
    assert typed["estimated_value"] == "1,000.00"


def test_choosing_a_contact_presets_its_salesperson(browser, contoso):
    typed = form_of(browser.get(NEW))
    typed |= {"contact": "contoso", "description": "Fifty", "show": "contact"}

    shown = browser.post(NEW, typed, **htmx("new_terms"))

    assert shown.status_code == 200
    assert form_of(shown)["salesperson"] == "JO"


def test_activating_the_first_stage_presets_its_estimates(browser, contoso):
    typed = form_of(browser.get(f"{NEW}?contact={contoso.number}"))

    shown = browser.post(NEW, {**typed, "activate": "on", "show": "activate"})

    assert shown.status_code == 200
    assert form_of(shown)["chances_of_success"] == "20"
    assert form_of(shown)["estimated_close_date"] == "04/01/2026"


def test_what_it_comes_to_is_shown_before_ok(browser, contoso):
    typed = form_of(browser.get(f"{NEW}?contact={contoso.number}"))
    typed |= {"activate": "on", "estimated_value": "1,000", "show": "activate"}

    shown = text_of(browser.post(NEW, typed))

    assert "chances 20 % × completed 50 % = 10.0 %" in shown
    assert "1,000.00 × 10.0 % = 100.00" in shown


def test_each_missing_field_is_named_at_once(browser, cycle):
    typed = {"activate": "on", "priority": "2", "chances_of_success": "0"}

    with refused_with_422() as pages:
        pages.append(browser.post(NEW, typed))

    assert errors_at(pages[0]) == {
        "description": "Enter a description.",
        "contact": "Choose a contact.",
        "salesperson": "Choose a salesperson.",
        "estimated_value": "Enter an estimated value above 0.",
        "chances_of_success": "Enter chances of success above 0 and up to 100.",
    }


@pytest.mark.parametrize(
    "typed, refused",
    [
        (
            {
                "contact": "Wind",
                "description": "",
                "activate": "on",
                "estimated_value": "-1",
                "estimated_close_date": "soon",
            },
            {
                "contact": "Nothing in Contacts has the number or name Wind. "
                "Choose one from the list, or create it first.",
                "description": "Enter a description.",
                "estimated_value": "Enter an estimated value above 0.",
                "estimated_close_date": "soon is not a date. Type it like 11/23/2026, "
                "or t for today, w for the work date, +2w for two weeks later, mo for "
                "Monday.",
            },
        ),
        (
            {
                "activate": "on",
                "estimated_value": "10",
                "estimated_close_date": "2/1/26",
            },
            {
                "estimated_close_date": "Choose an estimated closing date on or after "
                "the date of change."
            },
        ),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_kept(
    browser, contoso, typed, refused
):
    whole = form_of(browser.get(f"{NEW}?contact={contoso.number}"))
    whole |= {"description": "Fifty desks", **typed}

    with refused_with_422() as pages:
        pages.append(browser.post(NEW, whole))

    assert errors_at(pages[0]) == refused
    del whole["idempotency_key"]  # another one, of a form shown anew
    assert form_of(pages[0]).items() >= whole.items()


def test_a_contact_blocked_for_privacy_is_refused(browser, contoso):
    blocked = a_contact("Wind", privacy_blocked=True)
    typed = form_of(browser.get(f"{NEW}?contact={blocked.number}"))

    with refused_with_422() as pages:
        pages.append(
            browser.post(NEW, {**typed, "description": "x", "salesperson": "JO"})
        )

    assert "blocked for privacy" in errors_at(pages[0])["contact"]


def test_what_is_blocked_is_not_offered(browser, contoso):
    a_salesperson("PS", blocked=True)
    a_sales_cycle("Qualify", code="OLD", blocked=True)

    page = browser.get(NEW)

    assert offered_in(page, "salesperson") == ["", "JO"]
    assert offered_in(page, "sales_cycle") == ["", "FIRM"]


@pytest.mark.parametrize(
    "typed, field, refusal",
    [
        ({"salesperson": "PS"}, "salesperson", "Salesperson PS is blocked."),
        ({"sales_cycle": "OLD"}, "sales_cycle", "Sales cycle OLD is blocked."),
    ],
)
def test_what_is_blocked_meanwhile_is_refused(browser, contoso, typed, field, refusal):
    a_salesperson("PS", blocked=True)
    a_sales_cycle("Qualify", code="OLD", blocked=True)
    whole = form_of(browser.get(f"{NEW}?contact={contoso.number}"))

    with refused_with_422() as pages:
        pages.append(browser.post(NEW, {**whole, "description": "x", **typed}))

    assert errors_at(pages[0])[field].startswith(refusal)


def test_it_is_created_without_javascript(browser, contoso):
    typed = form_of(browser.get(f"{NEW}?contact={contoso.number}"))

    done = browser.post(NEW, {**typed, "description": "Fifty desks"})

    made = Opportunity.objects.get()
    assert done.url == f"{AT}{made.number}/"
    assert (made.status, made.contact, made.sales_cycle.code) == (
        Status.NOT_STARTED,
        contoso,
        "FIRM",
    )


def test_it_is_created_standing_on_its_first_stage(browser, contoso):
    typed = form_of(browser.get(f"{NEW}?contact={contoso.number}"))
    typed |= {"description": "Fifty desks", "activate": "on", "estimated_value": "900"}
    typed |= {"chances_of_success": "30", "estimated_close_date": "4/1/2026"}

    browser.post(NEW, typed)

    made = Opportunity.objects.get()
    assert made.stage_description == "Qualify"
    assert made.calculated_current_value == Decimal(135)
    assert made.estimated_close_date == APRIL_1


@pytest.mark.parametrize("manual", [True, False])
def test_a_number_is_asked_for_only_where_it_may_be_typed(browser, cycle, manual):
    series = a_number_series("MAN", "M001", manual_numbers=manual)
    a_marketing_setup(opportunity_numbers=series)

    assert ("number" in form_of(browser.get(NEW))) == manual


def test_a_number_taken_is_refused_at_the_number(browser, contoso):
    series = a_number_series("MAN", "M001", manual_numbers=True)
    a_marketing_setup(opportunity_numbers=series)
    an_opportunity(contact=contoso, number="OP0009")
    typed = form_of(browser.get(f"{NEW}?contact={contoso.number}"))

    with refused_with_422() as pages:
        pages.append(
            browser.post(NEW, {**typed, "description": "x", "number": "op0009"})
        )

    assert errors_at(pages[0]) == {
        "number": "Number OP0009 is taken already. Type another."
    }
