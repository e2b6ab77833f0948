"""A dialog asks, refuses at the field, and leads back to where one came from."""

import json
from urllib.parse import quote

import pytest
from django.db import OperationalError

from kans.foundation.journal.journal import open_change
from kans.number_series.models import NumberSeries
from tests.web import frames_urls

pytestmark = pytest.mark.urls("tests.web.frames_urls")
CARD = "/c/cronus/tried/OPP/"
LIST = "/c/cronus/tried/"
HOST = "http://testserver"


@pytest.fixture
def series(ann, monkeypatch):
    monkeypatch.setitem(frames_urls.cards._cards, NumberSeries, frames_urls.CARD)
    with open_change("test"):
        return NumberSeries.objects.create(code="OPP", description="Opportunities")


def opened_from(page):
    return {
        "headers": {
            "HX-Request": "true",
            "HX-Target": "dialog",
            "HX-Current-URL": f"{HOST}{page}",
        }
    }


def test_htmx_gets_the_form_alone_and_others_a_page(browser, series):
    part = browser.get(f"{CARD}plan/", **opened_from(CARD)).content.decode()
    page = browser.get(f"{CARD}plan/").content.decode()

    assert part.strip().startswith("<form")
    assert page.startswith("<!doctype html>")
    assert '<input type="hidden" name="back"' in page


def test_fields_carry_caption_help_and_what_is_required(browser, series):
    page = browser.get(f"{CARD}plan/").content.decode()

    assert '<label class="ask-label" for="id_on">On' in page
    assert 'aria-describedby="id_on_helptext"' in page
    assert "data-required" in page
    assert 'inputmode="decimal"' in page


@pytest.mark.parametrize("with_script", [True, False])
def test_a_refused_form_keeps_what_was_typed(browser, series, with_script):
    given = opened_from(CARD) if with_script else {}

    shown = browser.post(f"{CARD}plan/", {"on": "soon", "value": "1.234"}, **given)

    page = shown.content.decode()
    assert shown.status_code == 422
    assert "soon is not a date." in page
    assert 'value="soon"' in page
    assert "Enter at most 2 decimals." in page
    assert 'aria-describedby="id_on_helptext id_on_error"' in page


def test_done_leaves_the_page_where_it_was_asked_from_to_renew_itself(browser, series):
    typed = {"on": "t", "value": "1,250.50"}

    for page in (CARD, f"{LIST}?sort=-code"):
        answer = browser.post(f"{CARD}plan/", typed, **opened_from(page))

        assert answer.status_code == 204
        assert answer["HX-Trigger"] == "kans:refresh"
        assert "HX-Location" not in answer
    series.refresh_from_db()
    assert series.description == "2026-03-01 1250.50"
    assert "It is planned." in browser.get(CARD).content.decode()


def test_without_a_script_one_goes_back_to_the_page_one_came_from(browser, series):
    typed = {"on": "t", "value": "1", "back": f"{LIST}?sort=-code"}

    answer = browser.post(f"{CARD}plan/", typed)

    assert answer["Location"] == f"{LIST}?sort=-code"


NOWHERE = [
    "",
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    f"{HOST}//evil.example/",
    "abc",
    "home",  # the name of a page is not its address
    "/nowhere/",
    "http://[",
    f"{LIST}?{'a' * 20_000}",
]


@pytest.mark.parametrize("elsewhere", NOWHERE)
def test_what_was_done_is_done_wherever_one_is_said_to_come_from(
    browser, series, elsewhere
):
    typed = {"on": "t", "value": "1", "back": elsewhere}

    answer = browser.post(f"{CARD}plan/", typed)

    assert (answer.status_code, answer["Location"]) == (302, CARD)
    series.refresh_from_db()
    assert series.description == "2026-03-01 1"


def test_no_database_refuses_where_one_is_said_to_come_from(browser, series):
    nul = quote(f"{HOST}{LIST}?sort=\0code")
    headers = {"HX-Current-URL": nul, "HX-Current-URL-URI-AutoEncoded": "true"}

    answer = browser.post(
        f"{CARD}plan/",
        {"on": "t", "value": "1"},
        headers={"HX-Request": "true", **headers},
    )

    assert (answer.status_code, answer["HX-Trigger"]) == (204, "kans:refresh")
    series.refresh_from_db()
    assert series.description == "2026-03-01 1"


def test_from_the_card_of_what_was_deleted_one_goes_to_the_list(browser, series):
    answer = browser.post(f"{CARD}removal/", {"x": ""}, **opened_from(CARD))

    assert json.loads(answer["HX-Location"])["path"] == LIST
    assert not NumberSeries.objects.filter(code="OPP").exists()


def test_from_the_list_one_stays_in_the_list_after_deleting(browser, series):
    listed = f"{LIST}?filter.code=O*"

    answer = browser.post(f"{CARD}removal/", {"x": ""}, **opened_from(listed))

    assert answer["HX-Trigger"] == "kans:refresh"


def test_a_page_that_was_moved_to_gets_its_title(browser, series):
    headers = {"HX-Request": "true", "HX-Target": "page"}

    part = browser.get(CARD, headers=headers).content.decode()

    assert part.strip().startswith("<title>OPP · Opportunities · Kans</title>")
    assert '<main id="page"' in part
    assert "<header class=" not in part.split("<main")[0]


def test_what_goes_wrong_is_said_in_a_page_of_ours(browser, ann):
    missing = browser.get("/c/cronus/tried/NONE/")

    assert missing.status_code == 404
    assert "There is nothing here" in missing.content.decode()


def test_what_is_done_is_not_kept_where_the_answer_fails(browser, series):
    browser.raise_request_exception = False
    before = series.description

    failed = browser.post(f"{CARD}broken/")

    series.refresh_from_db()
    assert (failed.status_code, series.description) == (500, before)
    assert "Nothing was saved" in failed.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("action", "What you did was saved"),
        ("job", "What you did was saved"),
        ("row", "It is uncertain whether what you did was saved"),
        ("nothing", "Nothing was saved"),
    ],
)
def test_nobody_is_told_that_nothing_was_saved_when_it_was(browser, series, what, said):
    browser.raise_request_exception = False

    answer = browser.post(f"{CARD}broken-later/", {"what": what})

    assert answer.status_code == 500
    assert said in answer.text
    assert ("Nothing was saved" in answer.text) == (what == "nothing")


def test_signing_out_elsewhere_turns_nothing_that_was_done_into_a_failure(
    browser, series
):
    answer = browser.post(f"{CARD}meanwhile/")

    series.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert series.description == "Saved"
    assert browser.get(LIST)["Location"].startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_nor_does_a_session_that_cannot_be_kept(browser, series, monkeypatch):
    def gone(*_args, **_options):
        raise OperationalError

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", gone)

    answer = browser.post(f"{CARD}meanwhile/")

    series.refresh_from_db()
    assert (answer.status_code, series.description) == (302, "Saved")
