"""Signing in, with a password and a second step, and what is asked on the way."""

from __future__ import annotations

import logging
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from kans.security.models import User
from tests.builders import PASSWORD
from tests.mail_server import mail_goes_out

pytestmark = [pytest.mark.usefixtures("ann"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email="ann@cronus.example", password=PASSWORD, **also):
    return client.post(
        "/accounts/login/", {"login": email, "password": password, **also}
    )


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_the_right_password_lets_one_in_and_back_to_where_one_was_going(client):
    page = client.get("/c/cronus/")
    assert page.url == "/accounts/login/?next=/c/cronus/"

    page = sign_in(client, next="/c/cronus/")

    assert (page.status_code, page.url) == (302, "/c/cronus/")


@pytest.mark.parametrize(
    "elsewhere", ["abc", "/nowhere/", "http://[", "//evil.example"]
)
def test_one_is_let_in_wherever_one_says_to_go(client, elsewhere):
    page = sign_in(client, next=elsewhere)

    assert (page.status_code, page.url) == (302, "/")
    page = client.post("/accounts/logout/", {"next": elsewhere})
    assert (page.status_code, page.url) == (302, "/accounts/login/")


def test_a_wrong_password_is_refused_and_logged_without_it(client, caplog):
    with caplog.at_level(logging.WARNING, "kans.security.sign_in"):
        page = sign_in(client, password="Wrong-secret-11")

    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
    [line] = [r.getMessage() for r in caplog.records]
    assert line == "Sign-in failed for ann@cronus.example from 127.0.0.1"


def test_an_unknown_address_is_refused_in_the_same_words(client):
    known = sign_in(client, password="Wrong-secret-11").content.decode()
    unknown = sign_in(client, email="eve@cronus.example").content.decode()

    assert errors_of(known) == errors_of(unknown) != []


def errors_of(html):
    return re.findall(r"<p>([^<]*password[^<]*)</p>", html)


def test_a_deactivated_user_is_not_let_in(client):
    User.objects.update(is_active=False)

    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_nobody_registers_themselves(client):
    given = {"email": "eve@cronus.example", "password1": PASSWORD}

    page = client.post("/accounts/signup/", {**given, "password2": PASSWORD})

    assert "Users are made by an administrator" in page.content.decode()
    assert not User.objects.filter(email="eve@cronus.example").exists()


def test_signing_out_ends_the_session(browser):
    assert (
        "Do you want to sign out?" in browser.get("/accounts/logout/").content.decode()
    )

    page = browser.post("/accounts/logout/")

    assert page.url == "/accounts/login/"
    assert "_auth_user_id" not in browser.session


def test_a_forgotten_password_is_replaced_by_way_of_a_mail(client, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "ann@cronus.example"})
    assert mailoutbox == []
    mail_goes_out()

    [mail] = mailoutbox
    [path] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.body)
    form = client.get(path, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "Canal-23-boat", "password2": "Canal-23-boat"},
    )
    assert User.objects.get().check_password("Canal-23-boat")


def test_nobody_learns_whether_an_address_is_known(client, mailoutbox):
    page = client.post(
        "/accounts/password/reset/", {"email": "eve@cronus.example"}, follow=True
    )

    assert "If there is a user with this address" in page.content.decode()
    assert mail_goes_out() == []


def test_a_weak_password_is_refused(client):
    sign_in(client)

    page = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"},
    )

    assert page.status_code == 200
    assert User.objects.get().check_password(PASSWORD)


def test_changing_the_password_asks_for_the_old_one(client):
    sign_in(client)
    new = {"password1": "Canal-23-boat", "password2": "Canal-23-boat"}

    client.post("/accounts/password/change/", {"oldpassword": "Wrong-secret-11", **new})
    assert User.objects.get().check_password(PASSWORD)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert User.objects.get().check_password("Canal-23-boat")


# The second step ------------------------------------------------------------------


def test_a_user_made_by_an_administrator_can_activate_an_app_at_once(client):
    sign_in(client)

    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.redirect_chain[-1][0] if page.redirect_chain else False:
        page = client.post(
            page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True
        )
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode()).group(1)
    code = code_of(secret)
    client.post("/accounts/2fa/totp/activate/", {"code": code})

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    another = Client()
    sign_in(another)
    another.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in another.session


@pytest.fixture
def secret(ann_the_user):
    """Ann's authenticator app."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(ann_the_user, secret)
    return secret


def test_with_an_app_the_password_alone_lets_nobody_in(client, secret):
    page = sign_in(client)

    assert page.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_is_the_second_step(client, secret):
    sign_in(client)
    assert "Second Step" in client.get("/accounts/2fa/authenticate/").content.decode()

    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "_auth_user_id" in client.session


# Its pages --------------------------------------------------------------------------

OPEN = ["login/", "password/reset/", "password/reset/done/", "signup/", "inactive/"]
SIGNED_IN = [
    "logout/",
    "password/change/",
    "email/",
    "confirm-email/",
    "reauthenticate/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/recovery-codes/generate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "sessions/",
    "3rdparty/",
]


@pytest.mark.parametrize("path", OPEN)
def test_pages_for_everyone_are_ours(client, path):
    page = client.get(f"/accounts/{path}")

    assert_ours(page)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_for_who_has_signed_in_are_ours(client, path):
    sign_in(client)

    page = client.get(f"/accounts/{path}", follow=True)
    if page.redirect_chain and "reauthenticate" in page.redirect_chain[-1][0]:
        assert_ours(page)
        page = client.post(
            page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True
        )

    assert_ours(page)


def test_pages_of_the_second_step_are_ours(client, secret):
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    page = client.get("/accounts/2fa/totp/deactivate/", follow=True)
    if page.redirect_chain:
        assert_ours(page)
        cache.clear()
        Authenticator.objects.filter(type="totp")
        page = client.post(
            page.redirect_chain[-1][0],
            {"code": code_of(secret), "password": PASSWORD},
            follow=True,
        )
    for path in ("2fa/", "2fa/recovery-codes/generate/"):
        assert_ours(client.get(f"/accounts/{path}", follow=True))


def assert_ours(page):
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count("<h1>") == 1
    assert 'class="plain"' in html
    assert "style=" not in html
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r"<script(?![^>]*(src=|nonce=|application/json))", html)


def test_the_pages_speak_dutch(client):
    html = client.get("/accounts/login/", headers={"accept-language": "nl"}).content

    assert 'lang="nl"' in html.decode()


@pytest.mark.django_db
def test_the_mails_of_signing_in_are_in_our_own_dutch(browser, ann):
    dutch = {"Accept-Language": "nl"}
    Client().post(
        "/accounts/password/reset/", {"email": "ann@cronus.example"}, headers=dutch
    )
    asked = {"email": "new@cronus.example", "action_add": ""}
    browser.post("/accounts/email/", asked, headers=dutch)
    mail_goes_out()

    reset, confirm = mail.outbox
    assert reset.subject == "Een nieuw wachtwoord voor Kans"
    assert "met dit e-mailadres: ann@cronus.example.\n\nKies een" in reset.body
    assert "/accounts/password/reset/key/" in reset.body
    assert confirm.subject == "Bevestig uw e-mailadres"
    assert "/accounts/confirm-email/" in confirm.body
