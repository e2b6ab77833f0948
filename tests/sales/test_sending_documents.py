"""A quote or order confirmation goes to its customer by e-mail."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import connection

from kans.contacts.rules.communication import NotAnEmailAddress
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.actions.preview import preview
from kans.foundation.errors import DomainError
from kans.foundation.history import history
from kans.foundation.jobs import cancel_job, run_again, run_now, start_job
from kans.foundation.models import Change, Job, JobStatus
from kans.foundation.text import formats
from kans.opportunities.actions import close_opportunity, delete_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.queries import story
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import edit_document, edit_line, make_order
from kans.sales.actions.sender import edit_company_information
from kans.sales.actions.sending import send_again, send_document
from kans.sales.jobs import GoesAgainFromTheMessage, SendMessage
from kans.sales.models import DocumentMessage, DocumentVersion, SalesDocument
from kans.sales.models.versions import VersionReason
from kans.sales.printing.content import PrintedKind, Recipient, Reference
from kans.sales.printing.letters import letter_of
from kans.sales.rules.sending import (
    MessageIsSent,
    MessageNotTaken,
    MessageUnderWay,
    RecipientMissing,
    RecipientsTooMany,
    SubjectMissing,
    may_be_sent,
)
from tests.builders import (
    APRIL_1,
    MARCH_8,
    a_company,
    an_actor,
    ann_without,
)
from tests.mail_server import Post, a_mail_server, mail_goes_out
from tests.sales.common import a_quote, won_and_lost
from tests.sales.printed import a_document, text_of

SENDING = "django.core.mail.backends.locmem.EmailBackend.send_messages"
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


def the_worker_comes():
    mail_goes_out()


def sent(quote, **other):
    """The message, after the worker has done what it was left."""
    send_document(quote, **{**MESSAGE, **other})
    the_worker_comes()
    return DocumentMessage.objects.latest("pk")


def test_the_quote_goes_along_and_is_marked_as_sent(ann, clock):
    edit_company_information(name="Kantoor & Zo", email="info@kantoor.example")
    quote = a_quote(2)

    message = sent(quote, to="clara@contoso.example;ben@contoso.example")

    assert (message.status, message.sent_at) == ("Sent", clock.now())
    assert message.recipient == "clara@contoso.example; ben@contoso.example"
    assert message.opportunity == quote.opportunity
    [letter] = mail.outbox
    assert letter.to == ["clara@contoso.example", "ben@contoso.example"]
    assert letter.from_email == "Kantoor & Zo <kans@localhost>"
    assert letter.reply_to == ["info@kantoor.example"]
    assert (letter.subject, letter.body) == ("Our quote", "Dear Clara")
    assert letter.message()["Message-ID"] == f"<{message.pk}@localhost>"
    [(name, content, kind)] = letter.attachments
    assert (name, kind) == (f"Offerte {quote.number}.pdf", "application/pdf")
    assert f"Offerte {quote.number}" in text_of(content)
    assert content == message.pdf
    assert SalesDocument.objects.get().sent_at == clock.now()
    assert DocumentVersion.objects.get().why == VersionReason.SENT


def test_nobody_waits_for_the_mail_server(ann):
    quote = a_quote(1)

    send_document(quote, **MESSAGE)

    [message] = DocumentMessage.objects.all()
    assert (message.status, message.sent_at) == ("Waiting", None)
    assert SalesDocument.objects.get().sent_at == message.written_at
    assert mail.outbox == []


def test_what_is_sent_is_what_the_quote_was_when_one_chose_to(ann):
    quote = a_quote(1)
    send_document(quote, **MESSAGE)
    edit_document(quote, your_reference="Later")

    run_now(Job.objects.get())

    [(_name, content, _kind)] = mail.outbox[0].attachments
    assert "Later" not in text_of(content)


def test_it_goes_though_the_quote_became_an_order_meanwhile(ann):
    quote = a_quote(1)
    send_document(quote, **MESSAGE)
    won, _lost = won_and_lost()
    order = make_order(quote, code=won, on=MARCH_8)

    run_now(Job.objects.get())

    assert DocumentMessage.objects.get().status == "Sent"
    assert len(mail.outbox) == 1
    assert order.quote_number == quote.number


def test_nothing_is_held_while_the_mail_server_is_asked(ann, monkeypatch):
    """Else SQLite, which has one writer at a time, had nobody write meanwhile."""
    inside = []
    monkeypatch.setattr(
        SENDING,
        lambda *_: inside.append(len(connection.savepoint_ids)),
    )
    outside = len(connection.savepoint_ids)

    sent(a_quote(1))

    assert inside == [outside]


def test_a_message_that_went_does_not_go_twice(ann):
    """Should the worker die after it was sent and noted, and another go on."""
    message = sent(a_quote(1))
    again = start_job(SendMessage, {"message": str(message.pk)})

    run_now(again)

    assert len(mail.outbox) == 1
    assert Job.objects.get(pk=again.pk).status == JobStatus.DONE


def test_a_subject_of_several_lines_becomes_one(ann):
    sent(a_quote(1), subject="Our\r\nBcc: x@x.example")

    assert mail.outbox[0].subject == "Our Bcc: x@x.example"
    assert mail.outbox[0].recipients() == ["clara@contoso.example"]


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        (SMTPException("No way to sign in"), "No way to sign in"),
        (
            SMTPRecipientsRefused({"x": (550, b"5.1.1 No such\r\nuser")}),
            "550 5.1.1 No such user",
        ),
        (SMTPDataError(552, "Too large"), "552 Too large"),
        (SMTPDataError(552, "w" * 300), "552 " + 196 * "w"),
    ],
)
def test_what_the_server_does_not_take_was_not_sent(ann, monkeypatch, failure, answer):
    quote = a_quote(1)

    def refuse(*_arguments, **_options):
        raise failure

    monkeypatch.setattr(SENDING, refuse)

    message = sent(quote)

    assert (message.status, message.answer) == ("Not Sent", answer)
    assert message.sent_at is None
    assert SalesDocument.objects.get().sent_at is None
    [row] = Job.objects.get().result["rows"]
    assert row["code"] == MessageNotTaken().code
    assert row["to"] == f"/c/cronus/sales/messages/{message.pk}/"


def test_who_was_refused_among_others_is_named(ann):
    with a_mail_server(Post(refuses=("ben@contoso.example",))):
        message = sent(a_quote(1), to="clara@contoso.example; ben@contoso.example")

    assert (message.status, message.answer) == (
        "Sent",
        "ben@contoso.example: 550 No such mailbox",
    )


def test_a_quote_that_may_have_gone_waits_for_somebody_to_decide(ann, browser):
    server = Post(breaks_off="after")
    with a_mail_server(server):
        message = sent(a_quote(1))
        run_now(start_job(SendMessage, {"message": str(message.pk)}))

    assert (message.status, message.sent_at) == ("Doubtful", None)
    assert len(server.taken) == 1
    assert SalesDocument.objects.get().sent_at == message.written_at
    page = browser.get(f"/c/cronus/sales/messages/{message.pk}/").text
    assert "It is uncertain whether the message was sent" in page
    send_again(message)
    the_worker_comes()
    assert DocumentMessage.objects.get().status == "Sent"


def test_what_cannot_be_sent_just_now_is_tried_again_and_says_when(browser, clock):
    quote = a_quote(1)
    with a_mail_server(Post(defers=("clara@contoso.example",))):
        message = sent(quote)
    changes = Change.objects.count()
    again = formats.moment(clock.now() + timedelta(minutes=1))

    assert (message.status, message.answer) == ("Waiting", "450 Greylisted")
    shown = browser.get(f"/c/cronus/sales/messages/{message.pk}/").text
    assert f"It will be tried again at {again}, and for a day at most." in shown
    assert f"Will be tried again at {again}" in card_of(browser, quote)
    assert SalesDocument.objects.get().sent_at == message.written_at
    clock.moment += timedelta(minutes=1)
    the_worker_comes()
    message = DocumentMessage.objects.get()
    assert (message.status, message.answer, message.retry_at) == ("Sent", "", None)
    assert len(mail.outbox) == 1
    assert Change.objects.count() == changes + 1


def test_what_was_not_sent_can_be_sent_again(ann, clock, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(SENDING, refused)
        message = sent(a_quote(1))
    clock.set(MARCH_8)

    send_again(message)
    the_worker_comes()

    message = DocumentMessage.objects.get()
    assert (message.status, message.answer) == ("Sent", "")
    assert SalesDocument.objects.get().sent_at == clock.now()
    assert len(mail.outbox) == 1


def test_one_that_fails_takes_nothing_from_one_that_is_on_its_way(
    ann, clock, monkeypatch
):
    quote = send_document(a_quote(1), **MESSAGE)
    first = Job.objects.get()
    clock.set(MARCH_8)
    send_document(quote, **MESSAGE)
    with monkeypatch.context() as broken:
        broken.setattr(SENDING, refused)
        run_now(first)

    assert SalesDocument.objects.get().sent_at == clock.now()
    the_worker_comes()

    assert SalesDocument.objects.get().sent_at == clock.now()


def test_a_document_says_when_it_was_sent_for_the_last_time(ann, clock, monkeypatch):
    """One that does not go takes nothing from the one before it."""
    quote = a_quote(1)
    first = sent(quote)
    clock.set(MARCH_8)
    with monkeypatch.context() as broken:
        broken.setattr(SENDING, refused)
        sent(quote)

    assert SalesDocument.objects.get().sent_at == first.sent_at


def test_who_edits_meanwhile_is_not_told_of_what_went(ann):
    """The worker's note is no change by somebody else."""
    quote = a_quote(1)
    quote = send_document(quote, **MESSAGE)

    run_now(Job.objects.get())

    edit_document(quote, your_reference="Spring", version=quote.version)
    assert SalesDocument.objects.get().your_reference == "Spring"


