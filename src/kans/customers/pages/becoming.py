"""The dialogs on the card of a contact that make it a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.customers.actions import create_as_customer, link_customer
from kans.customers.actions.becoming import may_be_linked, may_become_customer
from kans.customers.forms import BecomeForm, LinkForm
from kans.customers.pages.cards import CARD
from kans.customers.queries import buyer_of
from kans.foundation.actions.verdicts import verdict
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest


@page(permission="customers.create_customer")
def as_customer(request: PageRequest, number: str) -> HttpResponse:
    contact = _contact_numbered(number)
    form = BecomeForm(posted(request), record=contact)
    if form.can_be_judged():
        with form.refusals():
            customer = create_as_customer(contact, **form.arguments())
            message = _("Customer %(number)s is created.") % {"number": customer.number}
            return done(request, CARD.address_of(customer), message)
    judged = may_become_customer(contact, None)
    return show_dialog(
        request,
        form,
        title=_("Create as Customer"),
        subtitle=str(buyer_of(contact)),
        text=_("A customer is created with the data of the contact."),
        verdict=verdict("create_as_customer", judged),
    )


@page(permission="customers.link_customer")
def link(request: PageRequest, number: str) -> HttpResponse:
    contact = _contact_numbered(number)
    form = LinkForm(posted(request), record=contact)
    if form.can_be_judged():
        with form.refusals():
            customer = link_customer(contact, **form.arguments())
            message = _("Contact and customer are linked.")
            return done(request, CARD.address_of(customer), message)
    return show_dialog(
        request,
        form,
        title=_("Link with Existing Customer"),
        subtitle=str(contact),
        complete=True,
        verdict=verdict("link_customer", may_be_linked(contact)),
    )


def _contact_numbered(number: str) -> Contact:
    rows = Contact.objects.select_related("company_contact")
    contact: Contact = get_object_or_404(rows, number=number)
    return contact
