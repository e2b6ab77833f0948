"""Update Opportunity offers what leads somewhere, and shows what it will do."""

import re
from datetime import date
from decimal import Decimal

import pytest

from kans.opportunities.actions import edit_opportunity, move_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.moves import Move
from tests.builders import (
    DECEMBER_31,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    a_sales_cycle,
    a_stage,
    an_estimate,
    an_opportunity,
    skippable,
)
from tests.opportunities.common import the_entries, won
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

UPDATE = f"{AT}OP0001/update/"
MOVE = (
    r'name="move" value="(\w+)"[^>]*?(disabled)?>'
    r'.*?move-text"[^>]*>(.*?)</span>\s*</label>'
)


def moves_on(page):
    """Each action type: whether it is offered, and where it leads or why not."""
    found = re.findall(MOVE, page.content.decode(), re.DOTALL)
    return {
        move: (not off, re.sub(r"<[^>]+>|→", "", text).strip())
        for move, off, text in found
    }


@pytest.fixture
def opportunity(ann):
    return an_opportunity(
        a_stage("Qualify", chances_of_success=10, completed=5),
        skippable("Present", chances_of_success=40, completed=50, date_formula="2W"),
        a_stage("Sign", chances_of_success=80, completed=90, date_formula="1M"),
        a_stage("Deliver", quote_required=True),
        standing_on="Qualify",
    )


def asked(browser, **typed):
    """The form as it is when the page opens, with something typed."""
    return {**form_of(browser.get(UPDATE)), **typed}


def test_it_opens_with_next_and_what_that_presets(browser, opportunity, clock):
    clock.set(MARCH_8)

    page = browser.get(UPDATE)

    assert (
        form_of(page).items()
        >= {
            "move": "Next",
            "to": "2",
            "on": "03/08/2026",
            "estimated_value": "1,000.00",
            "chances_of_success": "40",
            "estimated_close_date": "06/30/2026",
        }.items()
    )


def said_by_the_stage(page):
    """What stands beside the fields, to be taken at a click."""
    found = re.findall(r'id="take_(\w+)"[^>]*>([^<]+)</button>', text_of(page))
    return {name: text.removeprefix("the stage says ") for name, text in found}


def test_update_keeps_what_the_seller_stated_and_shows_what_the_stage_says(
    browser, ann
):
    """MOV-8, DEF-10."""
    opportunity = an_opportunity(
        a_stage("Qualify", chances_of_success=60, date_formula="2W"),
        standing_on="Qualify",
        estimate=an_estimate(chances=55),
    )

    page = browser.get(UPDATE)
    taken = browser.post(UPDATE, {**form_of(page), "show": "chances_of_success"})
    browser.post(UPDATE, form_of(page))

    assert form_of(page)["move"] == "Update"
    assert form_of(page)["chances_of_success"] == "55"
    assert form_of(page)["estimated_close_date"] == "06/30/2026"
    assert said_by_the_stage(page) == {
        "chances_of_success": "60 %",
        "estimated_close_date": "03/15/2026",
    }
    key = form_of(taken)["idempotency_key"]  # another one, of a form shown anew
    taken_over = {"chances_of_success": "60", "idempotency_key": key}
    assert form_of(taken) == {**form_of(page), **taken_over}
    opportunity.refresh_from_db()
    assert opportunity.chances_of_success == 55
    assert str(opportunity.estimated_close_date) == "2026-06-30"


def test_a_closing_date_that_has_passed_follows_from_the_stage(
    browser, opportunity, clock
):
    """DEF-10: and what one typed oneself is not renewed with the action type."""
    clock.set(DECEMBER_31)

    page = browser.get(UPDATE)
    sign = browser.post(UPDATE, {**form_of(page), "move": "Skip", "show": "move"})
    sign = browser.post(UPDATE, {**form_of(sign), "to": "3", "show": "to"})
    typed = {**form_of(page), "estimated_close_date": "02/02/2027"}
    kept = browser.post(UPDATE, {**typed, "move": "Update", "show": "move"})

    assert form_of(page)["estimated_close_date"] == "01/14/2027"
    assert form_of(sign)["estimated_close_date"] == "01/31/2027"
    assert form_of(kept)["estimated_close_date"] == "02/02/2027"


