"""The fields of salespeople, contacts and items, and what others call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact, ContactType
from kans.foundation.records.fields import caption_of
from kans.imports.fields.declared import (
    EMAIL,
    ID,
    PHONE,
    SELLER,
    Fields,
    field_of,
    how_to_reach,
)
from kans.team.models import Salesperson
from kans.trade.models import Item, ItemType

OF_SALESPEOPLE = Fields(
    (
        field_of(Salesperson, "external_id", *ID),
        field_of(
            Salesperson, "code", "initials", "initialen", "short name", required=True
        ),
        field_of(Salesperson, "name", "full name", "naam", "sales agent", *SELLER),
        field_of(Salesperson, "job_title", "title", "function", "functie"),
        field_of(Salesperson, "email", *EMAIL),
        field_of(Salesperson, "email_2"),
        field_of(Salesperson, "phone", *PHONE),
        field_of(Salesperson, "commission", "commission", "commissie"),
        field_of(Salesperson, "blocked"),
        field_of(Salesperson, "privacy_blocked"),
    )
)
OF_CONTACTS = Fields(
    (
        field_of(Contact, "external_id", *ID, "contact id", "account id"),
        field_of(Contact, "number", "contact no.", "contactnr.", "number", "nummer"),
        field_of(Contact, "type", "contact type", "kind", choices=ContactType),
        field_of(
            Contact,
            "name",
            *("account name", "account", "company", "customer", "klant", "full name"),
            *("organization", "organisatie", "bedrijf", "contact name", "naam"),
        ),
        field_of(Contact, "first_name", "first name", "voornaam", "given name"),
        field_of(Contact, "middle_name", "tussenvoegsel", "infix"),
        field_of(Contact, "surname", "last name", "achternaam", "family name"),
        field_of(
            Contact,
            "company_contact",
            *("company name", "works for", "employer", "werkgever", "parent account"),
            others=(_("Company No."), caption_of(Contact, "company_name")),
        ),
        field_of(Contact, "job_title", "title", "function", "functie"),
        *how_to_reach(Contact),
        field_of(Contact, "vat_number", "vat number", "vat", "btw-nummer", "btw"),
        field_of(Contact, "salesperson", *SELLER),
        field_of(Contact, "privacy_blocked"),
        field_of(Contact, "minor"),
        field_of(Contact, "parental_consent"),
    ),
    left_out=(caption_of(Contact, "modified_at"),),
    instead=("name", "company_contact"),
)
OF_ITEMS = Fields(
    (
        field_of(Item, "external_id", *ID, "product id", "item id"),
        field_of(
            Item,
            "number",
            *("item no.", "artikelnr.", "artikelnummer", "sku", "product code"),
            *("productcode", "number", "nummer"),
        ),
        field_of(
            Item,
            "description",
            *("product", "product name", "item name", "artikel", "artikelnaam"),
            *("name", "naam", "omschrijving"),
            required=True,
        ),
        field_of(Item, "type", "item type", "soort", choices=ItemType),
        field_of(
            Item, "unit", "unit", "base unit of measure", "eenheid", required=True
        ),
        field_of(
            Item,
            "unit_price",
            *("price", "prijs", "sales price", "list price", "verkoopprijs"),
        ),
        field_of(Item, "price_includes_vat", "incl. vat", "incl. btw"),
        field_of(
            Item,
            "vat_group",
            *("vat group", "vat prod. posting group", "tax group", "btw-groep"),
            required=True,
        ),
        field_of(Item, "blocked"),
    ),
    left_out=(caption_of(Item, "modified_at"),),
)
