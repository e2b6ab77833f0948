"""Which contact may be a customer, and what being one keeps a contact from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from kans.customers.models import CustomerTemplate


class Master(TextChoices):
    """Whose data both have once a contact and a customer are linked (LNK-1)."""

    CONTACT = "Contact", _("Contact")
    CUSTOMER = "Customer", _("Customer")


class AlreadyCustomer(DomainError):
    field = "contact"
    message = _(
        "%(contact)s is customer %(number)s already. Use that customer, or unlink it "
        "first."
    )


class BuyerPrivacyBlocked(DomainError):
    field = "contact"
    message = _(
        "Contact %(contact)s is blocked for privacy, so it cannot be a customer. Lift "
        "the block on the contact's card first."
    )


class CustomerTemplateMissing(DomainError):
    field = "template"
    message = _("There are several customer templates for %(who)s. Choose one.")


class TemplateOfOtherType(DomainError):
    field = "template"
    message = _(
        "Customer template %(template)s is not for %(who)s. Choose another template."
    )


class CustomerHasContact(DomainError):
    field = "customer"
    message = _(
        "Customer %(number)s is linked with contact %(contact)s already. Unlink it "
        "first, or choose another customer."
    )


class CustomerWithoutContact(DomainError):
    message = _(
        "Customer %(number)s is linked with no contact. Link it on the card of the "
        "contact."
    )


class TypeOfACustomer(DomainError):
    field = "type"
    message = _(
        "%(contact)s is customer %(number)s, so its type cannot change. Unlink the "
        "customer first."
    )


class BothAreCustomers(DomainError):
    field = "other"
    message = _(
        "Both contacts are customers: %(kept)s and %(other)s. Unlink or delete one of "
        "the two customers first."
    )


def may_begin_with(
    template: CustomerTemplate | None,
    *,
    who: str,
    type: str,  # noqa: A002 (its name everywhere)
    several: bool,
) -> tuple[DomainError, ...]:
    """A template is for companies or for persons; of several, one is chosen (TPL-2)."""
    if template is None:
        return (CustomerTemplateMissing(who=who),) if several else ()
    if template.contact_type != type:
        return (TemplateOfOtherType(template=template.code, who=who),)
    return ()


def may_buy(
    contact: str, *, customer: str, privacy_blocked: bool
) -> tuple[DomainError, ...]:
    """What keeps a contact from being a customer; `customer` is the one it is.

    It is so once only (C2C-2), and not while it is blocked for privacy (C2C-5).
    """
    refusals: list[DomainError] = []
    if customer:
        refusals.append(AlreadyCustomer(contact=contact, number=customer))
    if privacy_blocked:
        refusals.append(BuyerPrivacyBlocked(contact=contact))
    return tuple(refusals)
