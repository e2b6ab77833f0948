"""A figure that is shown in several places has one meaning, and is the same in each."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kans.opportunities.actions import move_opportunity
from kans.opportunities.models import CloseOpportunityCode, Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from tests.builders import (
    MARCH_1,
    MARCH_8,
    a_contact,
    a_person,
    a_sales_cycle,
    a_salesperson,
    a_stage,
    an_estimate,
    an_opportunity,
)
from tests.opportunities.common import lost, won
from tests.opportunities.pages import AT, text_of
from tests.opportunities.test_many_selected import choose_all, counts

HERE = "/c/cronus/"
VALUE, CURRENT = "Estimated Value (LCY)", "Calcd. Current Value (LCY)"
OPEN, PROGRESS = "filter.closed=no", "filter.status=In+Progress"


@pytest.fixture
def contoso(ann, clock):
    """Of Contoso and its person, for LM on FIRM: one of each status, and one more."""
    clock.set(MARCH_8)
    company = a_contact("Contoso", number="CT9")
    cycle = a_sales_cycle(
        a_stage("Qualify", completed=50), a_stage("Sign", completed=80), code="FIRM"
    )
    facts = {"sales_cycle": cycle, "salesperson": a_salesperson("LM")}
    people = (company, a_person("Eva Bos", at=company, number="CT8"))
    for number, (whose, standing_on) in enumerate(
        [(0, None), (0, "Qualify"), (1, "Sign"), (0, "Sign"), (1, "Qualify")], start=1
    ):
        an_opportunity(
            number=f"OP{number}",
            contact=people[whose],
            standing_on=standing_on,
            estimate=an_estimate(number * 1000, 40),
            **facts,
        )
    won(Opportunity.objects.get(number="OP4"), sales="812.50")
    lost(Opportunity.objects.get(number="OP5"))
    an_opportunity(number="OTHER", contact=a_contact("Fabrikam"), standing_on="Sign")
    return company


def figure(page, caption):
    """What stands beside a caption in a box of figures."""
    found = re.search(
        rf"<dt[^>]*>{re.escape(caption)}</dt><dd>([^<]*)</dd>", text_of(page)
    )
    assert found, caption
    return found[1].strip("€ \xa0")


def listed(browser, place, *filters):
    """Of a list: how many rows it shows, and what its totals say."""
    page = browser.get(f"{place}?{'&'.join(filters)}")
    foot = re.search(r"<tfoot.*?</tfoot>", text_of(page), re.DOTALL)
    cells = re.findall(r'data-caption="([^"]*)">([^<]*)</td>', foot[0] if foot else "")
    return {"rows": len(re.findall(r'data-row="', text_of(page))), **dict(cells)}


@pytest.mark.parametrize(
    ("card", "list_"),
    [
        (f"{HERE}contacts/CT9/", f"{AT}of-contact/CT9/"),
        (f"{HERE}contacts/?selected=CT9", f"{AT}of-contact/CT9/"),
        (f"{HERE}salespeople/LM/", f"{AT}of-salesperson/LM/"),
    ],
)
def test_beside_people_stands_what_their_list_comes_to(browser, contoso, card, list_):
    """DEF-3, DEF-20."""
    page = browser.get(card)
    all_, open_ = listed(browser, list_), listed(browser, list_, OPEN)
    won_ = listed(browser, list_, "filter.status=Won")

    assert figure(page, "No. of Opportunities") == str(all_["rows"]) == "5"
    assert f'Opportunities<span class="count">{all_["rows"]}</span>' in text_of(page)
    assert figure(page, "Open Opportunities") == str(open_["rows"]) == "3"
    assert figure(page, VALUE) == open_[VALUE] == "5,000.00"
    assert figure(page, CURRENT) == open_[CURRENT]
    assert figure(page, "Won") == str(won_["rows"]) == "1"
    assert figure(page, "Sales (LCY)") == won_[CURRENT] == "812.50"


def test_a_cycle_its_stages_and_its_row_come_to_the_same(browser, contoso):
    """CYC-6."""
    stages = Opportunity.objects.get(number="OP2").sales_cycle.stages_in_order
    card = browser.get(f"{HERE}sales-cycles/FIRM/")
    of_stages = [browser.get(f"{HERE}stages/{each.pk}/") for each in stages]
    cycle = listed(browser, AT, PROGRESS, "filter.sales_cycle=FIRM")
    row = text_of(browser.get(f"{HERE}sales-cycles/?filter.code=FIRM"))

    assert figure(card, "In Progress") == str(cycle["rows"]) == "2"
    assert sum(int(figure(each, "In Progress")) for each in of_stages) == cycle["rows"]
    for caption in (VALUE, CURRENT):
        assert figure(card, caption) == cycle[caption]
        assert cycle[caption] in row
    assert [figure(each, VALUE) for each in of_stages] == [
        listed(
            browser,
            AT,
            PROGRESS,
            f"filter.stage.description={each.description}",
            "filter.sales_cycle=FIRM",
        )[VALUE]
        for each in stages
    ]


def test_a_close_code_a_bulk_verb_and_a_group_count_what_the_list_shows(
    browser, contoso
):
    """CLO-1."""
    code = CloseOpportunityCode.objects.get(outcome=Outcome.LOST).code
    codes = text_of(browser.get(f"{HERE}close-codes/?filter.code={code}"))
    carried = listed(browser, AT, f"filter.close_code={code}")
    grouped = text_of(browser.get(f"{AT}?group=status"))
    chosen = choose_all(browser, "priority", PROGRESS)
    shown = listed(browser, AT, PROGRESS)

    assert re.search(rf'data-row="{code}".*?>{carried["rows"]}<', codes, re.DOTALL)
    assert counts(chosen)["can"] == shown["rows"] == 3
    assert shown[VALUE] in text_of(chosen)
    assert shown[VALUE] in grouped


def test_days_in_stage_are_those_of_the_path_and_no_update_begins_anew(
    browser, ann, clock
):
    """DEF-5, OPP-2: stage on day 0, Update on day 5, read on day 9: 9."""
    opportunity = an_opportunity("Qualify", "Sign", standing_on="Qualify")
    there = [
        (Move.NEXT, date(2026, 3, 3)),
        (Move.PREVIOUS, date(2026, 3, 4)),
        (Move.UPDATE, date(2026, 3, 9)),
    ]
    for move, on in there:
        move_opportunity(opportunity, move, on=on, estimate=an_estimate())
    clock.set(date(2026, 3, 13))

    card, list_ = browser.get(f"{AT}OP0001/"), browser.get(f"{AT}?selected=OP0001")

    assert opportunity.creation_date == MARCH_1
    for page in (card, list_):
        assert figure(page, "Days in Stage") == "9"
        assert figure(page, "Days Since Last Change") == "4"
        assert figure(page, "Days Open") == "12"
    path = " ".join(
        re.search(r"is-current.*?</li>", text_of(card), re.DOTALL)[0].split()
    )
    assert "9 days, earlier 2 days" in path
