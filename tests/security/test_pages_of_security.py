"""The pages of users, roles, companies and one's own settings, as people use them."""

from __future__ import annotations

import json
import re

import pytest

from kans.foundation.acting.permissions import Level
from kans.foundation.models import Company
from kans.security.models import Membership, Role, User
from tests.builders import MARCH_8, a_membership, a_role, a_user
from tests.mail_server import mail_goes_out

BASE = "/c/cronus/"


@pytest.fixture
def bens(ann):
    return a_membership(a_user("Ben"), level=Level.SALESPERSON)


def html(page):
    return page.content.decode()


def said_on(page):
    """What a page says of what was just done."""
    return re.findall(r"data-toast=.*?<p>(.*?)</p>", html(page), re.DOTALL)


# Users --------------------------------------------------------------------------


def test_the_list_of_users_shows_who_belongs_to_the_company(browser, bens):
    page = html(browser.get(f"{BASE}users/"))

    assert "ben@cronus.example" in page
    assert "SALESPERSON" in page


def test_the_card_of_a_role_leads_to_the_users_who_have_it(browser, bens):
    card = html(browser.get(f"{BASE}roles/SALESPERSON/"))
    assert f"{BASE}users/?filter.role=SALESPERSON" in card

    page = html(browser.get(f"{BASE}users/?filter.role=SALESPERSON"))

    assert "ben@cronus.example" in page
    assert f"{BASE}users/ann@cronus.example/" not in page


def test_a_user_is_let_in_by_a_form(browser):
    given = {
        "email": "eve@cronus.example",
        "name": "Eve",
        "role": "READER",
        "password": "Canal-23-boat",
    }

    page = browser.post(f"{BASE}users/new/", given)

    eves = Membership.objects.get(user__email="eve@cronus.example")
    assert (page.status_code, page.url) == (302, f"{BASE}users/eve@cronus.example/")
    assert eves.role.level == Level.READER
    assert said_on(browser.get(page.url)) == ["The user is created."]


def test_an_invitation_is_sent_by_the_form(browser, mailoutbox):
    given = {"email": "eve@cronus.example", "name": "Eve", "role": "READER"}

    page = browser.post(f"{BASE}users/new/", {**given, "invite": "on"})
    assert mailoutbox == []
    mail_goes_out()

    assert "http://testserver/accounts/password/reset/key/" in mailoutbox[0].body
    assert said_on(browser.get(page.url)) == [
        "The user is created, and the invitation is on its way to eve@cronus.example."
    ]


def test_of_who_signs_in_already_it_is_said_that_what_was_typed_does_not_count(
    browser, mailoutbox
):
    a_user("Ben")
    given = {"email": "Ben@cronus.example", "name": "Benjamin", "role": "READER"}

    page = browser.post(f"{BASE}users/new/", {**given, "invite": "on"})
    mail_goes_out()

    assert mailoutbox == []
    assert said_on(browser.get(page.url)) == [
        (
            "Ben signs in as before: there was a user with this address already, whose "
            "name, phone number and password stay as they are."
        )
    ]


def test_a_refusal_is_shown_at_its_field(browser):
    page = browser.post(
        f"{BASE}users/new/",
        {
            "email": "ann@cronus.example",
            "name": "Ann",
            "role": "READER",
            "password": "Canal-23-boat",
        },
    )

    assert page.status_code == 422
    assert "belongs to this company already" in html(page)


def test_a_weak_first_password_is_refused(browser):
    given = {"email": "eve@cronus.example", "name": "Eve", "role": "READER"}

    page = browser.post(f"{BASE}users/new/", {**given, "password": "12345678"})

    assert page.status_code == 422
    assert not User.objects.filter(name="Eve").exists()


def test_the_card_of_a_user_says_what_can_be_done_and_what_not(browser, bens):
    page = html(browser.get(f"{BASE}users/ben@cronus.example/"))
    assert "Set Password" in page
    assert "ben@cronus.example" in page

    page = html(browser.get(f"{BASE}users/ann@cronus.example/"))
    assert "You cannot do this to yourself." in page


def test_a_user_is_edited_by_a_form(browser, bens):
    page = browser.get(f"{BASE}users/ben@cronus.example/edit/")
    assert 'value="Ben"' in html(page)

    browser.post(
        f"{BASE}users/ben@cronus.example/edit/",
        {
            "version": 1,
            "name": "Benjamin",
            "email": "ben@cronus.example",
            "role": "MANAGER",
            "phone": "",
            "salesperson": "",
        },
    )

    stored = Membership.objects.get(pk=bens.pk)
    assert (stored.name, stored.role.level) == ("Benjamin", Level.MANAGER)


