"""Close Opportunity asks for an outcome, a code and a date; a code can be added."""

from decimal import Decimal

import pytest

from kans.foundation.journal.journal import open_change
from kans.opportunities.actions import move_opportunity
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import Outcome, Status
from kans.opportunities.rules.moves import Move
from kans.security.models import Membership, Role
from tests.builders import (
    FEBRUARY_1,
    MARCH_1,
    MARCH_8,
    a_close_code,
    an_estimate,
    an_opportunity,
)
from tests.opportunities.common import lost, won
from tests.opportunities.pages import (
    AT,
    banner_of,
    errors_at,
    form_of,
    htmx,
    offered_in,
    refused_with_422,
    text_of,
)

CLOSURE = f"{AT}OP0001/closure/"


@pytest.fixture
def opportunity(ann):
    a_close_code("BEST", description="Best offer")
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    a_close_code("LATE", Outcome.LOST)
    return an_opportunity(standing_on="Qualify")


def asked(browser, **typed):
    return {**form_of(browser.get(CLOSURE)), **typed}


def test_it_opens_with_the_work_date_and_nothing_chosen(browser, opportunity, clock):
    clock.set(MARCH_8)

    page = browser.get(CLOSURE)

    assert form_of(page)["on"] == "03/08/2026"
    assert "outcome" not in form_of(page)
    assert offered_in(page, "code") == ["", "BEST", "LATE", "PRICE", "*"]
    assert "data-complete" in text_of(page)


def test_won_presets_its_only_code_and_the_estimate(browser, opportunity):
    shown = browser.post(CLOSURE, asked(browser, outcome="Won", show="outcome"))

    assert form_of(shown)["code"] == "BEST"
    assert form_of(shown)["sales_value"] == "1,000.00"
    assert "Sales (LCY)" in text_of(shown)


def test_lost_offers_only_its_codes_and_asks_for_no_sales(browser, opportunity):
    typed = asked(browser, outcome="Lost", on="03/05/2026", show="outcome")

    shown = browser.post(CLOSURE, typed, **htmx("closure_terms"))

    assert text_of(shown).strip().startswith('<div id="closure_terms"')
    assert offered_in(shown, "code") == ["", "LATE", "PRICE", "*"]
    assert form_of(shown)["on"] == "03/05/2026"
    assert "Sales (LCY)" not in text_of(shown)


def test_a_code_of_the_other_type_is_dropped_when_the_outcome_changes(
    browser, opportunity
):
    won_ = browser.post(CLOSURE, asked(browser, outcome="Won", show="outcome"))

    shown = browser.post(
        CLOSURE, {**form_of(won_), "outcome": "Lost", "show": "outcome"}
    )

    assert form_of(shown)["code"] == ""


def test_ok_closes_it_as_won(browser, opportunity):
    typed = asked(browser, outcome="Won", code="BEST", sales_value="4,321.50")

    done = browser.post(CLOSURE, typed)

    assert done.url == f"{AT}OP0001/"
    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.date_closed) == (Status.WON, MARCH_1)
    assert opportunity.calculated_current_value == Decimal("4321.50")


def test_ok_closes_it_as_lost(browser, opportunity):
    browser.post(CLOSURE, asked(browser, outcome="Lost", code="PRICE"))

    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.close_code.code) == (Status.LOST, "PRICE")


def test_what_is_missing_is_said_all_at_once(browser, opportunity):
    with refused_with_422() as pages:
        pages.append(browser.post(CLOSURE, asked(browser, on="")))

    assert errors_at(pages[0]) == {
        "outcome": "Choose whether the opportunity was won or lost.",
        "code": "Choose a close opportunity code.",
        "on": "Enter the date closed.",
    }


