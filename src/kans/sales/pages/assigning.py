"""The dialog that says which opportunity a quote or order is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.frames.dialogs import show_dialog
from kans.foundation.pages import done, page, posted
from kans.foundation.verdicts import verdict
from kans.sales.actions import assign_opportunity
from kans.sales.forms import AssignForm
from kans.sales.pages.cards import card_of, document_at
from kans.sales.rules.assigning import may_change_opportunity

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.foundation.pages import PageRequest
    from kans.sales.models import SalesDocument


@page(permission="sales.edit_document")
def assign(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    form = AssignForm(posted(request), document=document)
    if form.is_valid():
        with form.refusals():
            document = assign_opportunity(document, **form.arguments())
            to = card_of(document).address_of(document)
            return done(request, to, _said(document))
    return show_dialog(
        request,
        form,
        title=_("Assign Opportunity"),
        subtitle=str(document),
        text=_("The opportunity that it was of stays as it is, without a document."),
        submit=_("Assign"),
        verdict=verdict("assign_opportunity", may_change_opportunity(document)),
    )


def _said(document: SalesDocument) -> str:
    facts = {"document": document.number}
    if document.opportunity is None:
        return _("%(document)s is of no opportunity.") % facts
    facts["opportunity"] = document.opportunity.number
    return _("%(document)s is of opportunity %(opportunity)s.") % facts