def test_the_date_of_the_stage_follows_the_date_of_change(browser, opportunity):
    typed = asked(browser, on="03/08/2026", show="outlook")

    shown = browser.post(UPDATE, typed, **htmx("of_stage_estimated_close_date"))

    assert said_by_the_stage(shown) == {"estimated_close_date": "03/22/2026"}
    assert "<form" not in text_of(shown)


def test_what_is_not_offered_says_why(browser, opportunity):
    assert moves_on(browser.get(UPDATE)) == {
        "First": (False, "It has started already."),
        "Next": (True, "Present"),
        "Previous": (False, "This is the first stage."),
        "Skip": (True, "Present to Sign"),
        "Jump": (False, "This is the first stage."),
        "Update": (True, "Qualify"),
    }


@pytest.mark.parametrize(
    "move, stages, chances",
    [("Next", ["2"], "40"), ("Skip", ["2", "3"], "40"), ("Update", ["1"], "50")],
)
def test_choosing_an_action_offers_its_targets_and_their_presets(
    browser, opportunity, move, stages, chances
):
    before = asked(browser, preset_for="Other:", estimated_value="2,500")

    shown = browser.post(UPDATE, {**before, "move": move, "show": "move"})

    assert shown.status_code == 200
    assert offered_in(shown, "to") == stages
    assert form_of(shown)["to"] == stages[0]
    assert form_of(shown)["chances_of_success"] == chances
    assert form_of(shown)["estimated_value"] == "2,500"


def test_with_javascript_only_the_terms_of_the_move_are_renewed(browser, opportunity):
    typed = asked(browser, move="Skip", show="move")

    shown = text_of(browser.post(UPDATE, typed, **htmx("move_terms")))

    assert shown.strip().startswith('<div id="move_terms"')
    assert 'id="move_outlook"' in shown
    assert "<form" not in shown


def test_jump_presets_the_nearest_stage_behind(browser, opportunity):
    sign = opportunity.sales_cycle.stages.get(description="Sign")
    move_opportunity(
        opportunity, Move.SKIP, to=sign, on=MARCH_2, estimate=an_estimate()
    )

    shown = browser.post(UPDATE, asked(browser, move="Jump", show="move"))

    assert offered_in(shown, "to") == ["1", "2"]
    assert form_of(shown)["to"] == "2"


def test_choosing_a_stage_presets_its_estimates(browser, opportunity):
    skip = browser.post(UPDATE, asked(browser, move="Skip", show="move"))

    shown = browser.post(UPDATE, {**form_of(skip), "to": "3", "show": "to"})

    assert form_of(shown)["chances_of_success"] == "80"
    assert form_of(shown)["estimated_close_date"] == "06/30/2026"
    assert said_by_the_stage(shown)["estimated_close_date"] == "04/01/2026"


def test_what_was_typed_stays_while_nothing_else_is_chosen(browser, opportunity):
    typed = asked(browser, chances_of_success="33", estimated_close_date="soon")

    shown = browser.post(UPDATE, {**typed, "show": "outlook"})

    assert form_of(shown)["chances_of_success"] == "33"
    assert form_of(shown)["estimated_close_date"] == "soon"


def test_a_date_formula_that_leads_outside_the_calendar_asks_for_the_date(
    browser, opportunity
):
    typed = asked(browser, on="12/31/9999", estimated_close_date="")

    shown = browser.post(UPDATE, {**typed, "show": "outlook"})
    refused = browser.post(UPDATE, typed)

    assert "Enter the estimated closing date." in text_of(shown)
    assert refused.status_code == 422
    assert form_of(refused)["on"] == "12/31/9999"