@pytest.mark.parametrize(
    "typed, refused",
    [
        (
            {"outcome": "Won", "code": "PRICE", "sales_value": "5"},
            {
                "code": "Close opportunity code PRICE is for Lost opportunities. "
                "Choose another."
            },
        ),
        (
            {"outcome": "Lost", "code": "PRICE", "on": "02/28/2026"},
            {
                "on": "The opportunity last changed on 03/01/2026. Choose that date or "
                "a later one."
            },
        ),
        (
            {"outcome": "Won", "code": "BEST", "sales_value": "0"},
            {
                "sales_value": "Enter the sales amount, above 0, of an opportunity "
                "that is won."
            },
        ),
        (
            {"outcome": "Won", "code": "BEST", "sales_value": "9" * 31},
            {"sales_value": "Enter a sales amount of 999,999,999,999 or less."},
        ),
        (
            {"outcome": "Won", "code": "PRICE", "on": "soon", "sales_value": "-5"},
            {
                "code": "Close opportunity code PRICE is for Lost opportunities.",
                "on": "soon is not a date",
                "sales_value": "Enter the sales amount, above 0, of an opportunity "
                "that is won.",
            },
        ),
    ],
)
def test_a_refusal_stands_at_its_field(browser, opportunity, typed, refused):
    with refused_with_422() as pages:
        pages.append(browser.post(CLOSURE, asked(browser, **typed)))

    found = errors_at(pages[0])
    assert found.keys() == refused.keys()
    assert all(found[name].startswith(said) for name, said in refused.items())
    kept = {name: value for name, value in typed.items() if name != "code"}
    assert form_of(pages[0]).items() >= kept.items()


def test_a_closed_one_cannot_be_closed_again(browser, opportunity):
    won(opportunity)

    assert banner_of(browser.get(CLOSURE)) == (
        "Opportunity OP0001 is closed. Reopen it first."
    )


def test_the_second_to_close_is_told_what_changed(browser, opportunity):
    typed = asked(browser, outcome="Lost", code="PRICE")
    value = an_estimate(1500)
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=value)

    with refused_with_422() as pages:
        pages.append(browser.post(CLOSURE, typed))

    assert "Estimated Value (LCY): 1,000.00 → 1,500.00" in banner_of(pages[0])
    assert form_of(pages[0])["code"] == "PRICE"


# A new code, in place (CLO-3) -----------------------------------------------------


def test_the_full_list_replaces_the_form_and_keeps_what_was_typed(browser, opportunity):
    typed = asked(browser, outcome="Lost", code="*", on="3/5/2026", show="code")

    shown = browser.post(CLOSURE, typed)

    assert shown.status_code == 200
    assert 'name="chosen" value="PRICE"' in text_of(shown)
    assert 'name="chosen" value="BEST"' not in text_of(shown)
    assert form_of(shown).items() >= {"outcome": "Lost", "on": "3/5/2026"}.items()


def test_a_code_of_the_list_is_chosen(browser, opportunity):
    lists = browser.post(CLOSURE, asked(browser, code="*", on="3/5/2026"))

    shown = browser.post(
        CLOSURE, {**form_of(lists), "chosen": "LATE", "show": "choose"}
    )

    assert (
        form_of(shown).items()
        >= {
            "outcome": "Lost",
            "code": "LATE",
            "on": "3/5/2026",
        }.items()
    )


def test_a_new_code_is_added_and_chosen_and_nothing_typed_is_lost(browser, opportunity):
    lists = browser.post(CLOSURE, asked(browser, outcome="Lost", code="*", on="t"))
    line = browser.post(CLOSURE, {**form_of(lists), "show": "new"})
    typed = {**form_of(line), "line-code": "budget", "line-description": "No budget"}
    assert typed["line-outcome"] == "Lost"

    shown = browser.post(CLOSURE, {**typed, "show": "choose"})
    browser.post(CLOSURE, form_of(shown))

    assert form_of(shown).items() >= {"outcome": "Lost", "code": "BUDGET"}.items()
    assert form_of(shown)["on"] == "t"
    opportunity.refresh_from_db()
    assert opportunity.close_code.description == "No budget"