def canceled(job):
    cancel_job(job)


def broken_down(job):
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("kans.sales.jobs.letter_with", lambda _message: 1 / 0)
        run_now(job)


@pytest.mark.parametrize(
    ("ended", "why"),
    [
        (canceled, "The job was canceled."),
        (broken_down, "Something went wrong in Kans itself. Reference: "),
    ],
)
def test_a_message_whose_job_could_not_go_on_can_be_sent_again(ann, ended, why):
    send_document(a_quote(1), **MESSAGE)
    ended(Job.objects.get())
    assert Job.objects.get().ended
    assert mail.outbox == []
    message = DocumentMessage.objects.get()
    assert message.status == "Not Sent"
    assert message.answer.startswith(why)
    assert SalesDocument.objects.get().sent_at is None

    send_again(DocumentMessage.objects.get())
    the_worker_comes()

    assert DocumentMessage.objects.get().status == "Sent"
    assert len(mail.outbox) == 1


def test_what_went_while_one_cancels_is_noted(ann, monkeypatch):
    """Else it would wait, and could be sent once more."""
    send_document(a_quote(1), **MESSAGE)
    job = Job.objects.get()

    def meanwhile(*_):
        cancel_job(job)

    monkeypatch.setattr(SENDING, meanwhile)
    run_now(job)

    assert DocumentMessage.objects.get().status == "Sent"
    assert Job.objects.get().ended


