"""Whoever buys is a customer: made of the contact when something is won (END-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.contacts.models import Contact
from kans.customers.actions import create_as_customer
from kans.customers.actions.becoming import may_become_customer, may_begin_with
from kans.customers.queries import buyer_of, customer_of, preset_template
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.trade.models import SalesSetup

if TYPE_CHECKING:
    from kans.customers.models import CustomerTemplate
    from kans.foundation.errors import DomainError


def lock_buyer(opportunity: Opportunity) -> None:
    """Hold the contact of an opportunity, if it is no customer yet."""
    rows = Opportunity.objects.filter(pk=opportunity.pk)
    known = rows.select_related("contact__company_contact").first()
    lock_buyers(known.contact if known else None)


def lock_buyers(*contacts: Contact | None) -> None:
    """Hold those who are no customers yet, before what is theirs is held.

    Contact, opportunity, document: who merges or renames a contact, or makes it a
    customer, holds them in that order. A company comes before its person.
    """
    becoming = {one for one in contacts if one and customer_of(one) is None}
    buyers = {buyer_of(one) for one in becoming}
    for whoever in (buyers, becoming - buyers):
        keys = [one.pk for one in whoever]
        # Whoever has the opportunity may still write entries that refer to the contact.
        rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=keys)
        list(rows.order_by("pk").values_list("pk"))


def needs_customer(opportunity: Opportunity, outcome: Outcome | None) -> bool:
    """Whether a customer is made when it ends so.

    A company that numbers no customers keeps none in Kans, and wins without (REL-6).
    """
    contact = opportunity.contact
    if outcome != Outcome.WON or contact is None:
        return False
    keeps = SalesSetup.current().customer_numbers is not None
    return keeps and customer_of(contact) is None


def may_buy(
    opportunity: Opportunity,
    outcome: Outcome | None,
    template: CustomerTemplate | None,
) -> tuple[DomainError, ...]:
    """What stands in the way of the contact becoming the customer."""
    contact = opportunity.contact
    if contact is None or not needs_customer(opportunity, outcome):
        return ()
    chosen = template or preset_template(contact)
    return may_begin_with(contact, chosen) or may_become_customer(contact, chosen)


def make_customer_if_needed(
    opportunity: Opportunity,
    outcome: Outcome | None,
    template: CustomerTemplate | None,
) -> None:
    """Make the contact a customer if it has to be one: from the template, if any."""
    contact = opportunity.contact
    if contact is not None and needs_customer(opportunity, outcome):
        create_as_customer(contact, template=template)
