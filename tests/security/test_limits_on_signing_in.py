"""Guessing is stopped for an account and a place; an account alone is only slowed."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from kans.foundation.jobs import run_now, start_job
from kans.foundation.models import Change
from kans.security.jobs import ForgetSignIns
from kans.security.models import SignInAttempt, User
from kans.security.rules.sign_in import CODES, Failures, codes_may_be_lifted
from tests.builders import MARCH_1, PASSWORD, a_membership, a_user, failed_sign_ins
from tests.mail_server import mail_goes_out
from tests.security.test_signing_in import code_of

HERE, THERE = "198.51.100.7", "203.0.113.9"
BLOCKED = (
    "Too many wrong passwords were tried with this address from here. Try again in 5 "
    "minutes, or choose a new password by mail."
)
CODES_BLOCKED = (
    "Too many wrong codes were tried for this account. Try again in 5 minutes, or sign "
    "in with a browser that you used before."
)
SLOWED = "Too many wrong passwords were tried with this address."
ANN = "ann@cronus.example"


@pytest.fixture(autouse=True)
def no_limits_left_over(ann):
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email=ANN, password=PASSWORD, ip=HERE):
    given = {"login": email, "password": password}
    return client.post("/accounts/login/", given, REMOTE_ADDR=ip)


def let_in(client):
    return "_auth_user_id" in client.session


def fail(client, times, **where):
    for _ in range(times):
        sign_in(client, password="Wrong-secret-11", **where)


def test_five_failures_block_the_account_from_there_and_from_nowhere_else(client):
    fail(client, 5)

    assert BLOCKED in sign_in(client).text
    assert not let_in(client)
    sign_in(client, ip=THERE)
    assert let_in(client)


def test_who_has_many_addresses_of_one_network_is_one(client):
    for number in range(5):
        fail(client, 1, ip=f"2001:db8:1:2::{number:x}")

    assert BLOCKED in sign_in(client, ip="2001:db8:1:2:ffff::1").text
    sign_in(client, ip="2001:db8:1:3::1")
    assert let_in(client)


def test_who_is_blocked_is_told_the_minutes_that_are_left(client, clock):
    fail(client, 1)
    clock.set(MARCH_1, 10, 2)
    fail(client, 4)

    clock.set(MARCH_1, 10, 4)

    assert BLOCKED.replace("5 minutes", "1 minute") in sign_in(client).text


def test_after_five_minutes_one_may_try_again(client, clock):
    fail(client, 5)

    clock.set(MARCH_1, 10, 6)
    sign_in(client)

    assert let_in(client)


def test_a_code_that_was_used_stays_used_whatever_else_is_kept(client, ann_the_user):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(ann_the_user, secret)
    code = code_of(secret)
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    for number in range(400):
        cache.set(f"pushed-{number}", number)

    another = Client()
    sign_in(another)
    another.post("/accounts/2fa/authenticate/", {"code": code})

    assert let_in(client)
    assert not let_in(another)


def guessed_at_from_everywhere(user):
    for number in range(6):
        failed_sign_ins(user, 2, ip=f"192.0.2.{number}")


def test_an_account_that_is_guessed_at_from_everywhere_is_only_slowed(
    client, clock, ann_the_user
):
    guessed_at_from_everywhere(ann_the_user)

    assert f"{SLOWED} Try again in 4 seconds" in sign_in(client).text
    clock.moment += timedelta(seconds=4)
    sign_in(client)

    assert let_in(client)


def test_a_browser_that_signed_in_before_is_never_slowed(client, ann_the_user):
    sign_in(client)
    client.post("/accounts/logout/")
    guessed_at_from_everywhere(ann_the_user)

    sign_in(client)

    assert let_in(client)


def test_but_it_is_known_for_that_account_alone(client, ann_the_user):
    ben = a_membership(a_user("Ben")).user
    sign_in(client)
    client.post("/accounts/logout/")
    [known] = [m for name, m in client.cookies.items() if name.startswith("kans_known")]
    assert (known["max-age"], known["httponly"]) == (365 * 24 * 60 * 60, True)
    guessed_at_from_everywhere(ben)

    assert SLOWED in sign_in(client, email=ben.email).text
    assert not let_in(client)


def test_an_unknown_address_is_refused_in_the_same_words(client):
    fail(client, 5, email="eve@cronus.example")

    assert BLOCKED in sign_in(client, email="eve@cronus.example").text


def test_of_an_unknown_address_only_a_hash_is_kept(client, caplog):
    with caplog.at_level(logging.INFO):
        fail(client, 1, email="eve@cronus.example")

    [attempt] = SignInAttempt.objects.values().all()
    assert "eve" not in f"{attempt} {caplog.text}"
    assert "Sign-in failed for an unknown address from 198.51.100.7" in caplog.text
    assert attempt["user_id"] is None
    assert len(attempt["address_hash"]) == 64


def test_a_password_chosen_by_mail_lifts_the_limit(client, mailoutbox):
    fail(client, 5)
    client.post("/accounts/password/reset/", {"email": ANN})
    mail_goes_out()
    [word] = [w for w in mailoutbox[0].body.split() if "/reset/key/" in w]
    form = client.get(word.removeprefix("http://testserver"), follow=True)
    new = {"password1": "Canal-23-boat", "password2": "Canal-23-boat"}
    client.post(form.redirect_chain[-1][0], new)

    sign_in(client, password="Canal-23-boat")

    assert let_in(client)


# What administrators see and do -------------------------------------------------------


def test_administrators_see_who_of_their_company_signed_in_and_who_failed(browser):
    a_membership(a_user("Ben"))
    stranger = a_user("Otto")
    visitor = Client()
    fail(visitor, 5, email="ben@cronus.example")
    sign_in(visitor, email="ben@cronus.example")
    fail(visitor, 1, email=stranger.email)
    fail(visitor, 1, email="eve@cronus.example")
    sign_in(Client())

    page = browser.get("/c/cronus/sign-ins/").text

    assert page.count("Wrong Password") >= 5
    assert "Refused for a While" in page
    assert "Signed In" in page
    assert HERE in page
    assert "Otto" not in page
    assert "eve@" not in page


def test_an_administrator_lifts_the_limits_of_a_user(browser):
    a_membership(a_user("Ben"))
    bens = Client()
    fail(bens, 5, email="ben@cronus.example")

    page = browser.post("/c/cronus/users/ben@cronus.example/limits/")
    assert "Ben can sign in again at once." in browser.get(page.url).text
    sign_in(bens, email="ben@cronus.example")

    assert let_in(bens)
    assert Change.objects.filter(verb="lift_sign_in_limits").count() == 1
    answer = browser.post("/c/cronus/users/ben@cronus.example/limits/")
    assert answer.status_code == 422
    assert "Ben can sign in: no limit is in force." in answer.text


def test_lifting_lets_codes_of_the_second_step_be_tried_again(browser, ann_the_user):
    ben = a_membership(a_user("Ben")).user
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(ben, secret)
    bens = Client()
    sign_in(bens, email=ben.email)
    for _ in range(5):
        bens.post("/accounts/2fa/authenticate/", {"code": "000000"})
    refused = bens.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert CODES_BLOCKED in refused.text
    assert SignInAttempt.objects.filter(user=ben, outcome="WRONG_CODE").count() == 5

    browser.post("/c/cronus/users/ben@cronus.example/limits/")
    bens.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert let_in(bens)


# Codes of the second step -------------------------------------------------------------

SECRET = "JBSWY3DPEHPK3PXP"
CODE = "/accounts/2fa/authenticate/"
CODES_SLOWED = "Too many wrong codes were tried for this account. Try again in "


@pytest.fixture
def two_steps(ann_the_user):
    TOTP.activate(ann_the_user, SECRET)
    return ann_the_user


def guess(times, *, ip, client=None):
    """Somebody who knows the password types so many wrong codes; the last answer."""
    client = client or Client()
    sign_in(client, ip=ip)
    for _ in range(times):
        answer = client.post(CODE, {"code": "000000"}, REMOTE_ADDR=ip)
    return answer


def second_step(client, *, ip=HERE):
    sign_in(client, ip=ip)
    return client.post(CODE, {"code": code_of(SECRET)}, REMOTE_ADDR=ip)


def guess_everywhere():
    for number in range(5):
        guess(2, ip=f"192.0.2.{number}")


def test_five_wrong_codes_block_the_account_from_there_and_nowhere_else(
    client, two_steps
):
    guess(5, ip=HERE)

    assert CODES_BLOCKED in second_step(Client()).text
    second_step(client, ip=THERE)
    assert let_in(client)


def test_codes_that_are_guessed_at_from_everywhere_are_slowed_ever_more(
    client, clock, two_steps
):
    guess_everywhere()

    waits = []
    for number in range(10):
        said = guess(1, ip=f"192.0.2.{100 + number}").text
        assert CODES_SLOWED in said
        minutes = int(said.partition(CODES_SLOWED)[2].split()[0])
        waits.append(minutes)
        clock.moment += timedelta(minutes=minutes)
        guess(1, ip=f"192.0.2.{150 + number}")

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert CODES_SLOWED in second_step(client).text
    assert not let_in(client)
    clock.moment += timedelta(hours=1)
    second_step(client)
    assert let_in(client)


def test_a_year_of_guessing_at_codes_finds_one_in_a_hundred(clock):
    """As often as one may, from as many places as one likes, lifted once a day."""
    begun, tried, lifted = clock.now(), [], clock.now()
    while (at := clock.now()) < begun + timedelta(days=30):
        if codes_may_be_lifted(lifted, at):
            lifted = at
        counted = [t for t in tried if t > max(at - CODES.in_all, lifted)]
        last = counted[-1] if counted else None
        failures = Failures(0, len(counted), last, limits=CODES)
        clock.moment += failures.wait(at)
        tried.append(clock.now())
        clock.moment += timedelta(seconds=1)

    assert len(tried) / 30 * 365 / 1_000_000 < 0.015


def test_a_browser_that_signed_in_before_does_not_wait_for_others_codes(
    client, two_steps
):
    second_step(client)
    client.post("/accounts/logout/")
    cache.clear()  # else the same code is used twice
    guess_everywhere()

    second_step(client)

    assert let_in(client)


def test_but_its_own_wrong_codes_count(client, clock, two_steps):
    second_step(client)
    client.post("/accounts/logout/")
    cache.clear()
    for number in range(5):
        guess(2, ip=f"192.0.2.{number}", client=client)

    assert CODES_SLOWED in second_step(client).text
    assert not let_in(client)


def test_a_right_code_is_not_counted(client, two_steps):
    second_step(client)

    assert let_in(client)
    assert not SignInAttempt.objects.filter(outcome="WRONG_CODE").exists()


def test_a_mail_lifts_the_limit_on_codes_once_a_day(client, clock, two_steps):
    guess_everywhere()
    two_steps.forget_failures()
    second_step(client)
    assert let_in(client)

    clock.moment += timedelta(seconds=1)
    cache.clear()
    guess_everywhere()
    two_steps.forget_failures()
    assert CODES_SLOWED in second_step(Client()).text

    clock.moment += timedelta(days=1)
    guess_everywhere()
    two_steps.forget_failures()
    again = Client()
    second_step(again)
    assert let_in(again)


def test_attempts_are_forgotten_after_90_days(ann_the_user, clock):
    failed_sign_ins(ann_the_user, 1)
    clock.moment += timedelta(days=89)
    failed_sign_ins(ann_the_user, 1)
    assert User.objects.count() == 1
    clock.moment += timedelta(days=2)

    run_now(start_job(ForgetSignIns, {}))

    assert SignInAttempt.objects.count() == 1
