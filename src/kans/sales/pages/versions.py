"""The versions that are kept of a document, and what changed between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.forms import ConfirmForm
from kans.foundation.frames.dialogs import show_dialog
from kans.foundation.pages import done, page, posted, respond
from kans.sales.actions import keep_version
from kans.sales.pages.cards import card_of, document_at
from kans.sales.queries.versions import versions_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.foundation.pages import PageRequest


@page(permission="sales.view_documentversion")
def list_(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    return respond(
        request,
        "sales/versions.html",
        {
            "document": document,
            "back": card_of(document).address_of(document),
            "versions": versions_of(document),
        },
    )


@page(permission="sales.edit_document")
def keep(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        with form.refusals():
            kept = keep_version(document)
            message = _("Version %(version)s is kept.") % {
                "version": kept.document_version
            }
            return done(request, card_of(document).address_of(document), message)
    return show_dialog(
        request,
        form,
        title=_("Keep Version"),
        subtitle=str(document),
        text=_("What the document is now is kept beside it, for comparison later."),
        submit=_("Keep Version"),
    )
