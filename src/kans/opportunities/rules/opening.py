"""What a new opportunity needs, and what may still change on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.opportunities.rules.closing import CLOSED, OpportunityClosed, Status

if TYPE_CHECKING:
    from kans.contacts.models import Contact
    from kans.opportunities.models import SalesCycle
    from kans.team.models import Salesperson


class DescriptionMissing(DomainError):
    field = "description"
    message = _("Enter a description.")


class ContactMissing(DomainError):
    field = "contact"
    message = _("Choose a contact.")


class SalespersonMissing(DomainError):
    field = "salesperson"
    message = _("Choose a salesperson.")


class SalesCycleMissing(DomainError):
    field = "sales_cycle"
    message = _("Choose a sales cycle.")


class SalesCycleBlocked(DomainError):
    field = "sales_cycle"
    message = _("Sales cycle %(cycle)s is blocked. Choose another.")


class ContactPrivacyBlocked(DomainError):
    field = "contact"
    message = _(
        "Contact %(contact)s is blocked for privacy. Choose another contact, or lift "
        "the block on the contact's card."
    )


class ContactOfAnotherCompany(DomainError):
    field = "contact"
    message = _(
        "Contact %(contact)s is related to another company. Once an opportunity has "
        "started, choose a contact of the same company."
    )


class SalesCycleFixed(DomainError):
    field = "sales_cycle"
    message = _("Opportunity %(number)s has started, so its sales cycle cannot change.")


@dataclass(frozen=True)
class Opening:
    """What a new opportunity is told; None or blank is not given."""

    description: str
    contact: Contact | None
    salesperson: Salesperson | None
    sales_cycle: SalesCycle | None

    def refusals(self) -> tuple[DomainError, ...]:
        """Everything missing or not to be chosen, all at once (CRE-2, OPP-5)."""
        return (
            *may_be_description(self.description),
            *may_be_contact(self.contact),
            *may_be_salesperson(self.salesperson),
            *may_be_cycle(self.sales_cycle),
        )


def may_be_description(text: str) -> tuple[DomainError, ...]:
    return () if text.strip() else (DescriptionMissing(),)


def may_be_contact(contact: Contact | None) -> tuple[DomainError, ...]:
    """A contact is required, and neither it nor its company is privacy-blocked."""
    if contact is None:
        return (ContactMissing(),)
    blocked = [c for c in (contact, contact.the_company) if c and c.privacy_blocked]
    return (ContactPrivacyBlocked(contact=blocked[0].name),) if blocked else ()


def may_be_salesperson(salesperson: Salesperson | None) -> tuple[DomainError, ...]:
    return salesperson.may_be_chosen() if salesperson else (SalespersonMissing(),)


def may_be_cycle(cycle: SalesCycle | None) -> tuple[DomainError, ...]:
    if cycle is None:
        return (SalesCycleMissing(),)
    return (SalesCycleBlocked(cycle=cycle.code),) if cycle.blocked else ()


def may_change_contact(
    status: Status,
    number: str,
    *,
    contact: Contact | None,
    company_id: object,
    is_gone: bool = False,
) -> tuple[DomainError, ...]:
    """Any contact before the start, one of the same company after it (OPP-6).

    Whose contact is gone may be anybody's again (END-6).
    """
    if status in CLOSED:
        return (OpportunityClosed(at="contact", number=number),)
    found = may_be_contact(contact)
    if contact is None or is_gone or status == Status.NOT_STARTED:
        return found
    company = contact.the_company
    if company is None or company.pk != company_id:
        return (ContactOfAnotherCompany(contact=contact.name), *found)
    return found


def may_change_salesperson(
    status: Status, number: str, salesperson: Salesperson | None
) -> tuple[DomainError, ...]:
    """Never blank, and never once won or lost (OPP-7)."""
    if status in CLOSED:
        return (OpportunityClosed(at="salesperson", number=number),)
    return may_be_salesperson(salesperson)


def may_change_cycle(
    status: Status, number: str, cycle: SalesCycle | None
) -> tuple[DomainError, ...]:
    """Only before the start (OPP-9), and to one that is not blocked (CYC-5)."""
    if status is not Status.NOT_STARTED:
        return (SalesCycleFixed(number=number),)
    return may_be_cycle(cycle)
