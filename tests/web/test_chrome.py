"""What surrounds every page: navigation, company, work date, user, and its errors."""

import pytest
from django.test import override_settings
from django.urls import path

from kans.foundation.acting.actors import act_as
from kans.foundation.acting.clock import today
from kans.site.urls import handler500  # noqa: F401 (Django finds it here)
from kans.site.urls import urlpatterns as site
from kans.web.chrome import Navigation, pages
from kans.web.pages import page
from tests.builders import ann_without


@page(public=True)
def broken(request):
    raise RuntimeError("a defect")


urlpatterns = [*site, path("broken/", broken)]


def text(answer):
    return answer.content.decode()


def test_navigation_shows_what_one_may_open(browser, ann):
    captions = {str(entry.caption) for entry in pages()}
    assert {"Opportunities", "Contacts", "Salespeople"} <= captions

    act_as(ann_without("team.view_salesperson"))

    assert "Salespeople" not in {str(entry.caption) for entry in pages()}


def test_a_page_that_needs_no_permission_is_for_everyone(ann):
    entry = Navigation("Mine", "security:settings")

    assert not entry.permission
    assert any(e.url_name == "security:settings" for e in pages())


def test_the_first_page_of_a_company_is_one_that_may_be_opened(browser):
    answer = browser.get("/c/cronus/")

    assert answer.status_code == 302
    assert browser.get(answer["Location"]).status_code == 200


def test_where_one_is_is_said(browser):
    shown = text(browser.get("/c/cronus/contacts/"))

    assert 'href="/c/cronus/contacts/" aria-current="page"' in shown
    assert shown.count('aria-current="page"') == 2  # the bar, and the one of a phone


def test_the_page_has_its_landmarks(browser):
    shown = text(browser.get("/c/cronus/contacts/"))

    for landmark in ('<header class="bar"', '<nav class="bar-nav"', '<main id="page"'):
        assert shown.count(landmark) == 1
    assert 'class="skip-link" href="#page"' in shown


def test_a_work_date_that_is_not_today_is_shown(browser):
    assert 'class="work-date"' not in text(browser.get("/c/cronus/contacts/"))

    browser.post("/c/cronus/work-date/", {"work_date": "05/01/2026"})

    shown = text(browser.get("/c/cronus/contacts/"))
    assert today().isoformat() == "2026-03-01"
    assert 'class="work-date"' in shown
    assert "05/01/2026" in shown


def test_the_language_of_the_page_is_declared(browser, ann_the_user):
    assert '<html lang="en"' in text(browser.get("/c/cronus/contacts/"))

    answer = browser.get("/c/cronus/contacts/", headers={"Accept-Language": "nl"})

    assert '<html lang="nl"' in text(answer)


def test_an_unknown_address_is_a_page_of_ours(browser):
    answer = browser.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is nothing here" in text(answer)


@override_settings(ROOT_URLCONF="tests.web.test_chrome")
def test_a_defect_is_a_page_that_needs_nothing(client, db):
    client.raise_request_exception = False

    answer = client.get("/broken/")

    assert answer.status_code == 500
    assert "Something went wrong" in text(answer)
    assert "a defect" not in text(answer)


@pytest.mark.parametrize("template", ["403_csrf.html", "403.html", "400.html"])
def test_the_other_error_pages_can_be_shown(template, rf):
    from django.template.loader import render_to_string

    request = rf.get("/")
    request.csp_nonce = "abc"

    assert 'role="alert"' in render_to_string(template, {}, request)


def test_no_cache_keeps_a_page_for_somebody_else(browser):
    kept = browser.get("/c/cronus/salespeople/")["Cache-Control"]

    assert "private" in kept
    assert "no-cache" in kept
