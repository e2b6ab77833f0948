"""A card shows a record, edits it in place, and keeps two people apart."""

import json

import pytest
from django.test import Client

from kans.foundation.journal.journal import open_change
from kans.notes.actions.comments import add_comment
from kans.notes.models import Comment
from kans.number_series.models import NumberSeries
from tests.opportunities.pages import form_of, text_of
from tests.web import frames_urls

pytestmark = pytest.mark.urls("tests.web.frames_urls")
CARD = "/c/cronus/tried/OPP/"


@pytest.fixture
def series(ann, monkeypatch):
    monkeypatch.setitem(frames_urls.cards._cards, NumberSeries, frames_urls.CARD)
    with open_change("test"):
        return NumberSeries.objects.create(code="OPP", description="Opportunities <b>")


def in_place(browser: Client, field: str, at=f"http://testserver{CARD}", **typed):
    """Ask for the editor of a field, or save what was typed into it."""
    given = {
        "headers": {
            "HX-Request": "true",
            "HX-Target": f"field_{field}",
            "HX-Current-URL": at,
        }
    }
    if not typed:
        return browser.get(f"{CARD}edit/?only={field}", **given)
    return browser.post(f"{CARD}edit/", {"only": field, **typed}, **given)


def test_a_card_shows_captions_values_and_verbs(browser, series):
    page = browser.get(CARD).content.decode()

    assert "<!doctype html>" in page
    assert "Default Nos." in page
    assert "Opportunities &lt;b&gt;" in page
    assert 'href="/c/cronus/tried/OPP/plan/"' in page


def test_htmx_gets_only_the_card(browser, series):
    headers = {"HX-Request": "true", "HX-Target": "card"}

    page = browser.get(CARD, headers=headers).content.decode()

    assert page.strip().startswith('<div id="card"')
    assert "<html" not in page


def test_a_field_outside_the_form_cannot_be_edited(browser, series):
    page = browser.get(CARD).content.decode()

    assert "edit/?only=description" in page
    assert "edit/?only=date_order" not in page
    assert in_place(browser, "date_order").status_code == 404


def test_a_verb_that_is_refused_is_disabled_and_says_why(browser, series):
    with open_change("test"):
        series.date_order = True
        series.save()

    page = browser.get(CARD).content.decode()

    assert "The series is still used." in page
    assert 'href="/c/cronus/tried/OPP/removal/"' not in page


def test_who_may_not_edit_gets_no_edit_links(browser, series, monkeypatch):
    frame = frames_urls.CARD
    action = frames_urls.verdict.__globals__["ACTIONS"]["try_edit"]
    forbidden = type(action)("try_edit", "nobody.may", "Edit")
    actions = frames_urls.verdict.__globals__["ACTIONS"]
    monkeypatch.setitem(actions, frame.editing.verb, forbidden)

    page = browser.get(CARD).content.decode()

    assert "edit/" not in page


def test_editing_in_place_asks_for_just_that_field(browser, series):
    editor = in_place(browser, "description").content.decode()

    assert 'name="description"' in editor
    assert 'value="Opportunities &lt;b&gt;"' in editor
    assert 'name="version" value="1"' in editor
    assert 'name="code"' not in editor


def test_saving_in_place_changes_that_field_and_shows_it(browser, series):
    shown = in_place(browser, "description", description="Deals", version="1")

    series.refresh_from_db()
    assert (series.description, series.version) == ("Deals", 2)
    assert 'id="field_description"' in shown.content.decode()
    assert shown["HX-Trigger-After-Swap"] == "kans:saved"


@pytest.mark.parametrize("at", ["http://[", "abc", ""])
def test_what_was_saved_is_saved_on_whatever_page_one_says_to_be(browser, series, at):
    answer = in_place(browser, "description", at, description="Deals", version="1")

    assert json.loads(answer["HX-Location"])["path"] == CARD
    series.refresh_from_db()
    assert series.description == "Deals"


def test_a_switch_is_turned_off_in_place(browser, series):
    in_place(browser, "default_numbers", version="1")

    series.refresh_from_db()
    assert not series.default_numbers


def test_a_refusal_stands_at_the_field_and_keeps_what_was_typed(browser, series):
    shown = in_place(browser, "description", description="forbidden", version="1")

    page = shown.content.decode()
    assert shown.status_code == 422
    assert "The word forbidden is not allowed." in page
    assert 'value="forbidden"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="edit_description_helptext edit_description_error"' in page
    series.refresh_from_db()
    assert series.version == 1