def test_an_address_that_no_mail_can_bear_is_answered_as_not_sent(ann):
    message = sent(a_quote(1), to=f"a@{63 * 'ü'}.nl")

    assert (message.status, message.answer) == ("Not Sent", "")


def test_a_message_goes_to_so_many_addresses_at_most(ann):
    quote = a_quote(1)
    twenty = ";".join(f"a{number}@contoso.example" for number in range(20))

    with pytest.raises(RecipientsTooMany):
        send_document(quote, **{**MESSAGE, "to": f"{twenty};b@contoso.example"})
    assert not DocumentMessage.objects.exists()

    assert len(sent(quote, to=twenty).recipient.split("; ")) == 20


def refused(*_):
    raise SMTPDataError(554, "No")


def test_only_what_was_not_sent_is_sent_again(ann):
    quote = a_quote(1)
    send_document(quote, **MESSAGE)
    with pytest.raises(MessageUnderWay):
        send_again(DocumentMessage.objects.get())

    run_now(Job.objects.get())

    with pytest.raises(MessageIsSent):
        send_again(DocumentMessage.objects.get())
    assert len(mail.outbox) == 1


def test_the_job_goes_again_from_its_message_only(ann):
    sent(a_quote(1))

    with pytest.raises(GoesAgainFromTheMessage):
        run_again(Job.objects.get())


def test_the_opportunity_tells_of_it(browser):
    """In its timeline, and in the history of all that changed."""
    quote = a_quote(1)
    message = sent(quote)
    number = quote.opportunity.number

    card = browser.get(f"/c/cronus/opportunities/{number}/").text
    events = history(quote.opportunity)

    assert f'<a href="/c/cronus/sales/messages/{message.pk}/">' in card
    assert "SQ00001 → clara@contoso.example" in card
    assert [event.about for event in events][:2] == [str(message)] * 2


def test_the_timeline_keeps_the_order_in_which_things_were_done(ann, clock):
    quote = a_quote(1)
    sent(quote)
    clock.set(MARCH_8)
    won, _lost = won_and_lost()
    close_opportunity(quote.opportunity, Outcome.WON, won, on=MARCH_8)
    clock.set(APRIL_1)
    sent(quote)

    happened = story(Opportunity.objects.get()).happenings

    assert [str(one.caption) for one in happened] == [
        "E-Mail",
        "Won",
        "E-Mail",
        "First",
    ]


def test_who_may_not_see_quotes_is_not_told(ann):
    quote = a_quote(1)
    sent(quote)

    with acting_as(ann_without("sales.view_salesdocument")):
        happened = story(Opportunity.objects.get()).happenings

    assert [str(one.caption) for one in happened] == ["First"]


