"""What customers answer about contacts, salespeople, number series and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.customers.actions.judging import may_be_numbered, series_of
from kans.customers.models import SHARED_COLUMNS, Customer, CustomerTemplate
from kans.customers.queries import buyer_of, customer_of
from kans.customers.rules.becoming import BothAreCustomers, TypeOfACustomer, may_buy
from kans.foundation.acting.actors import held_now
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.errors import DomainError
from kans.foundation.records.contributions import Answers, answer
from kans.foundation.records.records import CompanyRecord
from kans.number_series.models import NumberSeries
from kans.team.models import Salesperson
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup
from kans.web.cards import FactBox, Related, Verb, adds_to_card

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

R = TypeVar("R", bound=CompanyRecord)


class UsedByCustomers(DomainError):
    message = _(
        "%(what)s is used by %(customer)s, for example. Give that another one first."
    )


class NumberSeriesInTemplate(DomainError):
    message = _(
        "Number series %(series)s gives the numbers of customers made with template "
        "%(template)s. Choose another there first."
    )


class CustomersOfAContact(Answers[Contact]):
    """A customer is in step with its contact, and outlives it (SYN-1, CON-32)."""

    foreign_keys: ClassVar = (
        "customers.Customer.contact",
        "customers.Customer.primary_contact",
    )

    def release(
        self, records: Collection[Contact], replacement: Contact | None
    ) -> None:
        Customer.objects.of(*records).update(contact=None)
        spoken_to = Customer.objects.filter(primary_contact__in=records)
        spoken_to.update(primary_contact=None)

    def may_merge(self, kept: Contact, other: Contact) -> Iterable[DomainError]:
        """A contact is one customer only."""
        found = {c.contact_id: c for c in Customer.objects.of(kept, other)}
        if len(found) == len((kept, other)):
            yield BothAreCustomers(
                kept=found[kept.pk].number, other=found[other.pk].number
            )

    def merge(self, kept: Contact, other: Contact) -> None:
        for customer in Customer.objects.of(other).select_for_update():
            customer.contact = kept
            customer.follow(kept)
            customer.save()
        spoken_to = Customer.objects.filter(primary_contact=other)
        spoken_to.update(primary_contact=kept)
        _leave_those_of_others(kept)

    def may_change(
        self, record: Contact, changes: Mapping[str, Any]
    ) -> Iterable[DomainError]:
        """Who is a customer stays what it is (CON-21, CON-22)."""
        if "type" in changes:
            for customer in Customer.objects.of(record):
                yield TypeOfACustomer(contact=record.name, number=customer.number)

    def follow(self, record: Contact, before: Mapping[str, Any]) -> None:
        if before.keys() & {"type", *SHARED_COLUMNS}:
            for customer in Customer.objects.of(record).select_for_update():
                customer.follow(record)
                customer.save()
        if before.keys() & {"type", "company_contact_id"}:
            _leave_those_of_others(record)


def _leave_those_of_others(contact: Contact) -> None:
    """One is the primary contact of where one works, and of nobody else (CUS-6)."""
    spoken_to = Customer.objects.filter(primary_contact=contact)
    for customer in spoken_to.select_for_update():
        if not customer.has_as_person(contact):
            customer.primary_contact = None
            customer.save()


class CustomersOfASalesperson(Answers[Salesperson]):
    """A customer stays when its salesperson goes, and waits for another (SP-3)."""

    foreign_keys: ClassVar = ("customers.Customer.salesperson",)

    def release(
        self, records: Collection[Salesperson], replacement: Salesperson | None
    ) -> None:
        Customer.objects.filter(salesperson__in=records).update(salesperson=replacement)


class NumbersOfTemplates(Answers[NumberSeries]):
    """A series that a template names is not deleted."""

    foreign_keys: ClassVar = ("customers.CustomerTemplate.number_series",)

    def may_delete(self, records: Collection[NumberSeries]) -> Iterable[DomainError]:
        using = CustomerTemplate.objects.filter(number_series__in=records)
        for template in using.select_related("number_series").order_by("code_key"):
            series = template.number_series
            yield NumberSeriesInTemplate(series=series, template=template.code)


class _OnTheseTerms(Answers[R]):
    """Terms by which a customer buys, or a new one would, are not deleted."""

    column: ClassVar[str]

    def may_delete(self, records: Collection[R]) -> Iterable[DomainError]:
        for what in records:
            for model in (Customer, CustomerTemplate):
                using = model.objects.filter(**{self.column: what}).first()
                if using is not None:
                    yield UsedByCustomers(what=what, customer=using)


class CustomersWithPaymentTerms(_OnTheseTerms[PaymentTerms]):
    column = "payment_terms"
    foreign_keys: ClassVar = (
        "customers.Customer.payment_terms",
        "customers.CustomerTemplate.payment_terms",
    )


class CustomersInACurrency(_OnTheseTerms[Currency]):
    column = "currency"
    foreign_keys: ClassVar = (
        "customers.Customer.currency",
        "customers.CustomerTemplate.currency",
    )


class CustomersOfAVatGroup(_OnTheseTerms[VatCustomerGroup]):
    column = "vat_group"
    foreign_keys: ClassVar = (
        "customers.Customer.vat_group",
        "customers.CustomerTemplate.vat_group",
    )


@adds_to_card(Contact)
def _to_a_contact(contact: Contact) -> tuple[Verb | Related | FactBox, ...]:
    """How to make it a customer; once it is one, which."""
    if "customers.view_customer" not in held_now():
        return ()
    customer = customer_of(contact)
    if customer is None:
        return _ways_to_buy(contact)
    to = address("customers:card", number=customer.number)
    return (
        *([_unlinking(customer)] if customer.contact_id == contact.pk else []),
        Related(_("Customer"), to, icon="building-store"),
        FactBox(
            "customer",
            _("Customer"),
            "customers/of_contact.html",
            {"customer": customer},
        ),
    )


def _ways_to_buy(contact: Contact) -> tuple[Verb, ...]:
    """Of who is no customer, neither itself nor by its company: that is known here."""
    becoming = (*_may_buy(buyer_of(contact)), *may_be_numbered(series_of(None)))
    return (
        Verb(
            verdict("create_as_customer", becoming),
            address("customers:as_customer", number=contact.number),
            icon="building-store",
        ),
        Verb(
            verdict("link_customer", _may_buy(contact)),
            address("customers:link", number=contact.number),
            icon="link",
        ),
    )


def _may_buy(contact: Contact) -> tuple[DomainError, ...]:
    private = contact.privacy_blocked
    return may_buy(contact.name, customer="", privacy_blocked=private)


def _unlinking(customer: Customer) -> Verb:
    to = address("customers:unlink", number=customer.number)
    return Verb(verdict("unlink_customer"), to, icon="unlink")


answer(Contact, CustomersOfAContact())
answer(Salesperson, CustomersOfASalesperson())
answer(NumberSeries, NumbersOfTemplates())
answer(PaymentTerms, CustomersWithPaymentTerms())
answer(Currency, CustomersInACurrency())
answer(VatCustomerGroup, CustomersOfAVatGroup())
