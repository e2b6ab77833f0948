"""What is sent twice is done once: each form has a key, which its change uses up."""

from __future__ import annotations

import re
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from kans.contacts.actions import delete_contact
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.actions.idempotency import FIELD, HEADER
from kans.foundation.jobs import run_now, start_job
from kans.foundation.jobs.daily import ForgetKeys
from kans.foundation.models import Change, IdempotencyKey, Job
from kans.notes.models import Comment
from kans.sales.models import DocumentMessage, SalesLine
from kans.security.queries import the_system
from tests.builders import (
    MARCH_1,
    a_contact,
    a_marketing_setup,
    a_membership,
    a_number_series,
    a_user,
)
from tests.clients import FormClient
from tests.sales.common import a_quote

LIST = "/c/cronus/contacts/"
NEW = f"{LIST}new/"
CONTOSO = {"type": "Company", "name": "Contoso", FIELD: "k1"}
DIALOG = {
    "HX-Request": "true",
    "HX-Target": "dialog",
    "HX-Current-URL": f"http://testserver{LIST}",
}


@pytest.fixture
def numbered(ann):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT0001"))


def names():
    return sorted(Contact.objects.values_list("name", flat=True))


def text_of(answer):
    return " ".join(answer.content.decode().split())


def key_in(answer):
    """The key of the form of a dialog: that of the header's stands before it."""
    keys = re.findall(rf'name="{FIELD}" value="([0-9a-f]{{32}})"', text_of(answer))
    assert len(set(keys)) == len(keys) > 0
    return keys[-1]


@pytest.mark.parametrize("headers", [{}, DIALOG], ids=["page", "dialog"])
def test_sent_again_it_gets_the_first_answer(browser, numbered, headers):
    first, again = (browser.post(NEW, CONTOSO, headers=headers) for _ in range(2))

    assert names() == ["Contoso"]
    assert again.status_code == first.status_code
    for leads in ("Location", "HX-Location"):
        assert again.headers.get(leads) == first.headers.get(leads)
    told = text_of(browser.get(f"{LIST}CT0001/"))
    change = Change.objects.get(verb="create_contact")
    undo = reverse("undo:undo", args=["cronus", change.pk])
    assert f'action="{undo}"' in told


@pytest.mark.parametrize("at", ["field_phone", "cell"])
def test_other_content_of_a_field_that_was_sent_is_refused_and_kept(browser, at):
    a_contact("Contoso", number="CON")
    typed = {"only": "phone", "phone": "020-5551234", "version": "1", FIELD: "k1"}
    browser.post(f"{LIST}CON/edit/", typed, headers={**DIALOG, "HX-Target": at})

    other = {**typed, "phone": "020-5559999"}
    told = browser.post(f"{LIST}CON/edit/", other, headers={**DIALOG, "HX-Target": at})

    assert told.status_code == 422
    assert 'value="020-5559999"' in text_of(told)
    assert Contact.objects.get().phone == "020-5551234"


def test_a_line_of_a_quote_is_added_once(browser):
    quote = a_quote()
    card = reverse("sales:card", args=["cronus", quote.number])
    to = reverse("sales:add_lines", args=["cronus", quote.number])
    sent = {HEADER: "k1", "Referer": f"http://testserver{card}"}

    first, again = (
        browser.post(to, {"description": "Desk"}, headers=sent) for _ in range(2)
    )
    other = browser.post(to, {"description": "Chair"}, headers=sent)

    assert (first.status_code, again["Location"]) == (200, card)
    assert "You sent this form before, and that was done." in text_of(other)
    assert (other.status_code, 'value="Chair"' in text_of(other)) == (422, True)
    assert [line.description for line in SalesLine.objects.all()] == ["Desk"]