def test_what_ok_will_do_is_shown_with_its_formulas(browser, opportunity):
    typed = asked(browser, estimated_value="2000", chances_of_success="60")

    shown = browser.post(UPDATE, {**typed, "show": "outlook"}, **htmx("move_outlook"))

    text = text_of(shown)
    assert text.strip().startswith('<div id="move_outlook"')
    assert "chances 60 % × completed 50 % = 30.0 %" in text
    assert "2,000.00 × 30.0 % = 600.00" in text
    assert "<del>Qualify</del>" in text
    assert "<ins>Present</ins>" in text


def test_what_stands_in_the_way_is_shown_before_ok(browser, opportunity):
    shown = browser.post(UPDATE, asked(browser, estimated_value="", show="outlook"))

    assert "Enter an estimated value above 0." in text_of(shown)


def test_ok_makes_the_move_without_javascript(browser, opportunity):
    done = browser.post(UPDATE, asked(browser, chances_of_success="60"))

    assert done.url == f"{AT}OP0001/"
    assert the_entries(opportunity)[-1] == (2, "Present", "Next", MARCH_1, True, 0)
    opportunity.refresh_from_db()
    assert opportunity.calculated_current_value == Decimal(300)


def test_ok_in_a_dialog_goes_back_to_where_it_was_opened(browser, opportunity):
    headers = {"HX-Request": "true", "HX-Target": "dialog"}
    headers["HX-Current-URL"] = f"http://testserver{AT}"

    done = browser.post(UPDATE, asked(browser), headers=headers)

    assert done.status_code == 204
    assert done["HX-Trigger"] == "kans:refresh"


def test_a_skip_goes_where_one_chose(browser, opportunity):
    browser.post(UPDATE, asked(browser, move="Skip", to="3"))

    assert the_entries(opportunity)[-1][1:3] == ("Sign", "Jumped")


def test_everything_in_the_way_is_said_at_its_field_at_once(browser, opportunity):
    typed = asked(browser, estimated_value="0", chances_of_success="0")
    typed |= {"on": "02/01/2026", "estimated_close_date": "01/31/2026"}

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))

    assert errors_at(pages[0]) == {
        "on": "The last change was on 03/01/2026. Choose that date or a later one.",
        "estimated_value": "Enter an estimated value above 0.",
        "chances_of_success": "Enter chances of success above 0 and up to 100.",
        "estimated_close_date": "Choose an estimated closing date on or after the date "
        "of change.",
    }
    assert (
        form_of(pages[0]).items()
        >= {
            "on": "02/01/2026",
            "estimated_value": "0",
        }.items()
    )


@pytest.mark.parametrize(
    "typed, field, refusal",
    [
        ({"on": ""}, "on", "Enter the date of change."),
        ({"estimated_value": "much"}, "estimated_value", "much is not a number."),
        ({"chances_of_success": "101"}, "chances_of_success", "Enter chances of"),
        (
            {"move": "Next", "to": "3"},
            "to",
            "Next does not lead to stage Sign. Choose one of the stages offered.",
        ),
        ({"to": "9"}, "to", "Choose one of the stages."),
    ],
)
def test_a_refusal_stands_at_its_field(browser, opportunity, typed, field, refusal):
    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, asked(browser, **typed)))

    assert errors_at(pages[0])[field].startswith(refusal)


def test_what_cannot_be_read_hides_no_other_refusal(browser, opportunity):
    """MOV-10: one bound, that of the rule; and all fields at once."""
    typed = {"on": "soon", "estimated_value": "-1", "chances_of_success": "much"}
    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, asked(browser, move="", **typed)))

    assert {
        name: said.split(". ")[0] for name, said in errors_at(pages[0]).items()
    } == {
        "on": "soon is not a date",
        "estimated_value": "Enter an estimated value above 0.",
        "chances_of_success": "much is not a number",
    }
    assert "Choose an action type." in text_of(pages[0])


