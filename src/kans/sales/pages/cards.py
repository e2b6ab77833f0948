"""The card of a quote or order: its header, its lines, what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.sales.actions import edit_document
from kans.sales.forms import DocumentForm
from kans.sales.forms.documents import OrderForm
from kans.sales.models import DocumentMessage, DocumentVersion, SalesDocument
from kans.sales.pages.lists import TONES
from kans.sales.pages.table import table_of
from kans.sales.pages.verbs import verbs_of
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    FactBox,
    Group,
    Related,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.pages import page, posted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

WHO = (
    *("contact", "customer", "name", "attention", "address", "address_2"),
    *("post_code", "city", "county", "country", "email", "phone", "vat_number"),
    "language",
)
TERMS = (
    *("payment_terms", "currency", "vat_group", "prices_include_vat"),
    *("discount_percent", "discount_amount"),
)
EDITING = Editing(
    verb="edit_document", to="sales:edit", form=DocumentForm, others=(OrderForm,)
)
ORDER_CARD = CardFrame(
    model=SalesDocument,
    caption=_("Sales Order"),
    plural=_("Sales Orders"),
    open="sales:card",
    list="sales:orders",
    editing=EDITING,
    groups=(
        Group(
            "general",
            _("General"),
            (
                *("number", "quote_number", "opportunity", "salesperson"),
                *("document_date", "order_date", "requested_delivery_date"),
                *("shipment_date", "due_date", "your_reference", "accepted_date"),
                *("sent_at", "work_description"),
            ),
        ),
        Group("customer", _("Customer"), WHO),
        Group("terms", _("Terms"), TERMS),
    ),
)
QUOTE_CARD = CardFrame(
    model=SalesDocument,
    caption=_("Sales Quote"),
    plural=_("Sales Quotes"),
    open="sales:card",
    list="sales:quotes",
    editing=EDITING,
    groups=(
        Group(
            "general",
            _("General"),
            (
                *("number", "opportunity", "salesperson", "document_date"),
                *("valid_until", "order_date", "requested_delivery_date"),
                *("shipment_date", "your_reference", "accepted", "accepted_date"),
                *("sent_at", "work_description"),
            ),
        ),
        Group("customer", _("Customer"), (*WHO, "customer_template")),
        Group("terms", _("Terms"), TERMS),
    ),
)


def card_of(document: SalesDocument) -> CardFrame:
    return QUOTE_CARD if document.is_quote else ORDER_CARD


def document_at(number: str) -> SalesDocument:
    rows = SalesDocument.objects.select_related(
        *("contact", "customer", "customer_template", "opportunity", "salesperson"),
        *("payment_terms", "currency", "vat_group"),
    )
    document: SalesDocument = get_object_or_404(rows, number=number)
    return document


@page(permission="sales.view_salesdocument")
def card(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    kind = document.get_type_display()
    return show_card(
        request,
        card_of(document),
        document,
        title=f"{kind} {document.number}",
        subtitle=document.name,
        badge=Badge(document.get_status_display(), TONES[document.status]),
        verbs=verbs_of(document),
        related=_related(document),
        fact_boxes=_fact_boxes(document),
        template="sales/card.html",
        context={"table": table_of(document)},
    )


@page(permission="sales.edit_document")
def edit(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    kind = DocumentForm if document.is_quote else OrderForm
    form = kind(posted(request), record=document, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            document = edit_document(document, **form.arguments())
            return saved(request, card_of(document), document)
    return show_edit(request, card_of(document), document, form)


def _fact_boxes(document: SalesDocument) -> Iterable[FactBox]:
    """What was mailed of it, and of the quote that an order was made of."""
    numbers = [one for one in (document.number, document.quote_number) if one]
    messages = list(DocumentMessage.sent_with(*numbers))
    if messages:
        told = {"messages": messages}
        yield FactBox("messages", _("E-Mail Messages"), "sales/messages.html", told)


def _related(document: SalesDocument) -> Iterable[Related]:
    yield Related(
        _("PDF"), address("sales:pdf", number=document.number), icon="file-type-pdf"
    )
    kept = DocumentVersion.kept_of(document.type, document.number).count()
    yield Related(
        _("Versions"),
        address("sales:versions", number=document.number),
        icon="archive",
        count=kept,
    )
    if quote := document.quote_number:
        caption = _("Versions of %(number)s") % {"number": quote}
        there = address("sales:versions", number=quote)
        yield Related(caption, there, icon="archive")