def test_one_field_is_edited_in_its_place(browser, bens):
    browser.post(
        f"{BASE}users/ben@cronus.example/edit/?only=role",
        {"only": "role", "role": "READER", "version": 1},
    )

    stored = Membership.objects.get(pk=bens.pk)
    assert (stored.role.level, stored.name) == (Level.READER, "Ben")


@pytest.mark.parametrize(
    ("verb", "happened"),
    [
        ("deactivation", lambda: not User.objects.get(name="Ben").is_active),
        ("removal", lambda: not Membership.objects.filter(user__name="Ben").exists()),
    ],
)
def test_a_user_is_let_go_after_a_question(browser, bens, verb, happened):
    address = f"{BASE}users/ben@cronus.example/{verb}/"
    assert browser.get(address).status_code == 200
    assert not happened()

    assert browser.confirm(address).status_code == 302

    assert happened()


def test_a_deactivated_user_is_activated_again(browser, bens):
    browser.post(f"{BASE}users/ben@cronus.example/deactivation/")

    browser.post(f"{BASE}users/ben@cronus.example/activation/")

    assert User.objects.get(name="Ben").is_active


def test_a_password_is_set_by_a_form(browser, bens):
    browser.post(
        f"{BASE}users/ben@cronus.example/password/", {"password": "Canal-23-boat"}
    )

    assert User.objects.get(name="Ben").check_password("Canal-23-boat")


# Roles --------------------------------------------------------------------------


def test_the_list_and_the_cards_of_roles(browser):
    page = html(browser.get(f"{BASE}roles/"))
    assert "Sales Manager" in page

    page = html(browser.get(f"{BASE}roles/ADMIN/"))
    assert "Administrator" in page
    assert (
        "Deactivate, Edit, Lift Sign-In Limits, Send Invitation, Set Password"
        in page.replace("Activate, ", "")
    )


def test_a_role_is_copied_and_its_permissions_are_chosen(browser):
    page = browser.post(f"{BASE}roles/READER/copy/", {"code": "guest", "name": "Guest"})
    assert page.url == f"{BASE}roles/GUEST/"
    assert 'value="security.view_role"' in html(
        browser.get(f"{BASE}roles/GUEST/permissions/")
    )

    browser.post(
        f"{BASE}roles/GUEST/permissions/",
        {"version": 1, "permissions": ["security.view_role"]},
    )

    assert Role.objects.get(code="GUEST").permissions == ["security.view_role"]

    # Two at once: what each ticked and unticked counts, whoever came first.
    seen = json.dumps({"permissions": ["security.view_role"]})
    browser.post(
        f"{BASE}roles/GUEST/permissions/",
        {"version": 2, "opened": seen, "permissions": []},
    )
    browser.post(
        f"{BASE}roles/GUEST/permissions/",
        {
            "version": 2,
            "opened": seen,
            "permissions": ["security.view_role", "security.edit_user"],
        },
    )
    assert Role.objects.get(code="GUEST").permissions == ["security.edit_user"]


def test_a_built_in_role_shows_what_it_holds_without_offering_to_change_it(browser):
    page = html(browser.get(f"{BASE}roles/READER/permissions/"))

    assert 'value="contacts.view_contact" checked disabled' in page
    assert 'value="contacts.edit_contact"  disabled' in page


def test_a_built_in_role_says_why_it_is_not_changed(browser):
    page = browser.post(f"{BASE}roles/READER/permissions/", {"version": 1})

    assert page.status_code == 422
    assert "This role is built in" in html(page)


def test_an_unused_role_is_deleted_after_a_question(browser):
    a_role("GUEST")
    assert "Delete role Guest?" in html(browser.get(f"{BASE}roles/GUEST/delete/"))

    browser.confirm(f"{BASE}roles/GUEST/delete/")

    assert not Role.objects.filter(code="GUEST").exists()


# Companies ------------------------------------------------------------------------

NEW = {
    "name": "My Company",
    "slug": "my-company",
    "currency": "EUR",
    "time_zone": "Europe/Amsterdam",
    "language": "nl",
}


