"""What is done with quotes, orders and customers in the stories of the demo company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kans.customers.actions import create_as_customer
from kans.customers.queries import customer_of
from kans.demo.stories import (
    Accepted,
    Completed,
    Ordered,
    Quoted,
    Released,
    Welcomed,
)
from kans.opportunities.actions import edit_opportunity
from kans.sales.actions import (
    add_lines,
    complete_order,
    create_quote,
    edit_document,
    make_order,
    release_document,
)
from kans.sales.models import SalesDocument

if TYPE_CHECKING:
    from kans.contacts.models import Contact
    from kans.demo.stories import Offer, Trade
    from kans.opportunities.models import Opportunity


def trade(deed: Trade, opportunity: Opportunity) -> None:
    match deed:
        case Quoted(_, offer):
            _quote(offer, opportunity)
        case Accepted():
            edit_document(_document_of(opportunity), accepted=True)
        case Released():
            release_document(_document_of(opportunity))
        case Ordered(on, code):
            make_order(_document_of(opportunity), code=code, on=on)
        case Completed():
            complete_order(_document_of(opportunity))
        case Welcomed(_, template):
            contact = _contact_of(opportunity)
            if customer_of(contact) is None:
                create_as_customer(contact, template=template)


def _quote(offer: Offer, opportunity: Opportunity) -> None:
    """A quote is for a company, and then to the attention of whom it is about."""
    about = _contact_of(opportunity)
    if not about.is_company:
        edit_opportunity(opportunity, contact=about.the_company)
    quote = create_quote(
        opportunity=opportunity, template=offer.template, as_customer=offer.as_customer
    )
    add_lines(quote, offer.lines)
    changes: dict[str, Any] = {"contact": about, "your_reference": offer.reference}
    if offer.discount:
        changes["discount_percent"] = offer.discount
    if offer.currency:
        changes["currency"] = offer.currency
    edit_document(quote, **changes)


def _contact_of(opportunity: Opportunity) -> Contact:
    assert opportunity.contact
    return opportunity.contact


def _document_of(opportunity: Opportunity) -> SalesDocument:
    document: SalesDocument = SalesDocument.objects.get(opportunity=opportunity)
    return document
