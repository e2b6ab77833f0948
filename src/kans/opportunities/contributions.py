"""What opportunities answer about contacts and salespeople, and add to their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.acting.actors import held_now
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.errors import DomainError
from kans.foundation.records.contributions import Answers, answer
from kans.opportunities.actions import create_opportunity
from kans.opportunities.models import Opportunity, OpportunityEntry
from kans.opportunities.queries.people import (
    Statistics,
    statistics_of_contact,
    statistics_of_salesperson,
)
from kans.opportunities.rules.opening import may_be_contact, may_be_salesperson
from kans.team.models import Salesperson
from kans.undo.rights import goes_back_by
from kans.web.cards import FactBox, Related, Verb, adds_to_card

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


# What was closed is reopened, and what was reopened closed (END-1, END-6).
goes_back_by(
    Opportunity, "closed", {False: "reopen_opportunity", True: "close_opportunity"}
)


class ContactHasOpenOpportunities(DomainError):
    message = _(
        "%(contact)s has an open opportunity: %(opportunity)s. Close it, or give it "
        "another contact, first."
    )


class ContactHasOpportunities(DomainError):
    field = "type"
    message = _(
        "%(contact)s has opportunities, so its type cannot change. Create another "
        "contact instead."
    )


class SalespersonHasOpportunities(DomainError):
    message = _(
        "%(salesperson)s has opportunities: %(opportunity)s, for example. Block the "
        "salesperson instead, so that no new ones are added."
    )


class OpportunitiesOfAContact(Answers[Contact]):
    """Closed opportunities outlive their contact, and names are copies (OPP-5)."""

    foreign_keys: ClassVar = (
        "opportunities.Opportunity.contact",
        "opportunities.Opportunity.contact_company",
        "opportunities.OpportunityEntry.contact",
        "opportunities.OpportunityEntry.contact_company",
    )

    def may_delete(self, records: Collection[Contact]) -> Iterable[DomainError]:
        """An open opportunity of any of them stands in the way (CON-27, CON-28)."""
        for found in self.may_delete_each([records]):
            yield from found

    def may_delete_each(
        self, groups: Sequence[Collection[Contact]]
    ) -> Iterable[Iterable[DomainError]]:
        everyone = {contact.pk for group in groups for contact in group}
        standing = Opportunity.objects.open().filter(contact__in=everyone)
        told = ("number", "number_key", "description", "contact", "contact_name")
        first: dict[object, Opportunity] = {}
        for opportunity in standing.order_by("number_key").only(*told):
            first.setdefault(opportunity.contact_id, opportunity)
        for group in groups:
            yield _still_open([first[c.pk] for c in group if c.pk in first])

    def release(
        self, records: Collection[Contact], replacement: Contact | None
    ) -> None:
        """What is closed goes over to the company, else to nobody (CON-29, CON-30).

        The name of the contact stays on it.
        """
        for rows in (Opportunity.objects, OpportunityEntry.objects):
            rows.filter(contact__in=records).update(contact=replacement)
            rows.filter(contact_company__in=records).update(contact_company=None)

    def merge(self, kept: Contact, other: Contact) -> None:
        """Whatever their status, they are the kept one's: it is the same contact.

        They follow its company, and take its name where they had the other's.
        """
        company = kept.the_company
        name = company.name if company else ""
        named_so = Opportunity.objects.filter(contact=other, contact_name=other.name)
        named_so.update(contact_name=kept.name)
        own = Q(contact=other) | (Q(contact=kept) & ~Q(contact_company=company))
        Opportunity.objects.filter(own).update(
            contact=kept, contact_company=company, company_name=name
        )
        OpportunityEntry.objects.filter(own).update(
            contact=kept, contact_company=company
        )
        whole = Opportunity.objects.filter(contact_company=other)
        whole.update(contact_company=company, company_name=name)
        entries = OpportunityEntry.objects.filter(contact_company=other)
        entries.update(contact_company=company)

    def may_change(
        self, record: Contact, changes: Mapping[str, Any]
    ) -> Iterable[DomainError]:
        """Whatever their status, they keep the type as it is (CON-20)."""
        if "type" in changes and _of(record).exists():
            yield ContactHasOpportunities(contact=record.name)

    def follow(self, record: Contact, before: Mapping[str, Any]) -> None:
        if "company_contact_id" in before:
            self._stay_behind(record, before["company_contact_id"])
        if "name" in before:
            self._rename(record, before["name"])

    def _stay_behind(self, person: Contact, former_id: object) -> None:
        """History does not follow a person to another company (CON-17, CON-18).

        It stays with the former company; of a person who had none it goes to the new.
        """
        former = Contact.objects.filter(pk=former_id).first()
        company = former or person.company_contact
        whose = {"contact": company, "contact_company": company}
        name = company.name if company else ""
        OpportunityEntry.objects.filter(contact=person).update(**whose)
        Opportunity.objects.filter(contact=person).update(
            **whose, contact_name=name, company_name=name
        )

    def _rename(self, contact: Contact, former: str) -> None:
        """Copies of the name follow, but for the name of who was deleted before."""
        own = Opportunity.objects.filter(contact=contact, contact_name=former)
        own.update(contact_name=contact.name)
        if contact.is_company:
            whole = Opportunity.objects.filter(contact_company=contact)
            whole.update(company_name=contact.name)


def _still_open(standing: Collection[Opportunity]) -> Iterable[DomainError]:
    if not standing:
        return ()
    first = min(standing, key=lambda opportunity: opportunity.number_key)
    named = first.contact_name
    return (ContactHasOpenOpportunities(contact=named, opportunity=first),)


class OpportunitiesOfASalesperson(Answers[Salesperson]):
    """An opportunity is never without its salesperson (OPP-7)."""

    foreign_keys: ClassVar = (
        "opportunities.Opportunity.salesperson",
        "opportunities.OpportunityEntry.salesperson",
    )

    def may_delete(self, records: Collection[Salesperson]) -> Iterable[DomainError]:
        for seller in records:
            own = Opportunity.objects.filter(salesperson=seller)
            first = own.order_by("closed", "number_key").first() or _former(seller)
            if first is not None:
                yield SalespersonHasOpportunities(salesperson=seller, opportunity=first)


def _former(seller: Salesperson) -> Opportunity | None:
    """An opportunity that was this salesperson's once."""
    entry = OpportunityEntry.objects.filter(salesperson=seller).first()
    return entry.opportunity if entry else None