def test_an_action_that_is_not_offered_is_refused(browser, opportunity):
    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, asked(browser, move="Previous", to="")))

    assert "Previous leads nowhere from this stage." in text_of(pages[0])


def test_a_stage_that_requires_a_quote_is_refused_saying_so(browser, opportunity):
    sign = opportunity.sales_cycle.stages.get(description="Sign")
    move_opportunity(
        opportunity, Move.SKIP, to=sign, on=MARCH_1, estimate=an_estimate()
    )

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, asked(browser, chances_of_success="5")))

    assert errors_at(pages[0])["to"].startswith(
        "Stage Deliver requires a sales quote, and this opportunity has none."
    )


def test_before_the_start_it_activates_the_first_stage(browser, ann):
    opportunity = an_opportunity(a_stage("Qualify", chances_of_success=10), "Sign")

    page = browser.get(UPDATE)
    browser.post(UPDATE, {**form_of(page), "estimated_value": "750"})

    assert "Activate First Stage" in text_of(page)
    assert [move for move, (offered, _) in moves_on(page).items() if offered] == [
        "First"
    ]
    assert the_entries(opportunity) == [(1, "Qualify", "", MARCH_1, True, 0)]


def test_a_cycle_without_stages_cannot_be_started(browser, ann):
    an_opportunity(sales_cycle=a_sales_cycle(code="EMPTY"))

    page = browser.get(UPDATE)

    assert "Sales cycle EMPTY has no stages." in banner_of(page)
    assert "disabled" in text_of(page)


def test_a_closed_one_says_that_it_must_be_reopened(browser, opportunity):
    won(opportunity)

    assert banner_of(browser.get(UPDATE)).startswith("Opportunity OP0001 is closed.")


def test_the_second_to_save_is_told_and_keeps_what_was_typed(browser, opportunity):
    typed = asked(browser, estimated_value="7,777", move="Update", to="1")
    value = an_estimate(1500, 25)
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=value)

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))

    banner = banner_of(pages[0])
    assert banner.startswith("Ann changed this after you opened it:")
    assert "Estimated Value (LCY): 1,000.00 → 1,500.00" in banner
    assert form_of(pages[0])["estimated_value"] == "7,777"
    assert "Entries" not in banner
    assert "Leave it as it is now" in text_of(pages[0])


@pytest.mark.parametrize("choice, value", [("mine", 7777), ("theirs", 1500)])
def test_what_both_estimated_is_chosen(browser, opportunity, choice, value):
    typed = asked(browser, estimated_value="7,777", move="Update", to="1")
    estimate = an_estimate(1500, 25)
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=estimate)
    shown = browser.post(UPDATE, typed)
    assert "Yours: 7,777" in text_of(shown)
    assert "Theirs: 1,500.00" in text_of(shown)

    browser.post(UPDATE, {**form_of(shown), "choice-estimated_value": choice})

    assert Opportunity.objects.get().estimated_value == Decimal(value)


def for_move(browser, move):
    """The form once that action is chosen, with what it presets."""
    return form_of(browser.post(UPDATE, asked(browser, move=move, show="move")))


def told_and_sent_again(browser, typed):
    """Send it, be told what a colleague changed, and send what is shown then."""
    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))
    again = browser.post(UPDATE, form_of(pages[0]))
    assert again.status_code == 302
    return Opportunity.objects.get()


THEIRS = an_estimate(1500, 25, close_date=date(2026, 7, 31))


def test_what_one_did_not_type_follows_the_colleague(browser, opportunity):
    """MOV-14: a move that is made anyway undoes nothing of theirs."""
    typed = {**for_move(browser, "Update"), "estimated_value": "7,777"}
    estimate = an_estimate(1000, 25, close_date=date(2026, 7, 31))
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_2, estimate=estimate)

    moved = told_and_sent_again(browser, typed)

    assert (moved.estimated_value, moved.chances_of_success) == (7777, 25)
    assert moved.estimated_close_date == date(2026, 7, 31)
    assert moved.active.date_of_change == MARCH_2


