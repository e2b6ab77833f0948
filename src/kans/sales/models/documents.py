"""Sales quotes and orders: for whom, on which terms, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.contacts.rules.doubts import doubtful_numbers
from kans.customers.models import Customer, CustomerTemplate
from kans.foundation.acting.clock import local_currency, minor_unit
from kans.foundation.records.fields import CodeField, MoneyField, TextKey
from kans.foundation.records.querysets import JournaledQuerySet
from kans.foundation.records.records import CompanyManager, CompanyRecord
from kans.foundation.records.search_index import SearchIndex
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.documents import DocumentType
from kans.sales.models.header import Header
from kans.sales.models.lines import SalesLine
from kans.sales.rules.amounts import ZERO, Discount, Totals, reckon
from kans.sales.rules.statuses import DocumentStatus
from kans.trade.rules.prices import in_local_currency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from uuid import UUID

    from kans.foundation.errors import DomainError


class DocumentQuerySet(JournaledQuerySet["SalesDocument"]):
    """The words in which one asks for quotes and orders."""

    def quotes(self) -> DocumentQuerySet:
        return self.filter(type=DocumentType.QUOTE)

    def orders(self) -> DocumentQuerySet:
        return self.filter(type=DocumentType.ORDER)

    def of_contact(self, contact: Contact) -> DocumentQuerySet:
        """A person's own, or those of a company and all its persons."""
        if contact.is_company:
            persons = Q(contact__company_contact=contact)
            return self.filter(Q(contact=contact) | persons)
        return self.filter(contact=contact)