def test_the_second_to_save_chooses(browser, series):
    with open_change("test"):
        series.description = "Theirs"
        series.save()

    shown = in_place(browser, "description", description="Mine", version="1")

    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Ann changed this while you were typing" in page
    assert "Description: Opportunities &lt;b&gt; → Theirs" in page
    assert 'value="Mine"' in page
    assert 'name="version" value="2"' in page
    assert "Save mine anyway" in page
    assert "Take theirs" in page
    series.refresh_from_db()
    assert series.description == "Theirs"


def test_saving_mine_anyway_overwrites_what_one_knows_of(browser, series):
    with open_change("test"):
        series.description = "Theirs"
        series.save()
    chosen = {"both": "description", "choice-description": "mine"}

    in_place(browser, "description", description="Mine", version="2", **chosen)

    series.refresh_from_db()
    assert series.description == "Mine"


@pytest.mark.parametrize(
    "choice, kept", [("mine", "Mine"), ("theirs", "Theirs"), ("", "Theirs")]
)
def test_in_the_whole_form_what_both_changed_is_chosen(browser, series, choice, kept):
    typed = {**form_of(browser.get(f"{CARD}edit/")), "description": "Mine"}
    with open_change("test"):
        series.description = "Theirs"
        series.save()

    shown = browser.post(f"{CARD}edit/", typed)
    again = {**form_of(shown), "choice-description": choice}
    chosen = browser.post(f"{CARD}edit/", again)

    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Description: Opportunities &lt;b&gt; → Theirs" in page
    assert "Yours: Mine" in page
    assert "Theirs: Theirs" in page
    assert chosen.status_code == (302 if choice else 422)
    series.refresh_from_db()
    assert series.description == kept


def test_what_only_a_colleague_changed_stays_and_is_told(browser, series):
    typed = {**form_of(browser.get(f"{CARD}edit/")), "description": "Mine"}
    with open_change("test"):
        series.manual_numbers = True
        series.save()

    answer = browser.post(f"{CARD}edit/", typed, follow=True)

    series.refresh_from_db()
    assert (series.manual_numbers, series.description) == (True, "Mine")
    assert (
        "Ann changed this while you were typing: Manual Nos.: No → Yes. "
        "That stays where you typed nothing."
    ) in text_of(answer)


@pytest.mark.parametrize("version", ["", "no number", "99999999999999999999"])
def test_an_edit_that_does_not_say_what_it_saw_is_refused(browser, series, version):
    typed = {"code": "OPP", "description": "Mine", "version": version}

    shown = browser.post(f"{CARD}edit/", typed)

    assert shown.status_code == 422
    assert "Yours: Mine" in shown.content.decode()
    series.refresh_from_db()
    assert (series.version, series.description) == (1, "Opportunities <b>")


def test_a_card_moves_with_its_number(browser, series):
    answer = in_place(browser, "code", code="deals", version="1")

    assert answer.status_code == 204
    assert "/c/cronus/tried/DEALS/" in answer["HX-Location"]


def test_without_a_script_the_whole_record_is_a_form_of_its_own(browser, series):
    page = browser.get(f"{CARD}edit/").content.decode()
    typed = {"code": "OPP", "description": "Deals", "version": "1", "back": CARD}

    answer = browser.post(f"{CARD}edit/", typed)

    assert "<!doctype html>" in page
    assert 'name="description"' in page
    assert answer["Location"] == CARD
    series.refresh_from_db()
    assert (series.description, series.default_numbers) == ("Deals", False)


def test_one_field_without_a_script_leaves_the_others_alone(browser, series):
    page = browser.get(f"{CARD}edit/?only=description").content.decode()

    browser.post(
        f"{CARD}edit/", {"only": "description", "description": "D", "version": "1"}
    )

    assert '<input type="hidden" name="only" value="description">' in page
    series.refresh_from_db()
    assert (series.description, series.default_numbers) == ("D", True)


def test_back_to_the_list_keeps_its_order_filter_and_row(browser, series):
    listed = "%2Fc%2Fcronus%2Ftried%2F%3Fsort%3D-code%26search%3Do"

    page = browser.get(f"{CARD}?from={listed}").content.decode()

    back = "/c/cronus/tried/?sort=-code&amp;search=o&amp;selected=OPP"
    assert f'href="{back}"' in page


