"""A message that went, or is to go, with a quote or order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.sales.actions.sending import may_be_sent_again, send_again
from kans.sales.models import DocumentMessage, SalesDocument
from kans.sales.pages.cards import card_of
from kans.sales.pages.printing import pdf_answer
from kans.sales.rules.sending import MessageIsUncertain, MessageStatus
from kans.web.dialogs import show_dialog
from kans.web.forms import ConfirmForm
from kans.web.pages import done, page, posted, respond

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kans.foundation.actions.verdicts import Verdict
    from kans.web.pages import PageRequest


@page(permission="sales.view_salesdocument")
def show(request: PageRequest, message_id: UUID) -> HttpResponse:
    rows = DocumentMessage.objects.defer("pdf_base64").select_related("opportunity")
    message = get_object_or_404(rows, pk=message_id)
    number = message.number
    document = SalesDocument.objects.filter(type=message.type, number=number).first()
    context = {
        "message": message,
        "back": card_of(document).address_of(document) if document else "",
        "again": _verdict_on(message),
        "uncertain": _uncertain(message),
    }
    return respond(request, "sales/message.html", context)


@page(permission="sales.view_salesdocument")
def pdf(request: PageRequest, message_id: UUID) -> HttpResponse:
    """What went along, as it went."""
    message = get_object_or_404(DocumentMessage, pk=message_id)
    return pdf_answer(message.pdf, message.file_name)


@page(permission="sales.send_document")
def again(request: PageRequest, message_id: UUID) -> HttpResponse:
    rows = DocumentMessage.objects.defer("pdf_base64")
    message = get_object_or_404(rows, pk=message_id)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            send_again(message)
            to = address("sales:message", message_id=message.pk)
            return done(request, to, _("The message is on its way."))
    same = _("It goes as it was written, with the same document.")
    return show_dialog(
        request,
        form,
        title=_("Send Again"),
        subtitle=str(message),
        text=f"{_uncertain(message)} {same}".strip(),
        submit=_("Send Again"),
        verdict=_verdict_on(message),
    )


def _uncertain(message: DocumentMessage) -> str:
    unclear = message.status == MessageStatus.UNCERTAIN
    return str(MessageIsUncertain()) if unclear else ""


def _verdict_on(message: DocumentMessage) -> Verdict:
    return verdict("send_again", may_be_sent_again(message))