def _of(contact: Contact) -> Any:
    either = Opportunity.objects.filter(contact=contact)
    return either | Opportunity.objects.filter(contact_company=contact)


def _additions(
    kind: str, name: str, figures: Statistics, refusals: Iterable[DomainError]
) -> tuple[Verb | Related | FactBox, ...]:
    """New Opportunity, the list of opportunities, and what they come to."""
    if "opportunities.view_opportunity" not in held_now():
        return ()
    part = {"contact": "number", "salesperson": "code"}[kind]
    shown = address(f"opportunities:of_{kind}", **{part: name})
    new = f"{address('opportunities:new')}?{urlencode({kind: name})}"
    return (
        Verb(
            verdict(create_opportunity.__name__, refusals),
            new,
            icon="target-arrow",
            primary=True,
        ),
        Related(
            _("Opportunities"),
            shown,
            icon="target-arrow",
            count=figures.all,
            items=_menu_of(kind, shown),
        ),
        FactBox(
            "opportunities",
            _("Opportunities"),
            "opportunities/people_figures.html",
            {"figures": figures},
        ),
    )


def _menu_of(kind: str, shown: str) -> tuple[Related, ...]:
    """A salesperson's Opportunities is a menu, of a contact it is the list itself."""
    if kind == "contact":
        return ()
    return (Related(_("List"), shown, icon="list"),)


@adds_to_card(Contact)
def _to_a_contact(contact: Contact) -> tuple[Verb | Related | FactBox, ...]:
    figures, refusals = statistics_of_contact(contact), may_be_contact(contact)
    return _additions("contact", contact.number, figures, refusals)


@adds_to_card(Salesperson)
def _to_a_salesperson(seller: Salesperson) -> tuple[Verb | Related | FactBox, ...]:
    figures, refusals = statistics_of_salesperson(seller), may_be_salesperson(seller)
    return _additions("salesperson", seller.code, figures, refusals)


answer(Contact, OpportunitiesOfAContact())
answer(Salesperson, OpportunitiesOfASalesperson())
