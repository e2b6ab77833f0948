"""The dialog that sends a quote or order by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.sales.actions.sending import send_document
from kans.sales.forms.sending import SendForm
from kans.sales.pages.cards import card_of, document_at
from kans.sales.printing.from_document import printed
from kans.sales.printing.letters import letter_of
from kans.sales.printing.pdf import letters_missing_in
from kans.sales.printing.wording import file_name_of
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.sales.models import SalesDocument
    from kans.web.pages import PageRequest


@page(permission="sales.send_document")
def send(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    content = printed(document)
    letter = letter_of(content)
    form = SendForm(
        posted(request),
        record=document,
        initial={
            "to": _address_of(document),
            "subject": letter.subject,
            "text": letter.text,
        },
    )
    if form.can_be_judged():
        with form.refusals():
            send_document(document, **form.arguments())
            to = card_of(document).address_of(document)
            return done(request, to, _("The message is on its way."))
    return show_dialog(
        request,
        form,
        title=_("Send by E-Mail"),
        subtitle=str(document),
        submit=_("Send"),
        size="lg",
        complete=True,
        template="sales/send.html",
        context={
            "document": document,
            "file_name": file_name_of(content),
            "missing": [f"{c} (U+{ord(c):04X})" for c in letters_missing_in(content)],
        },
    )


def _address_of(document: SalesDocument) -> str:
    """Its own, else the contact's, else the customer's."""
    known = (document, document.contact, document.customer)
    return next((one.email for one in known if one and one.email), "")