@pytest.mark.parametrize(
    "typed, refused",
    [
        ({"line-code": ""}, {"line-code": "Enter a code."}),
        (
            {"line-code": "price"},
            {"line-code": "Code PRICE is taken already. Type another."},
        ),
        (
            {"line-code": "NEW", "line-outcome": ""},
            {
                "line-outcome": "Choose whether the code is for won or for lost "
                "opportunities."
            },
        ),
    ],
)
def test_a_new_code_that_is_refused_says_why_in_its_line(
    browser, opportunity, typed, refused
):
    lists = browser.post(CLOSURE, asked(browser, outcome="Lost", code="*", on="t"))
    line = form_of(browser.post(CLOSURE, {**form_of(lists), "show": "new"}))

    with refused_with_422() as pages:
        pages.append(browser.post(CLOSURE, {**line, **typed, "show": "choose"}))

    assert errors_at(pages[0]) == refused
    assert form_of(pages[0])["on"] == "t"


def test_back_leads_to_the_form_as_it_was(browser, opportunity):
    lists = browser.post(CLOSURE, asked(browser, outcome="Lost", code="*", on="t"))

    shown = browser.post(CLOSURE, {**form_of(lists), "show": "back"})

    assert form_of(shown).items() >= {"outcome": "Lost", "code": "", "on": "t"}.items()


def test_who_may_not_add_codes_finds_new_disabled_and_is_refused(browser, opportunity):
    with open_change("test"):
        role = Role(code="SOME", name="Some")
        role.permissions = ["opportunities.close_opportunity"]
        role.save()
        Membership.objects.update(role=role)
    typed = asked(browser, outcome="Lost", code="*")
    lists = browser.post(CLOSURE, typed)
    typed |= {"show": "choose", "line-code": "NEW", "line-outcome": "Lost"}

    refused = browser.post(CLOSURE, {**typed, "code": ""})

    assert 'value="new"' in text_of(lists)
    assert "disabled" in text_of(lists).partition('value="new"')[2][:200]
    assert refused.status_code == 422
    assert not CloseOpportunityCode.objects.filter(code="NEW").exists()


# Reopening and deleting ---------------------------------------------------------


def test_reopening_says_what_it_does_and_does_it(browser, opportunity):
    won(opportunity, on=MARCH_1)

    page = browser.get(f"{AT}OP0001/reopening/")
    browser.post(f"{AT}OP0001/reopening/", form_of(page))

    assert "It stands again where it stood before it was closed." in text_of(page)
    opportunity.refresh_from_db()
    assert opportunity.status == Status.IN_PROGRESS


def test_an_open_one_cannot_be_reopened(browser, opportunity):
    typed = form_of(browser.get(f"{AT}OP0001/reopening/"))

    with refused_with_422() as pages:
        pages.append(browser.post(f"{AT}OP0001/reopening/", typed))

    assert banner_of(pages[0]).startswith("Opportunity OP0001 is not closed")


def test_one_closed_after_the_work_date_cannot_be_reopened(browser, opportunity):
    lost(opportunity, on=MARCH_8)

    page = browser.get(f"{AT}OP0001/reopening/")

    assert "was closed on 03/08/2026, after the work date." in banner_of(page)


def test_deleting_leads_to_the_list(browser, opportunity):
    won(opportunity)
    typed = form_of(browser.get(f"{AT}OP0001/deletion/"))

    done = browser.post(f"{AT}OP0001/deletion/", typed)

    assert done.url == AT
    assert not Opportunity.objects.exists()


def test_an_open_one_cannot_be_deleted(browser, opportunity):
    typed = form_of(browser.get(f"{AT}OP0001/deletion/"))

    with refused_with_422() as pages:
        pages.append(browser.post(f"{AT}OP0001/deletion/", typed))

    assert banner_of(pages[0]) == "Opportunity OP0001 is still open. Close it first."


def test_closing_before_the_creation_date_is_refused(browser, ann):
    a_close_code("PRICE", Outcome.LOST)
    an_opportunity(creation_date=MARCH_1)
    typed = asked(browser, outcome="Lost", code="PRICE", on=f"{FEBRUARY_1:%m/%d/%Y}")

    with refused_with_422() as pages:
        pages.append(browser.post(CLOSURE, typed))

    assert "Choose that date or a later one." in errors_at(pages[0])["on"]