def test_no_other_site_is_the_list_one_came_from(browser, series):
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:x"):
        page = browser.get(CARD, {"from": elsewhere}).content.decode()

        assert "evil" not in page.replace("from=https%3A%2F%2Fevil", "").replace(
            "from=%2F%2Fevil", ""
        )
        assert 'href="/c/cronus/tried/?selected=OPP"' in page


@pytest.fixture
def alphabet(series):
    with open_change("test"):
        for code in "CAB":
            NumberSeries.objects.create(code=code, description=code * 2)


def beside(browser, code, step, listed=""):
    given = {"from": listed} if listed else {}
    answer = browser.get(f"/c/cronus/tried/{code}/", {**given, "go": step})
    return answer["Location"]


def test_the_next_and_previous_record_are_those_of_the_list(browser, alphabet):
    assert beside(browser, "A", "next") == "/c/cronus/tried/B/"
    assert beside(browser, "C", "next") == "/c/cronus/tried/OPP/"
    assert beside(browser, "C", "previous") == "/c/cronus/tried/B/"


def test_the_list_s_own_order_filter_and_rows_decide_what_is_next(browser, alphabet):
    tried = "/c/cronus/tried/"

    turned = beside(browser, "C", "next", f"{tried}?sort=-code")
    filtered = beside(browser, "A", "next", f"{tried}?filter.code=A|OPP")
    scoped = beside(browser, "A", "next", f"{tried}numbered/")

    assert turned.startswith(f"{tried}B/?from=")
    assert filtered.startswith(f"{tried}OPP/?from=")
    assert scoped.startswith(f"{tried}C/?from=")


def test_at_the_end_of_the_list_one_stays_and_is_told(browser, alphabet):
    answer = browser.get("/c/cronus/tried/OPP/", {"go": "next"}, follow=True)

    assert answer.redirect_chain == [("/c/cronus/tried/OPP/", 302)]
    assert "This is the last record." in answer.content.decode()


def test_a_list_that_is_none_is_not_asked(browser, alphabet):
    for listed in ("/nowhere/", "/accounts/login/", "/c/other/tried/"):
        assert beside(browser, "A", "next", listed).startswith("/c/cronus/tried/A/")


def test_the_rows_of_a_list_tell_the_card_where_one_came_from(browser, alphabet):
    plain = browser.get("/c/cronus/tried/").content.decode()
    sorted_ = browser.get("/c/cronus/tried/?sort=-code").content.decode()

    assert 'href="/c/cronus/tried/A/"' in plain
    assert 'href="/c/cronus/tried/A/?from=/c/cronus/tried/%3Fsort%3D-code"' in sorted_


def test_the_card_shows_comments_and_the_way_to_the_history(browser, series):
    add_comment(series, "Ask Eva first.")

    page = browser.get(CARD).content.decode()

    assert "Ask Eva first." in page
    assert f"/c/cronus/records/foundation.numberseries/{series.pk}/history/" in page


def test_the_history_names_who_changed_what(browser, series):
    in_place(browser, "description", description="Deals", version="1")

    page = browser.get(
        f"/c/cronus/records/foundation.numberseries/{series.pk}/history/"
    ).content.decode()

    assert "Edit Series" in page
    assert "<ins>Deals</ins>" in page


def test_comments_are_written_changed_and_deleted(browser, series):
    place = f"/c/cronus/records/foundation.numberseries/{series.pk}/comments/new/"

    browser.post(place, {"text": "Ask Eva."})
    comment = Comment.objects.get()
    assert (comment.text, comment.author_name) == ("Ask Eva.", "Ann")

    mended = {"text": "Ask Otto.", "version": "1"}
    browser.post(f"/c/cronus/comments/{comment.pk}/edit/", mended)
    comment.refresh_from_db()
    assert comment.text == "Ask Otto."

    browser.confirm(f"/c/cronus/comments/{comment.pk}/delete/")
    assert not Comment.objects.exists()


def test_a_kind_without_a_card_has_no_history_page(browser, series):
    for kind in ("security.user", "nonsense", "foundation.change", "a.b"):
        place = f"/c/cronus/records/{kind}/{series.pk}/history/"
        assert browser.get(place).status_code == 404
