"""The fields of customers, and what others call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import ContactType
from kans.customers.models import Block, Customer
from kans.foundation.records.fields import caption_of
from kans.imports.fields.declared import (
    ID,
    SELLER,
    Fields,
    ImportField,
    field_of,
    how_to_reach,
)

OF_CUSTOMERS = Fields(
    (
        field_of(Customer, "external_id", *ID, "customer id", "account id"),
        field_of(
            Customer,
            "number",
            *("customer no.", "klantnr.", "klantnummer", "debiteurnr."),
            *("debiteurnummer", "number", "nummer"),
        ),
        ImportField(
            "contact",
            _("Contact No."),
            others=(caption_of(Customer, "contact"),),
            synonyms=("contact number", "contactnummer", "contactnr."),
        ),
        field_of(Customer, "type", "customer type", "kind", choices=ContactType),
        field_of(
            Customer,
            "name",
            *("customer name", "customer", "klantnaam", "klant", "debiteur"),
            *("account name", "account", "company", "bedrijf", "naam"),
        ),
        ImportField(
            "template",
            _("Customer Template"),
            synonyms=("template", "template code", "sjabloon", "sjablooncode"),
        ),
        *how_to_reach(Customer),
        field_of(Customer, "vat_number", "vat number", "vat id", "btw-nummer"),
        field_of(Customer, "salesperson", *SELLER),
        field_of(Customer, "primary_contact"),
        field_of(
            Customer,
            "payment_terms",
            *("payment terms code", "terms", "betaalconditie", "betalingsconditie"),
        ),
        field_of(Customer, "currency", "currency code", "valuta", "valutacode"),
        field_of(
            Customer,
            "vat_group",
            *("vat group", "vat bus. posting group", "tax group", "btw-groep"),
        ),
        field_of(Customer, "prices_include_vat", "incl. vat", "incl. btw"),
        field_of(Customer, "line_discount", "discount", "discount %", "korting"),
        field_of(Customer, "document_discount", "invoice discount", "factuurkorting"),
        field_of(Customer, "blocked", choices=Block),
        field_of(Customer, "privacy_blocked"),
    ),
    left_out=(caption_of(Customer, "modified_at"),),
    known_by=_(
        "A row is known by its external id, its number or its contact. Of a contact "
        "that becomes a customer, this says whether its data stay as they are."
    ),
)
