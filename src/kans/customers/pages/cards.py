"""The card of a customer, and what can be done from it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.customers.actions import edit_customer
from kans.customers.actions.becoming import may_be_unlinked
from kans.customers.forms import CustomerForm
from kans.customers.models import Customer
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.records.contributions import may_delete
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    Group,
    Shown,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.pages import page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

VIEW = "customers.view_customer"


def _write_to(customer: Customer) -> str:
    return f"mailto:{quote(customer.email.replace(';', ','), safe='@, ')}"


CARD = CardFrame(
    model=Customer,
    caption=_("Customer Card"),
    open="customers:card",
    list="customers:list",
    editing=Editing(verb="edit_customer", to="customers:edit", form=CustomerForm),
    groups=(
        Group(
            "general",
            _("General"),
            (
                *("number", "type", "name", "contact", "primary_contact"),
                *("salesperson", "language", "vat_number", "blocked", "modified_at"),
            ),
        ),
        Group(
            "communication",
            _("Communication"),
            (
                Shown("phone", format="phone"),
                Shown("mobile_phone", format="phone"),
                Shown("email", link=_write_to),
                Shown("home_page", format="link"),
            ),
        ),
        Group(
            "address",
            _("Address"),
            ("address", "address_2", "post_code", "city", "county", "country"),
        ),
        Group(
            "terms",
            _("Terms"),
            (
                *("payment_terms", "currency", "vat_group", "prices_include_vat"),
                *("line_discount", "document_discount"),
            ),
        ),
        Group("privacy", _("Privacy"), ("privacy_blocked",)),
    ),
)


def badge_of(customer: Customer) -> Badge | None:
    """What is held back, where something is."""
    if customer.privacy_blocked:
        return Badge(_("Privacy Blocked"), "warn")
    return Badge(_("Blocked"), "warn") if customer.blocked else None


def verbs_of(customer: Customer) -> tuple[Verb, ...]:
    """What can be done with a customer, from the list and from the card."""
    return (
        Verb(
            verdict("unlink_customer", may_be_unlinked(customer)),
            address("customers:unlink", number=customer.number),
            icon="unlink",
        ),
        Verb(
            verdict("delete_customer", may_delete([customer])),
            address("customers:delete", number=customer.number),
            icon="trash",
        ),
    )


@page(permission=VIEW)
def card(request: PageRequest, number: str) -> HttpResponse:
    customer = customer_numbered(number)
    return show_card(
        request,
        CARD,
        customer,
        title=customer.name,
        subtitle=customer.number,
        badge=badge_of(customer),
        verbs=verbs_of(customer),
    )


@page(permission="customers.edit_customer")
def edit(request: PageRequest, number: str) -> HttpResponse:
    customer = customer_numbered(number)
    form = CustomerForm(posted(request), record=customer, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            customer = edit_customer(customer, **form.arguments())
            return saved(request, CARD, customer)
    return show_edit(request, CARD, customer, form)


def customer_numbered(number: str) -> Customer:
    rows = Customer.objects.select_related(
        *("contact", "primary_contact", "salesperson"),
        *("payment_terms", "currency", "vat_group"),
    )
    customer: Customer = get_object_or_404(rows, number=number)
    return customer
