"""The list shows everybody's opportunities, a salesperson's, or a contact's (LST-1)."""

import re

import pytest

from tests.builders import (
    MARCH_1,
    a_contact,
    a_person,
    a_sales_cycle,
    a_salesperson,
    an_opportunity,
)
from tests.opportunities.common import won
from tests.opportunities.pages import AT, htmx, queries_of, text_of

VERB = r'<(\w+)[^>]*data-verb="(\w+)"'


def rows_of(page):
    return re.findall(r'<tr data-row="(\w+)"', page.content.decode())


def verbs_of(page):
    """Each verb of the selected row: whether it can be chosen now."""
    bar = page.content.decode().partition('id="list_actions"')[2]
    return {verb: tag == "a" for tag, verb in re.findall(VERB, bar)}


@pytest.fixture
def three(ann):
    contoso = a_contact("Contoso")
    an_opportunity(contact=contoso, number="OP0001")
    an_opportunity(contact=a_person("Clara Smit", at=contoso), number="OP0002")
    other = a_salesperson("PS", "Peter Smit")
    an_opportunity(contact=a_contact("Wind"), salesperson=other, number="OP0003")
    return contoso


def test_all_are_shown_the_newest_first(browser, three):
    assert rows_of(browser.get(AT)) == ["OP0003", "OP0002", "OP0001"]


def test_a_salesperson_s_are_shown_and_the_caption_says_so(browser, three):
    page = browser.get(f"{AT}of-salesperson/PS/")

    assert rows_of(page) == ["OP0003"]
    assert "<h1>Opportunities of Peter Smit</h1>" in text_of(page)
    assert f"{AT}new/?salesperson=PS" in text_of(page)


def test_a_company_s_include_those_of_its_persons(browser, three):
    page = browser.get(f"{AT}of-contact/{three.number}/")

    assert rows_of(page) == ["OP0002", "OP0001"]
    assert "<h1>Opportunities of Contoso</h1>" in text_of(page)
    assert f"{AT}new/?contact={three.number}" in text_of(page)


def test_a_person_s_are_only_that_person_s(browser, three):
    clara = three.persons.get()

    assert rows_of(browser.get(f"{AT}of-contact/{clara.number}/")) == ["OP0002"]


@pytest.mark.parametrize(
    "asked, found",
    [
        ("filter.status=Won", ["OP0002"]),
        ("filter.closed=no", ["OP0003", "OP0001"]),
        ("filter.stage.description=pres*", ["OP0003"]),
        ("filter.estimated_value=>1000", []),
        ("filter.estimated_value=1000", ["OP0003", "OP0002"]),
        ("filter.sales_cycle=FIRM1", ["OP0001"]),
        ("search=third", ["OP0003"]),
    ],
)
def test_columns_are_filtered(browser, ann, asked, found):
    an_opportunity(number="OP0001")
    won(an_opportunity(number="OP0002", standing_on="Qualify"))
    an_opportunity(number="OP0003", standing_on="Present", description="The third")

    assert rows_of(browser.get(f"{AT}?{asked}")) == found


@pytest.mark.parametrize(
    "standing_on, closed, offered",
    [
        (None, False, {"activate_first_stage", "close_opportunity"}),
        ("Qualify", False, {"move_opportunity", "close_opportunity", "create_quote"}),
        ("Qualify", True, {"reopen_opportunity", "delete_opportunity"}),
    ],
)
def test_the_actions_are_enabled_by_status(browser, ann, standing_on, closed, offered):
    opportunity = an_opportunity(number="OP0001", standing_on=standing_on)
    if closed:
        won(opportunity, on=MARCH_1)

    verbs = verbs_of(browser.get(f"{AT}?selected=OP0001"))

    assert {v for v, allowed in verbs.items() if allowed} == {
        *offered,
        "create_opportunity",
        "edit_opportunity",
    }
    assert ("activate_first_stage" in verbs) == (standing_on is None)


def test_the_fact_box_shows_the_figures_of_the_selected_row(browser, ann):
    an_opportunity(number="OP0001", standing_on="Qualify")

    page = browser.get(f"{AT}?selected=OP0001", **htmx("list_facts"))

    assert "1,000.00" in text_of(page)
    assert "chances 50 % × completed 0 % = 0.0 %" in text_of(page)


def test_the_number_of_queries_does_not_depend_on_the_rows(browser, ann):
    cycle = a_sales_cycle("Qualify")
    an_opportunity(sales_cycle=cycle, standing_on="Qualify")
    few = queries_of(browser, AT)

    for _ in range(10):
        an_opportunity(sales_cycle=cycle, standing_on="Qualify")

    assert queries_of(browser, AT) == few


def test_a_contact_s_opportunities_are_one_click_away(browser, three):
    page = text_of(browser.get(f"/c/cronus/contacts/{three.number}/"))

    assert f'href="{AT}of-contact/{three.number}/"' in page


def test_a_salesperson_s_opportunities_are_a_menu_with_a_list(browser, three):
    page = text_of(browser.get("/c/cronus/salespeople/PS/"))

    menu = page.partition('<ul class="menu-list" aria-label="Opportunities">')[2]
    assert f'href="{AT}of-salesperson/PS/"' in menu
    assert "List</a>" in menu


@pytest.mark.parametrize(
    "asked, found",
    [
        ("opportunity-overzicht", "opportunities/"),
        ("kansen", "opportunities/"),
        ("deals", "opportunities/"),
        ("verkoopcycli", "sales-cycles/"),
        ("presentatie", "sales-cycles/"),
        ("afsluitcodes", "close-codes/"),
    ],
)
def test_tell_me_finds_the_pages_by_their_dutch_names(browser, ann, asked, found):
    page = text_of(browser.get(f"/c/cronus/tell-me/?q={asked}"))

    assert f'href="/c/cronus/{found}"' in page


def test_tell_me_finds_an_opportunity_by_number_and_words(browser, three):
    for asked in ("op0001", "desks"):
        page = text_of(browser.get(f"/c/cronus/tell-me/?q={asked}"))
        assert f'href="{AT}OP0001/"' in page
