"""The dialogs of customers: new, unlink, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.customers.actions import (
    create_customer,
    delete_customer,
    unlink_customer,
)
from kans.customers.actions.becoming import may_be_unlinked
from kans.customers.forms import NewCustomerForm
from kans.customers.pages.cards import CARD, customer_numbered
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.records.contributions import may_delete
from kans.web.dialogs import FieldGroup, show_deletion, show_dialog
from kans.web.forms import RecordForm, as_typed
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

NEW_GROUPS = (
    FieldGroup(
        _("General"),
        ("type", "number", "name", "template", "salesperson", "vat_number"),
    ),
    FieldGroup(_("Communication"), ("phone", "mobile_phone", "email", "home_page")),
    FieldGroup(
        _("Address"),
        ("address", "address_2", "post_code", "city", "county", "country"),
    ),
)


@page(permission="customers.create_customer")
def new(request: PageRequest) -> HttpResponse:
    form = _new_form(request)
    if form.can_be_judged():
        with form.refusals():
            customer = create_customer(**form.arguments())
            to = CARD.address_of(customer)
            return done(request, to, _("The customer is created."), go=True)
    return show_dialog(
        request,
        form,
        title=_("New Customer"),
        text=_("A contact is created with the same data."),
        complete=True,
        size="lg",
        groups=NEW_GROUPS,
        template="customers/new.html",
    )


def _new_form(request: PageRequest) -> NewCustomerForm:
    """The form; while one fills it in, with the templates of the type chosen."""
    if "show" in request.POST:
        return NewCustomerForm(initial=as_typed(NewCustomerForm, request.POST))
    return NewCustomerForm(posted(request))


@page(permission="customers.link_customer")
def unlink(request: PageRequest, number: str) -> HttpResponse:
    customer = customer_numbered(number)
    form = RecordForm(posted(request), record=customer)
    if form.can_be_judged():
        with form.refusals():
            unlink_customer(customer, **form.arguments())
            to = CARD.address_of(customer)
            return done(request, to, _("Contact and customer are unlinked."))
    return show_dialog(
        request,
        form,
        title=_("Unlink"),
        subtitle=str(customer),
        text=_(
            "Unlink this customer and its contact? Both stay, with the data they have; "
            "neither follows the other any more."
        ),
        verdict=verdict("unlink_customer", may_be_unlinked(customer)),
    )


@page(permission="customers.delete_customer")
def delete(request: PageRequest, number: str) -> HttpResponse:
    customer = customer_numbered(number)
    form = RecordForm(posted(request), record=customer)
    if form.can_be_judged():
        with form.refusals():
            delete_customer(customer, **form.arguments())
            return done(
                request,
                address("customers:list"),
                _("The customer is deleted."),
                gone=CARD.address_of(customer),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Customer"),
        subtitle=str(customer),
        text=_("Delete this customer? Its contact stays."),
        verdict=verdict("delete_customer", may_delete([customer])),
    )
