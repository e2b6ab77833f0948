"""Customers: who buys, on which terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact, ContactType, columns
from kans.contacts.rules.doubts import doubtful_numbers
from kans.customers.models.terms import TERMS, Terms
from kans.customers.rules.templates import given_by
from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.querysets import JournaledQuerySet
from kans.foundation.records.records import CompanyManager, CompanyRecord, RecordGone
from kans.foundation.records.search_index import SearchIndex
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kans.customers.models.templates import CustomerTemplate
    from kans.foundation.errors import DomainError

SHARED = (  # with the contact that is the customer: both have the same (SYN-1, SYN-2)
    *("name", "address", "address_2", "post_code", "city", "county", "country"),
    *("phone", "mobile_phone", "email", "home_page"),
    *("salesperson", "language", "vat_number", "privacy_blocked"),
)
SHARED_COLUMNS = tuple("salesperson_id" if n == "salesperson" else n for n in SHARED)
FROM_TEMPLATE = (*TERMS, "country", "language")


class Block(models.TextChoices):
    """What is held back from a customer; anything but blank stops quotes (CUS-5)."""

    NONE = "", _("Not Blocked")
    SHIP = "Ship", _("Ship")
    INVOICE = "Invoice", _("Invoice")
    ALL = "All", _("All")


class CustomerQuerySet(JournaledQuerySet["Customer"]):
    """The words in which one asks for customers."""

    def of(self, *contacts: Contact) -> CustomerQuerySet:
        """Those that these contacts are."""
        return self.filter(contact__in=contacts)

    def held(self, customer: Customer) -> Customer:
        """Read afresh and hold, after its contact: who changes that begins there."""
        known = self.filter(pk=customer.pk).values_list("contact", flat=True).first()
        contact = Contact.objects.select_for_update().filter(pk=known).first()
        held = self.select_for_update().filter(pk=customer.pk).first()
        if held is None:
            raise RecordGone
        if contact and held.contact_id == contact.pk:
            held.contact = contact
        return held


class Customer(Terms, CompanyRecord):
    """Whom orders are made for: a contact that buys (2.1)."""

    number = CodeField(
        _("No."),
        max_length=20,
        help_text=_("Given by the number series, or typed if the series lets you."),
    )
    number_key = TextKey("number")
    type = models.CharField(
        _("Type"),
        max_length=7,
        choices=ContactType,
        default=ContactType.COMPANY,
        help_text=_("Whether the customer is a company or a person."),
    )
    name = models.CharField(
        _("Name"), max_length=100, help_text=_("As it stands on quotes and orders.")
    )
    name_key = TextKey("name")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("Contact"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        help_text=_("The contact that is this customer; their data stay in step."),
    )
    primary_contact = models.ForeignKey(
        Contact,
        verbose_name=_("Primary Contact"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Whom one speaks to there first."),
    )
    address = columns.address()
    address_2 = columns.address_2()
    post_code = columns.post_code()
    post_code_key = TextKey("post_code")
    city = columns.city()
    city_key = TextKey("city")
    county = columns.county()
    country = columns.country()
    phone = columns.phone()
    phone_key = TextKey("phone")
    mobile_phone = columns.mobile_phone()
    email = columns.email()
    email_key = TextKey("email")
    home_page = columns.home_page()
    salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Salesperson"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        help_text=_("Who looks after the customer."),
    )
    language = models.CharField(
        _("Language"),
        max_length=5,
        blank=True,
        help_text=_("The language in which one writes to the customer."),
    )
    vat_number = columns.vat_number()
    blocked = models.CharField(
        _("Blocked"),
        max_length=7,
        choices=Block,
        blank=True,
        default=Block.NONE,
        help_text=_("No quotes and orders are made for a blocked customer."),
    )
    privacy_blocked = models.BooleanField(
        _("Privacy Blocked"),
        default=False,
        help_text=_("Whether the customer is blocked for privacy."),
    )
    external_id = models.CharField(
        _("External ID"),
        max_length=100,
        blank=True,
        help_text=_("What the customer is called where it was imported from."),
    )

    depends_on: ClassVar = {
        "contact": ("type", *SHARED_COLUMNS),
        "primary_contact": ("company_contact_id",),
    }

    objects: ClassVar[Any] = CompanyManager.from_queryset(CustomerQuerySet)()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Customer")
        verbose_name_plural = _("Customers")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_customer_per_number"
            ),
            models.UniqueConstraint(
                fields=["company", "contact"],
                condition=Q(contact__isnull=False),
                name="one_customer_per_contact",
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~Q(external_id=""),
                name="one_customer_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(privacy_blocked=False) | Q(blocked=Block.ALL),
                name="blocked_for_privacy_is_blocked_for_all",
            ),
            models.CheckConstraint(
                condition=Q(
                    line_discount__range=(0, 100), document_discount__range=(0, 100)
                ),
                name="discounts_of_a_customer_are_percentages",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "number_key", "id"], name="customer_number"
            ),
            models.Index(fields=["company", "name_key", "id"], name="customer_name"),
            SearchIndex(
                fields=[
                    *("company", "number_key", "name_key", "city_key"),
                    *("phone_key", "email_key"),
                ],
                name="customer_search",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def has_number(cls, number: str) -> bool:
        return bool(cls.objects.filter(number=number.strip().upper()).exists())

    @property
    def is_company(self) -> bool:
        return self.type == ContactType.COMPANY

    def doubts(self) -> tuple[DomainError, ...]:
        return doubtful_numbers(
            self.vat_number,
            self.country,
            phone=self.phone,
            mobile_phone=self.mobile_phone,
        )

    def shared(self) -> dict[str, Any]:
        """What it has in common with its contact."""
        return {name: getattr(self, name) for name in SHARED}

    def take(self, changes: Mapping[str, Any]) -> None:
        """Take new values. Who is blocked for privacy is blocked for all (CUS-4)."""
        changes = dict(changes)
        private = changes.get("privacy_blocked", self.privacy_blocked)
        if private != self.privacy_blocked:
            changes.setdefault("blocked", Block.ALL if private else Block.NONE)
        for name, value in changes.items():
            setattr(self, name, value)

    def follow(self, contact: Contact) -> None:
        """Have all that is shared as the contact has it (SYN-1)."""
        self.type = contact.type
        self.take({name: getattr(contact, name) for name in SHARED_COLUMNS})

    def begin_with(self, template: CustomerTemplate) -> None:
        """Take from a template what is not told yet (TPL-3)."""
        offered, known, initial = (
            {name: getattr(record, name) for name in FROM_TEMPLATE}
            for record in (template, self, Customer())
        )
        self.take(given_by(offered, customer=known, initial=initial))

    def has_as_person(self, contact: Contact) -> bool:
        """Whether that is the contact that is the customer, or who works there."""
        return self.contact_id in {contact.pk, contact.company_contact_id}
