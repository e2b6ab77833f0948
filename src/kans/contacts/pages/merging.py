"""The dialog that merges two contacts (DUP-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import merge_contacts
from kans.contacts.forms import MergeForm
from kans.contacts.pages.cards import contact_numbered
from kans.contacts.queries import going_over, verdict_of_merging
from kans.foundation.acting.addresses import address
from kans.foundation.strings import typed
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.contacts.models import Contact
    from kans.web.pages import PageRequest


@page(permission="contacts.merge_contacts")
def merge(request: PageRequest, number: str) -> HttpResponse:
    form = MergeForm(
        contact_numbered(number),
        sent=posted(request),
        other=typed(request.GET.get("with", "")),
    )
    if form.can_be_judged():
        with form.refusals():
            kept = merge_contacts(**form.arguments())
            message = _("The contacts are merged into %(number)s.") % {
                "number": kept.number
            }
            return done(request, _card(kept), message, gone=_card(form.gone))
    gone = form.gone
    return show_dialog(
        request,
        form,
        title=_("Merge Contacts"),
        subtitle=str(form.contact),
        submit=_("Merge"),
        size="lg",
        complete=True,
        template="contacts/merge.html",
        context={
            "going": going_over(gone) if gone else [],
            "judged": verdict_of_merging(form.kept, gone) if gone else None,
        },
    )


def _card(contact: Contact | None) -> str:
    return address("contacts:card", number=contact.number) if contact else ""
