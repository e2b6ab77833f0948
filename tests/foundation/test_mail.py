"""Mail leaves by the worker: sealed until then, once, and nobody waits for it."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings

from kans.foundation.jobs.actions import cancel_job, may_run_again
from kans.foundation.jobs.running import advance, take_next
from kans.foundation.mail import Letter, post
from kans.foundation.mail.outbox import AskForItAnew
from kans.foundation.models import Job, MailKind, MailMessage, WorkerHeartbeat
from kans.foundation.text import formats
from tests.builders import MARCH_1
from tests.mail_server import Post, a_mail_server, a_token_server, mail_goes_out

LINK = "https://kans.example/accounts/password/reset/key/abc-def/"


@pytest.fixture
def letter(ann):
    """A letter in the outbox, with a link that lets its reader in."""
    text = f"Hello Ann,\n\n{LINK}\n"
    return post(Letter("ann@cronus.example", "A link", text), MailKind.INVITATION)


def outcome(message):
    message.refresh_from_db()
    return message.status, message.answer


def test_what_a_letter_says_lies_nowhere_in_the_clear_and_goes_once_sent(letter):
    job = Job.objects.get()
    assert LINK not in f"{letter.sealed} {job.arguments} {job.about}"
    assert letter.sealed != ""
    assert mail.outbox == []

    mail_goes_out()

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ann@cronus.example"], "A link")
    assert LINK in sent.body
    assert outcome(letter) == ("SENT", "")
    assert letter.sealed == ""
    assert [type(r) for r in may_run_again(Job.objects.get())] == [AskForItAnew]


def test_with_another_secret_key_it_is_not_sent_and_says_why(letter):
    with override_settings(SECRET_KEY="another"):
        mail_goes_out()

    status, answer = outcome(letter)
    assert status == "NOT_SENT"
    assert answer.startswith("The secret key of Kans was changed")
    assert mail.outbox == []


def killed_after_the_hand_over(monkeypatch):
    """Let a worker hand the letter over, and die before it notes that."""

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    job = take_next()
    advance(job)  # counts what there is to do
    with monkeypatch.context() as patch:
        patch.setattr("kans.foundation.jobs.running._one_chunk", die)
        with pytest.raises(KeyboardInterrupt):
            advance(job)
    Job.objects.update(due_at=job.created_at)  # its lease runs out
    return job


def test_who_is_killed_after_the_hand_over_leaves_it_uncertain(letter, monkeypatch):
    killed_after_the_hand_over(monkeypatch)

    mail_goes_out()

    assert outcome(letter) == ("UNCERTAIN", "")
    assert len(mail.outbox) == 1
    [row] = Job.objects.get().result["rows"]
    assert row["code"] == "MessageUncertain"


def test_canceling_then_does_not_hide_that_it_may_be_sent(letter, monkeypatch):
    cancel_job(killed_after_the_hand_over(monkeypatch))

    mail_goes_out()

    assert outcome(letter) == ("UNCERTAIN", "")


@pytest.mark.parametrize(
    ("server", "became"),
    [
        (Post(), ("SENT", "")),
        (Post(breaks_off="after"), ("UNCERTAIN", "")),
        (Post(answers="Thank you"), ("UNCERTAIN", "")),
        (Post(refuses=("ann@cronus.example",)), ("NOT_SENT", "550 No such mailbox")),
    ],
)
def test_what_the_mail_server_does_is_known(letter, server, became):
    with a_mail_server(server):
        mail_goes_out()

    assert outcome(letter) == became
    assert len(server.taken) == (became[0] != "NOT_SENT")


def test_a_refusal_is_one_line_of_the_log(letter, caplog):
    with a_mail_server(Post(refuses=("ann@cronus.example",))):
        mail_goes_out()

    [line] = (each for each in caplog.records if each.name.endswith("handing_over"))
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert line.getMessage() == "A message was not sent: 550 No such mailbox"


def test_what_the_mail_server_does_not_offer_is_told(letter):
    with a_mail_server(Post(), EMAIL_USE_TLS=True):
        mail_goes_out()

    unencrypted = "STARTTLS extension not supported by server."
    assert outcome(letter) == ("NOT_SENT", unencrypted)


# What cannot be sent just now ---------------------------------------------------------

AWAY = "The mail server could not be reached."
NO_TOKEN = (
    "The server that gives tokens for the mail server answered something else. "
    "The log says more."
)


@contextmanager
def a_silent_server():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": silent.getsockname()[1]}
        backend = "kans.foundation.mail.smtp.Backend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_TIMEOUT=0.2, **there):
            yield


def no_server():
    backend = "kans.foundation.mail.smtp.Backend"
    return override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="", EMAIL_PORT=1)


@contextmanager
def a_token_server_that_says(status, answer):
    with (
        a_token_server((status, answer)) as (oauth, _asked),
        a_mail_server(Post(tokens=("T1",)), EMAIL_OAUTH=oauth),
    ):
        yield


@contextmanager
def no_token_server():
    with a_token_server() as (oauth, _asked):
        pass
    with a_mail_server(Post(tokens=("T1",)), EMAIL_OAUTH=oauth):
        yield


@pytest.mark.parametrize(
    ("just_now", "why"),
    [
        (lambda: a_mail_server(Post(breaks_off="before")), AWAY),
        (a_silent_server, AWAY),
        (no_server, AWAY),
        (
            lambda: a_mail_server(Post(defers=("ann@cronus.example",))),
            "450 Greylisted",
        ),
        (
            lambda: a_token_server_that_says(503, {"error": "temporarily_unavailable"}),
            "temporarily_unavailable",
        ),
        (lambda: a_token_server_that_says(200, "Welcome"), NO_TOKEN),
        (lambda: a_token_server_that_says(*given("no tök€n")), NO_TOKEN),
        (
            no_token_server,
            "The server that gives tokens for the mail server could not be reached.",
        ),
    ],
)
def test_what_cannot_be_sent_just_now_is_tried_again(
    letter, browser, clock, just_now, why
):
    with just_now():
        mail_goes_out()

    assert outcome(letter) == ("WAITING", why)
    assert letter.retry_at == clock.now() + timedelta(minutes=1)
    assert letter.sealed
    page = browser.get(MAIL).text
    assert why in page
    assert formats.moment(letter.retry_at) in page
    assert mail_goes_out() == []
    clock.moment += timedelta(minutes=1)
    mail_goes_out()
    assert outcome(letter) == ("SENT", "")
    assert letter.retry_at is None
    assert len(mail.outbox) == 1


def test_it_is_tried_for_a_day_in_ever_longer_waits(letter, clock):
    begun, waits = clock.now(), []
    with no_server():
        while outcome(letter)[0] == "WAITING":
            before = clock.moment
            mail_goes_out()
            letter.refresh_from_db()
            clock.moment = letter.retry_at or clock.moment
            waits.append((clock.moment - before) // timedelta(minutes=1))

    assert waits[:5] == [1, 5, 15, 60, 60]
    assert timedelta(hours=23) < clock.now() - begun <= timedelta(days=1)
    assert outcome(letter) == ("NOT_SENT", AWAY)
    assert letter.sealed == ""


def test_a_job_that_waits_for_its_next_attempt_says_when(letter, browser, clock):
    with no_server():
        mail_goes_out()

    page = browser.get(f"/c/cronus/jobs/{Job.objects.get().pk}/").text

    assert "Next Attempt At" in page
    assert formats.moment(clock.now() + timedelta(minutes=1)) in page


# Jobs that end without having sent it -------------------------------------------------


def test_a_canceled_job_leaves_no_message_waiting(letter, browser):
    browser.post(f"/c/cronus/jobs/{Job.objects.get().pk}/cancellation/")

    assert outcome(letter) == ("NOT_SENT", "The job was canceled.")
    assert letter.sealed == ""
    assert mail.outbox == []


def test_nor_does_one_that_fails(letter, monkeypatch):
    monkeypatch.setattr("kans.foundation.mail.outbox.unseal", lambda _sealed: 1 / 0)

    mail_goes_out()

    status, answer = outcome(letter)
    reference = Job.objects.get().reference
    assert status == "NOT_SENT"
    assert answer == f"Something went wrong in Kans itself. Reference: {reference}."


def test_one_that_fails_after_the_hand_over_leaves_it_uncertain(letter, monkeypatch):
    killed_after_the_hand_over(monkeypatch)
    Job.objects.update(attempts=3)

    mail_goes_out()

    assert Job.objects.get().status == "FAILED"
    assert outcome(letter) == ("UNCERTAIN", "")
    assert len(mail.outbox) == 1


def test_a_defect_in_noting_that_keeps_no_job_from_ending(letter, monkeypatch):
    monkeypatch.setattr("kans.foundation.mail.outbox._message", lambda _told: 1 / 0)

    mail_goes_out()

    assert Job.objects.get().status == "FAILED"


# The page of administrators ----------------------------------------------------------

MAIL = "/c/cronus/mail/"


def test_administrators_see_how_mail_is_set_and_send_a_test_message(browser, clock):
    WorkerHeartbeat.beat("here/1")
    secret = {"EMAIL_HOST_USER": "kans@cronus.example", "EMAIL_HOST_PASSWORD": "Secret"}
    with override_settings(EMAIL_HOST="mail.example", EMAIL_PORT=587, **secret):
        page = browser.get(MAIL).text
    assert "mail.example:587" in page
    assert "As kans@cronus.example, by a password" in page
    assert "Secret" not in page
    assert "No worker is running" not in page
    assert 'value="ann@cronus.example"' in browser.get(f"{MAIL}test/").text

    browser.post(f"{MAIL}test/", {"to": "ben@cronus.example"})
    assert "The message is on its way." in browser.get(MAIL).text
    mail_goes_out()

    [sent] = mail.outbox
    assert sent.to == ["ben@cronus.example"]
    assert "Ann asked Kans to send this message" in sent.body
    assert ">Sent<" in browser.get(MAIL).text.replace("\n", "").replace(" ", "")


def test_without_a_living_worker_it_says_so(browser, clock):
    WorkerHeartbeat.beat("here/1")
    clock.set(MARCH_1, 11)

    assert "No worker is running, so no mail leaves" in browser.get(MAIL).text
    page = browser.post(f"{MAIL}test/", {"to": "ben@cronus.example"}, follow=True).text
    assert "The message waits: no worker is running." in page


# By a token instead of a password ---------------------------------------------------


def given(token, lasts=3600):
    return 200, {"access_token": token, "expires_in": lasts}


EXPIRED = (
    400,
    {
        "error": "invalid_grant",
        "error_description": "The refresh token has expired.\nTrace 1",
    },
)


def test_microsoft_is_asked_as_the_application_itself(letter):
    server = Post(tokens=("T1",))

    with (
        a_token_server(given("T1")) as (oauth, asked),
        a_mail_server(server, EMAIL_OAUTH=oauth),
    ):
        mail_goes_out()

    assert outcome(letter) == ("SENT", "")
    assert asked == [
        {
            "client_id": "kans",
            "client_secret": "secret",
            "grant_type": "client_credentials",
            "scope": "https://outlook.office365.com/.default",
        }
    ]
    assert server.signed_in == ["user=kans@cronus.example\1auth=Bearer T1\1\1"]


def test_google_is_asked_by_the_refresh_token(letter):
    with (
        a_token_server(given("T1")) as (oauth, asked),
        a_mail_server(
            Post(tokens=("T1",)), EMAIL_OAUTH={**oauth, "refresh_token": "R"}
        ),
    ):
        mail_goes_out()

    assert outcome(letter) == ("SENT", "")
    assert (asked[0]["grant_type"], asked[0]["refresh_token"]) == ("refresh_token", "R")
    assert "scope" not in asked[0]


@pytest.mark.parametrize("lasts", [3600, 30, "soon"])
def test_a_token_serves_until_shortly_before_its_end(letter, lasts):
    post(Letter("ben@cronus.example", "Another", "…"), MailKind.MENTION)
    with (
        a_token_server(given("T1", lasts), given("T1")) as (oauth, asked),
        a_mail_server(Post(tokens=("T1",)), EMAIL_OAUTH=oauth),
    ):
        mail_goes_out()

    assert len(asked) == (1 if lasts == 3600 else 2)
    assert set(MailMessage.objects.values_list("status", flat=True)) == {"SENT"}


def test_for_a_token_that_the_mail_server_refuses_another_is_asked(letter):
    server = Post(tokens=("T2",))
    with (
        a_token_server(given("T1"), given("T2")) as (oauth, _asked),
        a_mail_server(server, EMAIL_OAUTH=oauth),
    ):
        mail_goes_out()

    assert outcome(letter) == ("SENT", "")
    assert len(server.taken) == 1


def test_when_that_is_refused_too_the_message_is_not_sent(letter):
    with (
        a_token_server(given("T1"), given("T2")) as (oauth, _asked),
        a_mail_server(Post(tokens=("T3",)), EMAIL_OAUTH=oauth),
    ):
        mail_goes_out()

    status, answer = outcome(letter)
    assert (status, answer[:3]) == ("NOT_SENT", "535")


def test_what_the_token_server_says_is_told(letter):
    with (
        a_token_server(EXPIRED) as (oauth, _asked),
        a_mail_server(Post(tokens=("T1",)), EMAIL_OAUTH=oauth),
    ):
        mail_goes_out()

    assert outcome(letter) == (
        "NOT_SENT",
        "invalid_grant: The refresh token has expired.",
    )