def test_chances_that_the_stage_presets_are_not_typed(browser, opportunity):
    typed = for_move(browser, "Next")
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=THEIRS)

    moved = told_and_sent_again(browser, typed)

    assert (moved.estimated_value, moved.chances_of_success) == (1500, 40)
    assert moved.estimated_close_date == date(2026, 7, 31)


@pytest.mark.parametrize("choice, chances", [("mine", 75), ("theirs", 25)])
def test_chances_that_both_stated_are_chosen(browser, opportunity, choice, chances):
    typed = {**for_move(browser, "Update"), "chances_of_success": "75"}
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=THEIRS)
    shown = browser.post(UPDATE, typed)
    assert "Theirs: 25" in text_of(shown)

    browser.post(UPDATE, {**form_of(shown), "choice-chances_of_success": choice})

    assert Opportunity.objects.get().chances_of_success == chances


def test_where_a_colleague_moved_it_the_action_leads_on_from_there(
    browser, opportunity
):
    typed = {**for_move(browser, "Update"), "estimated_value": "7,777"}
    move_opportunity(opportunity, Move.NEXT, on=MARCH_1, estimate=an_estimate(1000, 33))

    moved = told_and_sent_again(browser, typed)

    assert str(moved.stage) == "Present"
    assert (moved.estimated_value, moved.chances_of_success) == (7777, 33)


@pytest.mark.parametrize(
    "meant, stands, then",
    [
        (("Next", "2"), "Present", ("Update", "2")),
        (("Skip", "3"), "Present", ("Next", "3")),
        (("Next", "2"), "Sign", ("", "")),
    ],
)
def test_a_stale_move_keeps_to_the_stage_that_was_chosen(
    browser, opportunity, meant, stands, then
):
    move, to = meant
    typed = {**for_move(browser, move), "to": to}
    for stage in opportunity.sales_cycle.stages_in_order[1:]:
        move_opportunity(opportunity, Move.NEXT, on=MARCH_1, estimate=an_estimate())
        if str(stage) == stands:
            break

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))

    shown = form_of(pages[0])
    assert (shown.get("move", ""), shown.get("to", "")) == then
    assert "Go on all the same" in text_of(pages[0])
    if move == "Next":
        assert f"It stands at stage {stands} " in text_of(pages[0])


def test_a_new_description_or_priority_refuses_no_move(browser, opportunity):
    typed = asked(browser)
    edit_opportunity(opportunity, description="Sixty desks", priority=3)

    assert browser.post(UPDATE, typed).status_code == 302
    assert str(Opportunity.objects.get().stage) == "Present"


def test_a_form_that_says_no_version_is_out_of_date(browser, opportunity):
    typed = {**asked(browser, estimated_value="7,777"), "version": "", "opened": ""}

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))

    assert banner_of(pages[0]).startswith("This form was out of date")
    assert "colleague" not in text_of(pages[0])


@pytest.mark.parametrize("opened", ["", "no JSON", "[" * 5000])
def test_of_what_was_opened_nobody_knows_both_are_shown(browser, opportunity, opened):
    typed = {**for_move(browser, "Update"), "opened": opened}
    move_opportunity(opportunity, Move.UPDATE, on=MARCH_1, estimate=THEIRS)

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))

    assert "Theirs: 25" in text_of(pages[0])


def test_a_move_while_another_closes_it_keeps_what_was_typed(browser, opportunity):
    typed = asked(browser, estimated_value="7,777")
    won(opportunity)

    with refused_with_422() as pages:
        pages.append(browser.post(UPDATE, typed))

    assert "Status: In Progress → Won" in banner_of(pages[0])
    assert form_of(pages[0])["estimated_value"] == "7,777"