def test_an_edit_that_is_sent_again_renews_the_page(browser):
    a_contact("Contoso", number="CON")
    typed = {"only": "phone", "phone": "020-5551234", "version": "1", FIELD: "k1"}
    in_place = {
        **DIALOG,
        "HX-Target": "field_phone",
        "HX-Current-URL": f"http://testserver{LIST}CON/",
    }

    browser.post(f"{LIST}CON/edit/", typed, headers=in_place)
    again = browser.post(f"{LIST}CON/edit/", typed, headers=in_place)

    assert (again.status_code, again["HX-Trigger"]) == (204, "kans:refresh")
    assert Contact.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_waits_for_the_answer(browser, numbered):
    both, answers = Barrier(2), []

    def press_ok():
        clerk = FormClient()
        clerk.cookies = browser.cookies
        try:
            both.wait()
            answers.append(clerk.post(NEW, CONTOSO))
        finally:
            connection.close()

    people = [Thread(target=press_ok) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert names() == ["Contoso"]
    assert [(a.status_code, a["Location"]) for a in answers] == 2 * [
        (302, f"{LIST}CT0001/")
    ]


def test_other_content_under_a_used_key_is_refused_and_kept(browser, numbered):
    browser.post(NEW, CONTOSO)

    told = browser.post(NEW, {**CONTOSO, "name": "Fabrikam"})

    assert told.status_code == 422
    assert "You sent this form before, and that was done." in text_of(told)
    assert f'<a href="{LIST}CT0001/">Contact' in text_of(told)
    assert 'value="Fabrikam"' in text_of(told)
    assert names() == ["Contoso"]
    browser.post(NEW, {**CONTOSO, "name": "Fabrikam", FIELD: key_in(told)})
    assert names() == ["Contoso", "Fabrikam"]


def test_of_what_was_made_and_is_gone_no_link_is_given(browser, numbered):
    browser.post(NEW, CONTOSO)
    delete_contact(Contact.objects.get())

    told = browser.post(NEW, {**CONTOSO, "name": "Fabrikam"})

    assert (told.status_code, names()) == (422, [])
    assert "CT0001" not in text_of(told)
    again = browser.post(NEW, CONTOSO)
    assert (again["Location"], names()) == (f"{LIST}CT0001/", [])


def test_the_key_of_one_action_is_none_of_another(browser, numbered):
    a_contact("Fabrikam", number="FAB")
    browser.post(NEW, CONTOSO)

    told = browser.post(f"{LIST}FAB/delete/", {"version": "1", FIELD: "k1"})

    assert told.status_code == 422
    assert names() == ["Contoso", "Fabrikam"]


def test_a_refusal_uses_no_key_up(browser, ann):
    a_marketing_setup(contact_numbers=None)
    typed = {**CONTOSO, "number": "TAKEN"}
    taken = a_contact("Fabrikam", number="TAKEN")

    assert browser.post(NEW, typed).status_code == 422
    assert not IdempotencyKey.objects.exists()
    delete_contact(taken)
    assert browser.post(NEW, typed).status_code == 302
    assert names() == ["Contoso"]


def test_a_preview_uses_no_key_up(browser, numbered):
    browser.post(NEW, {**CONTOSO, "preview": "1"})

    assert browser.post(NEW, CONTOSO).status_code == 302
    assert names() == ["Contoso"]


def test_what_another_user_sends_under_that_key_is_their_own(browser, numbered):
    ben = FormClient()
    ben.force_login(a_membership(a_user("Ben")).user)
    browser.post(NEW, CONTOSO)

    assert ben.post(NEW, CONTOSO)["Location"] == f"{LIST}CT0002/"


@pytest.mark.parametrize("key", ["", "two words", "é", "x" * 129])
def test_without_a_key_it_is_refused_and_kept(browser, numbered, key):
    told = browser.post(NEW, {**CONTOSO, FIELD: key}, headers={HEADER: ""})

    assert told.status_code == 422
    assert "this form was out of date" in text_of(told)
    assert 'value="Contoso"' in text_of(told)
    assert names() == []
    browser.post(NEW, {**CONTOSO, FIELD: key_in(told)}, headers={HEADER: ""})
    assert names() == ["Contoso"]


def test_a_key_is_kept_for_24_hours(browser, numbered, clock):
    browser.post(NEW, CONTOSO)
    clock.set(date(2026, 3, 2), 9, 59)
    browser.post(NEW, CONTOSO)
    assert names() == ["Contoso"]

    clock.set(date(2026, 3, 2), 10)
    browser.post(NEW, CONTOSO)

    assert names() == ["Contoso", "Contoso"]


def test_the_worker_forgets_keys_after_24_hours(browser, numbered, clock, cronus):
    browser.post(NEW, CONTOSO)
    clock.set(date(2026, 3, 2), 9, 59)
    browser.post(NEW, {**CONTOSO, "name": "Fabrikam", FIELD: "k2"})
    clock.set(date(2026, 3, 2), 10)

    with acting_as(the_system(cronus)):
        run_now(start_job(ForgetKeys, {}))

    assert [each.key for each in IdempotencyKey.objects.all()] == ["k2"]


def test_every_form_that_is_opened_has_a_key_of_its_own(browser, numbered):
    keys = {key_in(browser.get(NEW)) for _ in range(2)}

    assert len(keys) == 2


def test_a_comment_is_made_once(browser):
    contoso = a_contact("Contoso", number="CON")
    to = reverse("notes:add_comment", args=["cronus", "contacts.contact", contoso.pk])

    for _ in range(2):
        browser.post(to, {"text": "Called.", FIELD: "k1"}, headers=DIALOG)

    assert Comment.objects.get().text == "Called."


def test_a_quote_is_sent_by_one_message_and_one_job(browser):
    quote = a_quote()
    letter = {"to": "clara@contoso.example", "subject": "Quote", "version": "1"}
    to = reverse("sales:send_document", args=["cronus", quote.number])

    for _ in range(2):
        browser.post(to, {**letter, FIELD: "k1"}, headers=DIALOG)

    assert (DocumentMessage.objects.count(), Job.objects.count()) == (1, 1)


def test_a_job_is_run_again_once(browser, clock):
    clock.set(MARCH_1)
    old = run_now(start_job(ForgetKeys, {}))

    answers = [
        browser.post(
            reverse("background:run_job_again", args=["cronus", old.pk]), {FIELD: "k1"}
        )
        for _ in range(2)
    ]

    new = Job.objects.exclude(pk=old.pk).get()
    to = reverse("background:job", args=["cronus", new.pk])
    assert [answer["Location"] for answer in answers] == [to, to]
