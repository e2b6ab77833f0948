"""A plain question is about the record that was shown: who changed it is told first."""

from __future__ import annotations

import re

import pytest

from kans.contacts.actions import edit_contact
from kans.foundation.actions.idempotency import FIELD
from kans.notes.actions.comments import add_comment, edit_comment
from kans.notes.models import Comment
from kans.opportunities.actions import edit_opportunity
from kans.sales.actions import edit_document
from kans.security.actions.roles import copy_role, edit_role
from kans.security.models import Role
from tests.builders import a_close_code, a_contact, an_opportunity
from tests.opportunities.common import won
from tests.opportunities.pages import form_of, text_of
from tests.sales.common import a_quote

AT = "/c/cronus/"


def contact():
    record = a_contact("Contoso", number="CON")
    return record, "contacts/CON/delete/", lambda: edit_contact(record, city="Delft")


def opportunity():
    a_close_code("PRICE")
    record = an_opportunity(number="OP0001", standing_on="Qualify")
    won(record)
    change = {"description": "Sixty desks"}
    return (
        record,
        "opportunities/OP0001/deletion/",
        lambda: edit_opportunity(record, **change),
    )


def quote():
    record = a_quote(1)
    to = f"sales/{record.number}/delete/"
    return record, to, lambda: edit_document(record, city="Delft")


def role():
    record = copy_role(Role.objects.get(code="READER"), code="GUEST", name="Guest")
    return record, "roles/GUEST/delete/", lambda: edit_role(record, name="Visitor")


def comment():
    record = add_comment(a_contact(), text="Called.")
    to = f"comments/{record.pk}/delete/"
    return record, to, lambda: edit_comment(record, version=None, text="Called twice.")


QUESTIONS = [contact, opportunity, quote, role, comment]


def is_there(record):
    return type(record).objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("made", QUESTIONS)
def test_what_a_colleague_changed_is_shown_and_asked_again(browser, ann, made):
    record, to, change = made()
    opened = form_of(browser.get(AT + to))
    change()

    told = browser.post(AT + to, opened)

    assert told.status_code == 422
    assert "Ann changed this after you opened it: " in text_of(told)
    assert re.search(r'data-dismiss="refresh">Leave it as it is now<', text_of(told))
    assert is_there(record)
    assert browser.post(AT + to, form_of(told)).status_code == 302
    assert not is_there(record)


@pytest.mark.parametrize("made", QUESTIONS)
def test_who_does_not_say_what_was_shown_is_asked_again(browser, ann, made):
    record, to, _change = made()

    told = browser.post(AT + to)

    assert told.status_code == 422
    assert "does not say which version of this it is about" in text_of(told)
    assert is_there(record)
    assert browser.post(AT + to, form_of(told)).status_code == 302
    assert not is_there(record)


def test_pinning_what_a_colleague_pinned_meanwhile_does_not_unpin_it(browser, ann):
    it = add_comment(a_contact(), text="Called.")
    to = f"{AT}comments/{it.pk}/pin/"
    opened = form_of(browser.get(to))
    browser.post(to, opened)

    told = browser.post(to, {**opened, FIELD: "k2"})

    assert (told.status_code, Comment.objects.get().pinned) == (422, True)
