"""Comments are written, changed and deleted by who wrote them, and pinned by all."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.history import history
from kans.foundation.models import Change
from kans.notes.actions.comments import (
    CommentOfAnother,
    add_comment,
    delete_comment,
    edit_comment,
    pin_comment,
    remove_comment,
)
from kans.notes.models import Comment, Mention
from kans.security.queries import actor_of
from tests.builders import a_contact, a_membership, a_user, ann_without


@pytest.fixture
def contact(ann):
    return a_contact("Contoso")


@pytest.fixture
def ben(ann):
    """Ben, a salesperson of CRONUS."""
    member = a_membership(a_user("Ben Visser"), level=Level.SALESPERSON)
    return actor_of(member.user_id, "cronus")


@pytest.fixture
def bens_comment(contact, ben):
    with acting_as(ben):
        return add_comment(contact, "Call on Monday.")


def place(comment, verb):
    return f"/c/cronus/comments/{comment.pk}/{verb}/"


def the_card(browser, contact):
    return browser.get(f"/c/cronus/contacts/{contact.number}/").content.decode()


def test_a_comment_knows_who_wrote_it(bens_comment, ben):
    assert bens_comment.author_id == ben.user_id
    assert bens_comment.author_name == "Ben Visser"


def test_a_comment_has_up_to_four_thousand_letters_in_lines(browser, contact):
    place = f"/c/cronus/records/contacts.contact/{contact.pk}/comments/new/"
    text = "\r\n".join(["x" * 1999, "y" * 2000])

    browser.post(place, {"text": text})
    refused = browser.post(place, {"text": text + "z"})

    assert Comment.objects.get().text == text.replace("\r\n", "\n")
    assert refused.status_code == 422
    assert "at most 4000 characters" in refused.content.decode()


def test_a_comment_is_shown_as_text(browser, contact):
    add_comment(contact, "<script>alert(1)</script>\nhttps://kans.example/?a=1&b=2")

    page = the_card(browser, contact)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    link = 'href="https://kans.example/?a=1&amp;b=2" target="_blank"'
    assert f'<a {link} rel="noopener noreferrer nofollow">' in page


def test_nobody_changes_what_another_wrote(bens_comment, browser):
    with pytest.raises(CommentOfAnother):
        edit_comment(bens_comment, version=None, text="Do not call.")
    page = browser.post(place(bens_comment, "edit"), {"text": "No.", "version": "1"})

    assert page.status_code == 422
    assert "Ben Visser wrote this comment" in page.content.decode()
    assert Comment.objects.get().text == "Call on Monday."


def test_a_salesperson_deletes_only_their_own(ann, contact, bens_comment, ben):
    anns = add_comment(contact, "Ask Eva.")

    with acting_as(ben):
        with pytest.raises(CommentOfAnother):
            delete_comment(anns)
        with pytest.raises(NotPermitted):
            remove_comment(anns)
        delete_comment(bens_comment)

    assert list(Comment.objects.all()) == [anns]


def test_a_manager_deletes_what_another_wrote(browser, bens_comment):
    browser.confirm(place(bens_comment, "remove"))

    assert not Comment.objects.exists()


def test_the_card_offers_what_one_may_do_with_a_comment(browser, contact, bens_comment):
    anns = add_comment(contact, "Ask Eva.")

    page = the_card(browser, contact)

    assert place(anns, "edit") in page
    assert place(anns, "delete") in page
    assert place(bens_comment, "edit") not in page
    assert place(bens_comment, "delete") not in page
    assert place(bens_comment, "remove") in page


def test_what_no_user_wrote_is_nobody_s(contact):
    with acting_as(ann_without()):
        comment = add_comment(contact, "Imported.")

        with pytest.raises(CommentOfAnother):
            edit_comment(comment, version=None, text="Mine?")


def test_a_pinned_comment_stands_above_newer_ones(browser, contact, bens_comment):
    add_comment(contact, "Newer.")

    browser.confirm(place(bens_comment, "pin"))
    page = the_card(browser, contact)
    assert page.index("Call on Monday.") < page.index("Newer.")

    browser.confirm(place(bens_comment, "pin"))
    page = the_card(browser, contact)
    assert page.index("Call on Monday.") > page.index("Newer.")


def test_the_history_of_the_record_tells_of_its_comments(ann, contact):
    comment = add_comment(contact, "Ask Eva.")
    edit_comment(comment, version=1, text="Ask Otto.")
    pin_comment(comment, pinned=True)
    delete_comment(Comment.objects.get())

    events = history(contact)

    assert [(event.verb, event.about) for event in events][:4] == [
        ("Delete Comment", "Ask Otto."),
        ("Pin Comment", "Ask Otto."),
        ("Edit Comment", "Ask Otto."),
        ("Add Comment", "Ask Eva."),
    ]
    assert str(events[2].changes[0]) == "Comment: Ask Eva. → Ask Otto."


def test_a_deleted_comment_takes_its_mentions_along(ann, contact, ben):
    comment = add_comment(contact, "@Ben Visser")

    delete_comment(comment)

    assert not Mention.objects.exists()
    assert Change.objects.order_by("-id").first().records.count() == 2
