"""The dialogs that say which opportunity a document is of, from either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.models import Opportunity
from kans.sales.actions import assign_opportunity, assign_quote
from kans.sales.forms import AssignForm, AssignQuoteForm
from kans.sales.pages.cards import card_of, document_at
from kans.sales.queries.assigning import has_quotes_to_choose
from kans.sales.rules.assigning import may_change_opportunity, may_change_quote
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.sales.models import SalesDocument
    from kans.web.pages import PageRequest


@page(permission="sales.edit_document")
def assign(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    form = AssignForm(posted(request), document=document)
    if form.can_be_judged():
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


@page(permission="sales.edit_document")
def assign_from_opportunity(request: PageRequest, number: str) -> HttpResponse:
    opportunity = get_object_or_404(Opportunity, number=number)
    judged = may_change_quote(opportunity, others=has_quotes_to_choose(opportunity))
    form = AssignQuoteForm(posted(request), opportunity=opportunity)
    if form.can_be_judged():
        with form.refusals():
            assign_quote(opportunity, **form.arguments())
            to = address("opportunities:card", number=number)
            return done(request, to, _said_of(opportunity, form.arguments()["quote"]))
    return show_dialog(
        request,
        form,
        title=_("Choose Another Quote"),
        subtitle=str(opportunity),
        text=_("The quote that it had stays as it is, of no opportunity."),
        submit=_("Assign"),
        verdict=verdict("assign_quote", judged),
    )


def _said_of(opportunity: Opportunity, quote: SalesDocument | None) -> str:
    facts = {"opportunity": opportunity.number}
    if quote is None:
        return _("Opportunity %(opportunity)s has no quote.") % facts
    facts["document"] = quote.number
    return _("%(document)s is of opportunity %(opportunity)s.") % facts


def _said(document: SalesDocument) -> str:
    facts = {"document": document.number}
    if document.opportunity is None:
        return _("%(document)s is of no opportunity.") % facts
    facts["opportunity"] = document.opportunity.number
    return _("%(document)s is of opportunity %(opportunity)s.") % facts