class SalesDocument(Header, CompanyRecord):
    """A quote, or the order that was made of it (5.1)."""

    removed_by = "delete_document"
    made_by = "create_quote"

    type = models.CharField(
        _("Type"),
        max_length=5,
        choices=DocumentType,
        editable=False,
        help_text=_("Whether it is a quote or an order."),
    )
    number = CodeField(
        _("No."),
        max_length=20,
        help_text=_("Given by the number series, or typed if the series lets you."),
    )
    number_key = TextKey("number")
    status = models.CharField(
        _("Status"),
        max_length=9,
        choices=DocumentStatus,
        default=DocumentStatus.OPEN,
        editable=False,
        help_text=_("Whether it can be changed, and whether it has ended."),
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("Contact"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sales_documents",
        help_text=_("With whom it is agreed."),
    )
    customer = models.ForeignKey(
        Customer,
        verbose_name=_("Customer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sales_documents",
        help_text=_("Who buys; a quote may be for a contact that is none yet."),
    )
    customer_template = models.ForeignKey(
        CustomerTemplate,
        verbose_name=_("Customer Template"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The terms of a quote whose contact is no customer yet."),
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("Opportunity"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sales_documents",
        help_text=_("The opportunity that it is of."),
    )
    quote_number = CodeField(
        _("Quote No."),
        max_length=20,
        blank=True,
        editable=False,
        help_text=_("The quote that the order was made of."),
    )
    amount = MoneyField(
        _("Total Excl. VAT"),
        default=ZERO,
        editable=False,
        help_text=_("What it comes to without VAT, in its currency."),
    )
    amount_including_vat = MoneyField(
        _("Total Incl. VAT"),
        default=ZERO,
        editable=False,
        help_text=_("What it comes to with VAT, in its currency."),
    )
    value = MoneyField(
        _("Value (LCY)"),
        default=ZERO,
        editable=False,
        help_text=_("What it comes to without VAT, in local currency."),
    )

    depends_on: ClassVar = {"opportunity": ("status",)}

    objects: ClassVar[Any] = CompanyManager.from_queryset(DocumentQuerySet)()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Sales Document")
        verbose_name_plural = _("Sales Documents")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_document_per_number"
            ),
            models.UniqueConstraint(
                fields=["company", "opportunity"],
                condition=Q(opportunity__isnull=False),
                name="one_document_per_opportunity",
            ),
            models.CheckConstraint(
                condition=Q(type=DocumentType.QUOTE) | Q(customer__isnull=False),
                name="an_order_has_a_customer",
            ),
            models.CheckConstraint(
                condition=Q(type=DocumentType.ORDER)
                | Q(status__in=(DocumentStatus.OPEN, DocumentStatus.RELEASED)),
                name="a_quote_is_open_or_released",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent=None)
                | Q(discount_percent__range=(0, 100)),
                name="a_document_discount_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(exchange_rate__gt=0),
                name="a_document_has_an_exchange_rate",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "type", "number_key", "id"], name="document_number"
            ),
            models.Index(
                fields=["company", "type", "name_key", "id"], name="document_name"
            ),
            models.Index(fields=["company", "contact"], name="document_of_contact"),
            models.Index(fields=["company", "customer"], name="document_of_customer"),
            SearchIndex(
                fields=["company", "number_key", "name_key", "your_reference_key"],
                name="document_search",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @classmethod
    def has_number(cls, number: str) -> bool:
        """Whether a quote or an order has it: no two documents have one number."""
        return bool(cls.objects.filter(number=number.strip().upper()).exists())

    @property
    def is_new(self) -> bool:
        """Whether it is not stored yet."""
        return self._state.adding

    def doubts(self) -> tuple[DomainError, ...]:
        return doubtful_numbers(self.vat_number, self.country, phone=self.phone)

    @property
    def is_quote(self) -> bool:
        return self.type == DocumentType.QUOTE

    @property
    def minor_unit(self) -> int:
        """Decimals of its amounts."""
        return int(self.currency.minor_unit) if self.currency else minor_unit()

    @property
    def currency_code(self) -> str:
        """The currency of its amounts, also when it is the local one."""
        return self.currency.code if self.currency else local_currency()

    @property
    def discount(self) -> Discount:
        return Discount(self.discount_percent, self.discount_amount)

    @cached_property
    def lines_in_order(self) -> list[SalesLine]:
        """Its lines as they stand below each other."""
        if self.is_new:
            return []
        return list(self.lines.order_by("position", "pk"))

    @property
    def lines_with_items(self) -> list[SalesLine]:
        """The same, for who reads of more than one line what it sells in which unit."""
        prefetch_related_objects(self.lines_in_order, "item", "unit")
        return self.lines_in_order

    def line(self, pk: UUID) -> SalesLine | None:
        """One of its lines, unless it is gone; read alone where not all are known."""
        if "lines_in_order" in self.__dict__:
            return next((line for line in self.lines_in_order if line.pk == pk), None)
        return self.lines.select_related("item", "unit").filter(pk=pk).first()

    def reckoned(self) -> Totals:
        """What the lines come to, as they are now."""
        return reckon(
            (line.priced() for line in self.lines_in_order),
            discount=self.discount,
            prices_include_vat=self.prices_include_vat,
            minor_unit=self.minor_unit,
        )

    def come_to(self, totals: Totals) -> None:
        """Take what the lines come to, and have each line take its own."""
        for line, result in zip(self.lines_in_order, totals.lines, strict=True):
            line.come_to(result)
        self.amount = totals.amount
        self.amount_including_vat = totals.amount_including_vat
        if self.discount_percent is not None:
            self.discount_amount = totals.document_discount
        self.value = self.in_local_currency(totals.amount)

    def in_local_currency(self, amount: Decimal) -> Decimal:
        """An amount of the document in LCY."""
        rate = self.exchange_rate
        return in_local_currency(amount, worth=rate, minor_unit=minor_unit())

    @property
    def line_total(self) -> Decimal:
        """What the lines come to before the discount of the document."""
        return sum((line.line_amount for line in self.lines_in_order), ZERO)

    def place(self, lines: Sequence[SalesLine]) -> None:
        """Have these lines, in this order."""
        for position, line in enumerate(lines, start=1):
            line.document = self
            line.position = position
        self.lines_in_order = list(lines)

    def write(self) -> None:
        """Save the document with its lines."""
        self.save()
        self.write_lines(self.lines_in_order)

    @staticmethod
    def write_lines(lines: Iterable[SalesLine]) -> None:
        for line in lines:
            if not line.is_new:
                line.save()
        SalesLine.objects.bulk_create([line for line in lines if line.is_new])

    def forget(self) -> None:
        """Delete the document with its lines."""
        self.lines.all().delete()
        self.delete()