def test_a_company_is_created_edited_and_deleted_by_forms(browser):
    page = browser.post(f"{BASE}companies/new/", NEW)
    assert page.url == "/c/my-company/companies/my-company/"
    card = browser.get(page.url)
    assert "My Company" in html(card)
    assert said_on(card) == ["The company is created."]

    edited = {**NEW, "name": "Ours", "slug": "ours", "version": 1}
    page = browser.post("/c/my-company/companies/my-company/edit/", edited)
    assert page.url == "/c/ours/companies/ours/"
    assert said_on(browser.get(page.url)) == ["Saved."]
    assert "Ours" in html(browser.get(f"{BASE}companies/"))

    browser.confirm(f"{BASE}companies/ours/delete/")
    assert [c.name for c in Company.objects.all()] == ["CRONUS"]


def test_the_card_of_a_company_leads_into_it(browser):
    browser.post(f"{BASE}companies/new/", NEW)

    page = browser.get(f"{BASE}companies/my-company/")

    assert page.url == "/c/my-company/companies/my-company/"


# One's own ------------------------------------------------------------------------


def test_the_first_page_leads_to_the_company_visited_last(browser):
    assert browser.get("/").url == "/c/cronus/"
    browser.post(f"{BASE}companies/new/", NEW)

    browser.get("/c/my-company/users/")

    assert browser.get("/").url == "/c/my-company/"


def test_who_belongs_nowhere_is_told_so(client, ann):
    client.force_login(a_user("Eve"))

    page = client.get("/")

    assert "You do not belong to a company yet." in html(page)


def test_who_has_not_signed_in_is_asked_to(client, ann):
    assert client.get("/").url == "/accounts/login/?next=/"


def test_a_company_that_one_does_not_belong_to_is_not_there(client, ann):
    client.force_login(a_user("Eve"))

    assert client.get(f"{BASE}users/").status_code == 404


def test_settings_are_ones_own(browser):
    assert 'value="Ann"' in html(browser.get(f"{BASE}settings/"))

    browser.post(
        f"{BASE}settings/", {"name": "Anna", "language": "nl", "theme": "dark"}
    )

    page = html(browser.get(f"{BASE}settings/"))
    assert 'lang="nl"' in page
    assert 'data-theme="dark"' in page
    assert 'value="Anna"' in page


def test_single_key_shortcuts_can_be_turned_off(browser):
    mine = {"name": "Ann", "language": "", "theme": "system"}

    browser.post(f"{BASE}settings/", mine | {"single_keys": "on"})
    assert "data-single-keys" not in browser.get(f"{BASE}settings/").content.decode()

    browser.post(f"{BASE}settings/", mine)
    assert 'data-single-keys="off"' in browser.get(f"{BASE}settings/").content.decode()


def test_the_theme_is_switched_in_the_header(browser):
    page = browser.post("/theme/", {"theme": "dark", "next": f"{BASE}users/"})

    assert page.url == f"{BASE}users/"
    assert User.objects.get(name="Ann").theme == "dark"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "abc", "http://["])
def test_the_switch_leads_nowhere_else(browser, elsewhere):
    page = browser.post("/theme/", {"theme": "dark", "next": elsewhere})

    assert page.url == "/"
    assert User.objects.get(name="Ann").theme == "dark"


def test_the_work_date_is_set_by_words_and_follows_the_calendar_again(browser, clock):
    browser.post(f"{BASE}work-date/", {"work_date": "15"})
    assert "03/15/2026" in html(browser.get(f"{BASE}settings/"))

    clock.set(MARCH_8)
    assert "03/15/2026" in html(browser.get(f"{BASE}settings/"))

    browser.post(f"{BASE}work-date/", {"work_date": ""})
    browser.get(f"{BASE}settings/")
    assert "03/15/2026" not in html(browser.get(f"{BASE}settings/"))


def test_with_another_work_date_the_whole_page_is_shown_again(browser):
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{BASE}users/"}

    answer = browser.post(f"{BASE}work-date/", {"work_date": "15"}, headers=asked)

    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    assert "HX-Trigger" not in answer
    assert "Your work date is" in browser.get(f"{BASE}users/").content.decode()


def test_the_work_date_of_one_company_is_not_that_of_another(browser):
    browser.post(f"{BASE}companies/new/", NEW)

    browser.post(f"{BASE}work-date/", {"work_date": "15"})
    browser.get(f"{BASE}settings/")  # says what was just done

    assert "03/15/2026" not in html(browser.get("/c/my-company/settings/"))


def test_what_is_no_date_is_refused(browser):
    assert browser.post(f"{BASE}work-date/", {"work_date": "soon"}).status_code == 422
