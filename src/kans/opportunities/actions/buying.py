"""Whoever buys is a customer: made of the contact when something is won (END-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.customers.actions import create_as_customer
from kans.customers.actions.becoming import may_become_customer
from kans.customers.queries import customer_of, preset_template, templates_for
from kans.foundation.errors import DomainError
from kans.opportunities.rules.closing import Outcome
from kans.trade.models import SalesSetup

if TYPE_CHECKING:
    from kans.contacts.models import Contact
    from kans.customers.models import CustomerTemplate
    from kans.opportunities.models import Opportunity


class CustomerTemplateMissing(DomainError):
    field = "template"
    message = _(
        "%(contact)s becomes a customer, and there are several customer templates. "
        "Choose one."
    )


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


def may_begin_with(
    contact: Contact, template: CustomerTemplate | None
) -> tuple[DomainError, ...]:
    """Where there are several templates, one is chosen."""
    if template is None and templates_for(contact).exists():
        return (CustomerTemplateMissing(contact=contact.name),)
    return ()


def let_buy(
    opportunity: Opportunity,
    outcome: Outcome | None,
    template: CustomerTemplate | None,
) -> None:
    """Make the contact a customer if it has to be one: from the template, if any."""
    contact = opportunity.contact
    if contact is not None and needs_customer(opportunity, outcome):
        create_as_customer(contact, template=template or preset_template(contact))