def test_nor_does_the_history_tell_them_where_it_went(ann):
    quote = a_quote(1)
    message = sent(quote)

    with acting_as(ann_without("sales.view_salesdocument")):
        events = history(quote.opportunity)

    assert events
    assert str(message) not in {event.about for event in events}


def test_a_message_outlives_its_opportunity(ann):
    quote = a_quote(1)
    sent(quote)
    _won, lost = won_and_lost()
    close_opportunity(quote.opportunity, Outcome.LOST, lost, on=MARCH_8)

    delete_opportunity(Opportunity.objects.get())

    assert DocumentMessage.objects.get().opportunity is None


def test_the_page_of_a_message_shows_what_went(browser):
    quote = a_quote(1)
    message = sent(quote, text="Dear Clara,\n\n<b>Hello</b>")
    there = f"/c/cronus/sales/messages/{message.pk}/"

    shown = browser.get(there).text
    pdf = browser.get(f"{there}pdf/")

    assert "Dear Clara,\n\n&lt;b&gt;Hello&lt;/b&gt;" in shown
    assert "clara@contoso.example" in shown
    assert "Send Again" not in shown
    assert pdf.content == message.pdf
    assert f"/c/cronus/sales/messages/{message.pk}/" in card_of(browser, quote)


def test_one_that_did_not_go_offers_to_send_it_again(browser, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(SENDING, refused)
        message = sent(a_quote(1))
    there = f"/c/cronus/sales/messages/{message.pk}/"

    shown = browser.get(there).text
    answer = browser.post(f"{there}again/", {})
    the_worker_comes()

    assert "Send Again" in shown
    assert answer["Location"] == there
    assert len(mail.outbox) == 1


def test_a_message_of_another_company_is_not_found(browser):
    with acting_as(an_actor(a_company("Other"))):
        send_document(a_quote(1), **MESSAGE)
        message = DocumentMessage.objects.get()
    there = f"/c/cronus/sales/messages/{message.pk}/"

    assert browser.get(there).status_code == 404
    assert browser.get(f"{there}pdf/").status_code == 404
    assert browser.post(f"{there}again/", {}).status_code == 404


def card_of(browser, quote):
    return browser.get(f"/c/cronus/sales/{quote.number}/").text


def test_nothing_is_sent_without_an_address(ann):
    quote = a_quote(1)

    with pytest.raises(DomainError):
        send_document(quote, **{**MESSAGE, "to": "nobody"})

    assert not DocumentMessage.objects.exists()
    assert not Job.objects.exists()
    assert SalesDocument.objects.get().sent_at is None


def test_nothing_is_sent_by_a_preview(ann):
    quote = a_quote(1)

    seen = preview(send_document, quote, **MESSAGE)

    assert seen.records
    assert not DocumentMessage.objects.exists()
    assert not Job.objects.exists()


def test_nobody_sends_who_may_not(ann):
    quote = a_quote(1)

    with (
        acting_as(ann_without("sales.send_document")),
        pytest.raises(NotPermitted),
    ):
        send_document(quote, **MESSAGE)

    assert not DocumentMessage.objects.exists()


def test_the_dialog_proposes_the_message_and_sends_it(browser):
    quote = a_quote(1)
    page = f"/c/cronus/sales/{quote.number}/send/"

    shown = browser.get(page).text
    answer = browser.confirm(page, MESSAGE)

    assert f"Offerte {quote.number} van CRONUS" in shown
    assert f"Offerte {quote.number}.pdf" in shown
    assert answer["Location"] == f"/c/cronus/sales/{quote.number}/"
    run_now(Job.objects.get())
    assert len(mail.outbox) == 1


NO_LETTER = "Ref \U0001f984 \ue123"


@pytest.mark.parametrize(
    "write",
    [
        lambda quote: edit_document(quote, your_reference=NO_LETTER),
        lambda quote: edit_document(quote, address=NO_LETTER),
        lambda quote: edit_document(quote, work_description=NO_LETTER),
        lambda quote: edit_line(quote.lines.get(), description=NO_LETTER),
        lambda _quote: edit_company_information(city=NO_LETTER),
        lambda _quote: edit_company_information(quote_text_nl=NO_LETTER),
    ],
    ids=["header", "address", "introduction", "line", "company", "closing text"],
)
def test_letters_that_no_font_has_are_said_before_it_is_sent(browser, write):
    quote = a_quote(1)
    to = f"/c/cronus/sales/{quote.number}/send/"
    plain = browser.get(to)

    write(quote)

    assert "No font has these letters" not in plain.text
    assert "the PDF shows □ instead: \ue123 (U+E123)." in browser.get(to).text
