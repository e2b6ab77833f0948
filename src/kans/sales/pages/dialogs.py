"""The dialogs that make, release, order, complete, cancel and delete documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.customers.queries import customer_of
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.models import Opportunity
from kans.sales.actions import (
    cancel_order,
    complete_order,
    create_quote,
    delete_document,
    make_order,
    release_document,
    reopen_document,
)
from kans.sales.actions.editing import may_release, may_reopen
from kans.sales.actions.ending import (
    is_won_by,
    may_cancel,
    may_complete,
    may_make_order,
)
from kans.sales.actions.held import status_of
from kans.sales.actions.quoting import may_be_quoted
from kans.sales.forms import (
    LoseForm,
    MakeOrderForm,
    NewQuoteForm,
    QuoteOfOpportunityForm,
)
from kans.sales.pages.cards import card_of, document_at
from kans.sales.rules.quoting import must_be_won_first
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import ConfirmForm, RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from kans.contacts.models import Contact
    from kans.foundation.errors import DomainError
    from kans.sales.models import SalesDocument
    from kans.web.pages import PageRequest


@page(permission="sales.create_quote")
def new(request: PageRequest) -> HttpResponse:
    """A quote of no opportunity; from a contact for that contact (CON-36)."""
    form = NewQuoteForm(posted(request))
    form.preset(request.GET)
    form.ask_only_of(_prospect(form.told_contact))
    if form.can_be_judged():
        with form.refusals():
            return _made(request, create_quote(**form.arguments()))
    return show_dialog(
        request, form, title=_("New Sales Quote"), submit=_("Create"), complete=True
    )


@page(permission="sales.create_quote")
def quote(request: PageRequest, number: str) -> HttpResponse:
    """Create the quote of an opportunity or, if it has one, open that (QUO-1)."""
    opportunity = get_object_or_404(
        Opportunity.objects.select_related("contact__company_contact"), number=number
    )
    if has := opportunity.sales_document_number:
        return done(request, address("sales:card", number=has), go=True)
    refusals = may_be_quoted(opportunity.contact, opportunity)
    form = _question(request, opportunity.contact, asks=not refusals)
    if form.can_be_judged():
        with form.refusals():
            made = create_quote(opportunity=opportunity, **form.arguments())
            return _made(request, made)
    return show_dialog(
        request,
        form,
        title=_("Create Sales Quote"),
        subtitle=str(opportunity),
        text="" if form.fields else _("A sales quote is made for the customer."),
        submit=_("Create"),
        verdict=verdict("create_quote", refusals) if refusals else None,
    )


def _question(
    request: PageRequest, contact: Contact | None, *, asks: bool
) -> ConfirmForm | QuoteOfOpportunityForm:
    prospect = _prospect(contact) if asks else None
    if prospect is None:
        return ConfirmForm(posted(request))
    return QuoteOfOpportunityForm(posted(request), contact=prospect)


def _prospect(contact: Contact | None) -> Contact | None:
    """Who may have a quote, and is no customer yet."""
    if contact is None or may_be_quoted(contact) or customer_of(contact):
        return None
    return contact


def _made(request: PageRequest, document: SalesDocument) -> HttpResponse:
    message = _("Sales quote %(number)s is made.") % {"number": document.number}
    return done(request, card_of(document).address_of(document), message, go=True)


@page(permission="sales.make_order")
def order(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    closes = must_be_won_first(status_of(document))
    form = MakeOrderForm(posted(request), document=document, closes=closes)
    if form.can_be_judged():
        with form.refusals():
            made = make_order(document, **form.arguments())
            message = _("Sales order %(number)s is made.") % {"number": made.number}
            return done(request, card_of(made).address_of(made), message, go=True)
    refusals = may_make_order(document, as_customer=True)
    return show_dialog(
        request,
        form,
        title=_("Make Order"),
        subtitle=str(document),
        text=_text_of_order(document, closes=closes),
        submit=_("Make Order"),
        complete=closes,
        verdict=verdict("make_order", refusals) if refusals else None,
    )


def _text_of_order(document: SalesDocument, *, closes: bool) -> str:
    text = _("The quote becomes an order; it is kept as a version.")
    if not closes or document.opportunity is None:
        return str(text)
    more = _("Opportunity %(number)s is closed as won, for what the quote comes to.")
    return f"{text} {more % {'number': document.opportunity.number}}"


@page(permission="sales.release_document")
def release(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    return _ask(
        request,
        document,
        "release_document",
        release_document,
        may_release(document),
        title=_("Release"),
        text=_("Header and lines stay as they are until it is reopened."),
        said=_("%(number)s is released."),
    )


@page(permission="sales.release_document")
def reopen(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    return _ask(
        request,
        document,
        "reopen_document",
        reopen_document,
        may_reopen(document),
        title=_("Reopen"),
        text=_("Header and lines can be changed again."),
        said=_("%(number)s is open again."),
    )


@page(permission="sales.complete_order")
def complete(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    return _ask(
        request,
        document,
        "complete_order",
        complete_order,
        may_complete(document),
        title=_("Complete Order"),
        text=_("What was ordered is delivered. Invoicing is done elsewhere."),
        said=_("%(number)s is completed."),
    )


def _ask(
    request: PageRequest,
    document: SalesDocument,
    verb: str,
    act: Callable[..., SalesDocument],
    refusals: tuple[DomainError, ...],
    *,
    title: StrOrPromise,
    text: StrOrPromise,
    said: StrOrPromise,
) -> HttpResponse:
    """A question that needs no more than yes."""
    form = RecordForm(posted(request), record=document)
    if form.can_be_judged():
        with form.refusals():
            act(document, **form.arguments())
            to = card_of(document).address_of(document)
            return done(request, to, str(said) % {"number": document.number})
    return show_dialog(
        request,
        form,
        title=title,
        subtitle=str(document),
        text=text,
        submit=title,
        verdict=verdict(verb, refusals),
    )


@page(permission="sales.cancel_order")
def cancel(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    form = LoseForm(posted(request), document=document, closes=is_won_by(document))
    if form.can_be_judged():
        with form.refusals():
            cancel_order(document, **form.arguments())
            to = card_of(document).address_of(document)
            return done(request, to, _("%(number)s is canceled.") % {"number": number})
    return show_dialog(
        request,
        form,
        title=_("Cancel Order"),
        subtitle=str(document),
        text=_text_of_losing(document),
        submit=_("Cancel Order"),
        danger=True,
        verdict=verdict("cancel_order", may_cancel(document)),
    )


@page(permission="sales.delete_document")
def delete(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    form: Any = LoseForm(posted(request), document=document, closes=is_won_by(document))
    if form.can_be_judged():
        with form.refusals():
            delete_document(document, **form.arguments())
            return done(
                request,
                address(card_of(document).list),
                _("%(number)s is deleted.") % {"number": number},
                gone=card_of(document).address_of(document),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete %(kind)s") % {"kind": document.get_type_display()},
        subtitle=str(document),
        text=_text_of_losing(document)
        or _("It goes with its lines, comments and attachments; a version is kept."),
        verdict=verdict("delete_document"),
    )


def _text_of_losing(document: SalesDocument) -> str:
    if document.opportunity is None or not is_won_by(document):
        return ""
    text = _("Opportunity %(number)s was won by this order, and becomes lost.")
    return str(text % {"number": document.opportunity.number})
