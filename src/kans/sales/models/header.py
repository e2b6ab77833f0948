"""What a document takes over from customer or contact, and its dates and terms."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import columns
from kans.foundation.records.fields import MoneyField, PercentField, TextKey
from kans.sales.rules.amounts import ZERO
from kans.team.models import Salesperson
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup


class Header(models.Model):
    """The part of a quote that its order has too (ORD-7)."""

    name = models.CharField(
        _("Name"), max_length=100, blank=True, help_text=_("Whom it is for.")
    )
    name_key = TextKey("name")
    attention = models.CharField(
        _("Attention"),
        max_length=100,
        blank=True,
        help_text=_("The person there to whom it is addressed."),
    )
    address = columns.address()
    address_2 = columns.address_2()
    post_code = columns.post_code()
    city = columns.city()
    county = columns.county()
    country = columns.country()
    email = columns.email(_("The address that it is sent to."))
    phone = columns.phone()
    language = models.CharField(
        _("Language"),
        max_length=5,
        blank=True,
        help_text=_("The language in which it is written; blank: the company's."),
    )
    vat_number = columns.vat_number()
    salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Salesperson"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sales_documents",
        help_text=_("Who made the offer."),
    )
    document_date = models.DateField(
        _("Document Date"), help_text=_("The date that stands on it.")
    )
    order_date = models.DateField(
        _("Order Date"),
        null=True,
        blank=True,
        help_text=_("When it is, or is expected to be, ordered."),
    )
    shipment_date = models.DateField(
        _("Shipment Date"),
        null=True,
        blank=True,
        help_text=_("When it is to be delivered."),
    )
    requested_delivery_date = models.DateField(
        _("Requested Delivery Date"),
        null=True,
        blank=True,
        help_text=_("When the customer wants to have it."),
    )
    valid_until = models.DateField(
        _("Quote Valid Until Date"),
        null=True,
        blank=True,
        help_text=_("The last day on which the offer holds."),
    )
    due_date = models.DateField(
        _("Due Date"),
        null=True,
        editable=False,
        help_text=_("When it is to be paid, by the payment terms."),
    )
    accepted = models.BooleanField(
        _("Accepted"),
        default=False,
        help_text=_("Whether the customer has agreed."),
    )
    accepted_date = models.DateField(
        _("Accepted Date"),
        null=True,
        editable=False,
        help_text=_("When the customer agreed."),
    )
    sent_at = models.DateTimeField(
        _("Sent"),
        null=True,
        editable=False,
        help_text=_(
            "When it was last given to be sent by e-mail; the message says whether it "
            "went."
        ),
    )
    your_reference = models.CharField(
        _("Your Reference"),
        max_length=50,
        blank=True,
        help_text=_("What the customer calls it."),
    )
    your_reference_key = TextKey("your_reference")
    work_description = models.TextField(
        _("Work Description"),
        max_length=2000,
        blank=True,
        help_text=_("What it is about, in words; they stand above the lines."),
    )
    payment_terms = models.ForeignKey(
        PaymentTerms,
        verbose_name=_("Payment Terms"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("When the amount is due."),
    )
    currency = models.ForeignKey(
        Currency,
        verbose_name=_("Currency"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The currency of its amounts; blank: the local one."),
    )
    exchange_rate = models.DecimalField(
        _("Exchange Rate"),
        max_digits=15,
        decimal_places=6,
        default=1,
        editable=False,
        help_text=_("What one unit of its currency is worth in local currency."),
    )
    vat_group = models.ForeignKey(
        VatCustomerGroup,
        verbose_name=_("VAT Customer Group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("How the customer is taxed."),
    )
    prices_include_vat = models.BooleanField(
        _("Prices Including VAT"),
        default=False,
        help_text=_("Whether unit prices include VAT."),
    )
    discount_percent = PercentField(
        _("Document Discount %"),
        null=True,
        blank=True,
        help_text=_("What is taken off the whole, shared over the lines."),
    )
    discount_amount = MoneyField(
        _("Document Discount Amount"),
        default=ZERO,
        help_text=_("The same as an amount."),
    )

    class Meta:
        abstract = True


HEADER = tuple(
    field.name
    for field in Header._meta.local_concrete_fields
    if not isinstance(field, TextKey)
)
