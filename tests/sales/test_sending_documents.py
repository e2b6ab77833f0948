"""A quote or order confirmation goes to its customer by e-mail."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail

from kans.contacts.rules.communication import NotAnEmailAddress
from kans.foundation.actors import NotPermitted, acting_as
from kans.foundation.errors import DomainError
from kans.foundation.preview import preview
from kans.sales.actions.sender import edit_company_information
from kans.sales.actions.sending import send_document
from kans.sales.models import DocumentVersion, SalesDocument
from kans.sales.models.versions import WhyKept
from kans.sales.printing.content import PrintedKind, Recipient, Reference
from kans.sales.printing.letters import letter_of
from kans.sales.rules.sending import (
    MessageNotTaken,
    RecipientMissing,
    SubjectMissing,
    may_be_sent,
)
from tests.builders import ann_without
from tests.sales.common import a_quote
from tests.sales.printed import a_document, text_of

MESSAGE = {"to": "clara@contoso.example", "subject": "Our quote", "text": "Dear Clara"}


@pytest.mark.parametrize(
    ("to", "subject", "refusals"),
    [
        ("clara@contoso.example", "Quote", []),
        ("clara@contoso.example; ben@contoso.example", "Quote", []),
        ("", "Quote", [RecipientMissing]),
        (" ; ", " ", [RecipientMissing, SubjectMissing]),
        ("clara@contoso.example; ben", "Quote", [NotAnEmailAddress]),
    ],
)
def test_a_message_has_addresses_and_a_subject(to, subject, refusals):
    found = may_be_sent(to, subject)

    assert [type(refusal) for refusal in found] == refusals
    assert {refusal.field for refusal in found} <= {"to", "subject"}


def test_a_quote_is_proposed_in_the_language_of_the_document():
    letter = letter_of(a_document())

    assert letter.subject == "Quote VO-1001 from Kantoor & Zo B.V."
    assert letter.text.split("\n\n") == [
        "Dear Sanne de Jong,",
        "Attached is our quote VO-1001.",
        "Kind regards,",
        "Ann de Vries\nKantoor & Zo B.V.",
    ]


def test_so_is_an_order_confirmation():
    order = a_document(
        language="nl",
        kind=PrintedKind.ORDER,
        our_reference=Reference(),
        recipient=Recipient("Bakkerij De Graan"),
    )

    letter = letter_of(order)

    assert letter.subject == "Orderbevestiging VO-1001 van Kantoor & Zo B.V."
    assert letter.text.split("\n\n") == [
        "Geachte heer of mevrouw,",
        "In de bijlage vindt u de bevestiging van uw order VO-1001.",
        "Met vriendelijke groet,",
        "Kantoor & Zo B.V.",
    ]


def test_the_quote_goes_along_and_is_marked_as_sent(ann, clock):
    edit_company_information(name="Kantoor & Zo", email="info@kantoor.example")
    quote = a_quote(2)

    send_document(
        quote, **{**MESSAGE, "to": "clara@contoso.example;ben@contoso.example"}
    )

    [message] = mail.outbox
    assert message.to == ["clara@contoso.example", "ben@contoso.example"]
    assert message.from_email == "Kantoor & Zo <kans@localhost>"
    assert message.reply_to == ["info@kantoor.example"]
    assert (message.subject, message.body) == ("Our quote", "Dear Clara")
    [(name, content, kind)] = message.attachments
    assert (name, kind) == (f"Offerte {quote.number}.pdf", "application/pdf")
    assert f"Offerte {quote.number}" in text_of(content)
    assert SalesDocument.objects.get().sent_at == clock.now()
    assert DocumentVersion.objects.get().why == WhyKept.SENT


def test_a_subject_of_several_lines_becomes_one(ann):
    send_document(a_quote(1), **{**MESSAGE, "subject": "Our\r\nBcc: x@x.example"})

    assert mail.outbox[0].subject == "Our Bcc: x@x.example"
    assert mail.outbox[0].recipients() == ["clara@contoso.example"]


@pytest.mark.parametrize(
    "failure", [OSError("no server"), SMTPRecipientsRefused({"x": (550, b"unknown")})]
)
def test_what_the_server_does_not_take_was_not_sent(ann, monkeypatch, failure):
    quote = a_quote(1)

    def refuse(*_arguments, **_options):
        raise failure

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    with pytest.raises(MessageNotTaken):
        send_document(quote, **MESSAGE)

    assert SalesDocument.objects.get().sent_at is None
    assert not DocumentVersion.objects.exists()


def test_nothing_is_sent_without_an_address(ann):
    quote = a_quote(1)

    with pytest.raises(DomainError):
        send_document(quote, **{**MESSAGE, "to": "nobody"})

    assert mail.outbox == []
    assert SalesDocument.objects.get().sent_at is None


def test_nothing_is_sent_by_a_preview(ann):
    quote = a_quote(1)

    seen = preview(send_document, quote, **MESSAGE)

    assert seen.records
    assert mail.outbox == []


def test_nobody_sends_who_may_not(ann):
    quote = a_quote(1)

    with (
        acting_as(ann_without("sales.send_document")),
        pytest.raises(NotPermitted),
    ):
        send_document(quote, **MESSAGE)

    assert mail.outbox == []


def test_the_dialog_proposes_the_message_and_sends_it(browser):
    quote = a_quote(1)
    page = f"/c/cronus/sales/{quote.number}/send/"

    shown = browser.get(page).text
    answer = browser.post(page, MESSAGE)

    assert f"Offerte {quote.number} van CRONUS" in shown
    assert f"Offerte {quote.number}.pdf" in shown
    assert answer["Location"] == f"/c/cronus/sales/{quote.number}/"
    assert len(mail.outbox) == 1
