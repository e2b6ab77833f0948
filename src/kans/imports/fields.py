"""The fields that a file can fill, and what their columns are called elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact, ContactType
from kans.foundation.fields import caption_of
from kans.foundation.rules.text import normalised
from kans.imports.rules.guessing import guessed
from kans.imports.rules.standing import OUTCOMES
from kans.imports.words import in_every_language
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules.closing import Status
from kans.team.models import Salesperson
from kans.trade.models import Item, ItemType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Choices, Model
    from django_stubs_ext import StrOrPromise

    from kans.imports.rules.guessing import SampledColumn


@dataclass(frozen=True)
class ImportField:
    """A field: its caption, other captions of ours, and names that others use."""

    name: str
    caption: StrOrPromise
    others: tuple[StrOrPromise, ...] = ()
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: type[Choices] | None = None

    @cached_property
    def names(self) -> list[str]:
        """Every name of it, in every language, best first."""
        ours = in_every_language(*self.others, self.caption)
        return [*ours, self.name, *self.synonyms]


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of rows."""

    fields: tuple[ImportField, ...]
    left_out: tuple[StrOrPromise, ...] = ()  # what our exports have besides
    instead: tuple[str, str] = ("", "")  # the first is in the column of the second

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def needed(self) -> list[str]:
        """What no new record can do without."""
        return [field.name for field in self.fields if field.required]

    @cached_property
    def by_name(self) -> dict[str, ImportField]:
        return {field.name: field for field in self.fields}

    def guess(self, columns: Sequence[SampledColumn]) -> dict[str, str]:
        """Which column each field is in, as far as names and contents tell."""
        values = {
            field.name: _values(field.choices)
            for field in self.fields
            if field.choices is not None
        }
        if "stage" in self.names:
            values["stage"] = set(OUTCOMES)
        found = guessed(
            columns,
            {field.name: field.names for field in self.fields},
            values=values,
            left_out=in_every_language(*self.left_out),
        )
        missing, there = self.instead
        if missing not in found and there in found:
            found[missing] = found.pop(there)
        return found


def _values(choices: type[Choices]) -> set[str]:
    labels = [label for choice in choices for label in in_every_language(choice.label)]
    return {normalised(label) for label in labels}


def _field(
    model: type[Model],
    name: str,
    *synonyms: str,
    others: tuple[StrOrPromise, ...] = (),
    required: bool = False,
    choices: type[Choices] | None = None,
) -> ImportField:
    """A field that is called as in its model."""
    caption = caption_of(model, name)
    return ImportField(name, caption, others, synonyms, required, choices)


ID = ("id", "record id", "externe id", "external key")
SELLER = (
    *("owner", "eigenaar", "sales agent", "sales rep", "sales person"),
    *("account manager", "accountmanager", "assigned to", "toegewezen aan"),
)
PHONE = ("phone", "telephone", "telefoon", "telefoonnummer", "business phone")
EMAIL = ("email", "e-mail", "email address", "e-mailadres", "mail")

OF_SALESPEOPLE = Fields(
    (
        _field(Salesperson, "external_id", *ID),
        _field(
            Salesperson, "code", "initials", "initialen", "short name", required=True
        ),
        _field(Salesperson, "name", "full name", "naam", "sales agent", *SELLER),
        _field(Salesperson, "job_title", "title", "function", "functie"),
        _field(Salesperson, "email", *EMAIL),
        _field(Salesperson, "email_2"),
        _field(Salesperson, "phone", *PHONE),
        _field(Salesperson, "commission", "commission", "commissie"),
        _field(Salesperson, "blocked"),
        _field(Salesperson, "privacy_blocked"),
    )
)
OF_CONTACTS = Fields(
    (
        _field(Contact, "external_id", *ID, "contact id", "account id"),
        _field(Contact, "number", "contact no.", "contactnr.", "number", "nummer"),
        _field(Contact, "type", "contact type", "kind", choices=ContactType),
        _field(
            Contact,
            "name",
            *("account name", "account", "company", "customer", "klant", "full name"),
            *("organization", "organisatie", "bedrijf", "contact name", "naam"),
        ),
        _field(Contact, "first_name", "first name", "voornaam", "given name"),
        _field(Contact, "middle_name", "tussenvoegsel", "infix"),
        _field(Contact, "surname", "last name", "achternaam", "family name"),
        _field(
            Contact,
            "company_contact",
            *("company name", "works for", "employer", "werkgever", "parent account"),
            others=(_("Company No."), caption_of(Contact, "company_name")),
        ),
        _field(Contact, "job_title", "title", "function", "functie"),
        _field(Contact, "address", "street", "straat", "address line 1", "adres"),
        _field(Contact, "address_2", "address line 2"),
        _field(Contact, "post_code", "zip", "zip code", "postcode", "postal code"),
        _field(Contact, "city", "town", "plaats", "woonplaats", "stad"),
        _field(Contact, "county", "state", "province", "provincie", "region"),
        _field(Contact, "country", "country", "land", "country code", "landcode"),
        _field(Contact, "phone", *PHONE),
        _field(Contact, "mobile_phone", "mobile", "mobiel", "mobile phone", "cell"),
        _field(Contact, "email", *EMAIL),
        _field(Contact, "home_page", "website", "web site", "url", "domain"),
        _field(Contact, "language", "taal"),
        _field(Contact, "vat_number", "vat number", "vat", "btw-nummer", "btw"),
        _field(Contact, "salesperson", *SELLER),
        _field(Contact, "privacy_blocked"),
        _field(Contact, "minor"),
        _field(Contact, "parental_consent"),
    ),
    left_out=(caption_of(Contact, "modified_at"),),
    instead=("name", "company_contact"),
)
OF_ITEMS = Fields(
    (
        _field(Item, "external_id", *ID, "product id", "item id"),
        _field(
            Item,
            "number",
            *("item no.", "artikelnr.", "artikelnummer", "sku", "product code"),
            *("productcode", "number", "nummer"),
        ),
        _field(
            Item,
            "description",
            *("product", "product name", "item name", "artikel", "artikelnaam"),
            *("name", "naam", "omschrijving"),
            required=True,
        ),
        _field(Item, "type", "item type", "soort", choices=ItemType),
        _field(Item, "unit", "unit", "base unit of measure", "eenheid", required=True),
        _field(
            Item,
            "unit_price",
            *("price", "prijs", "sales price", "list price", "verkoopprijs"),
        ),
        _field(Item, "price_includes_vat", "incl. vat", "incl. btw"),
        _field(
            Item,
            "vat_group",
            *("vat group", "vat prod. posting group", "tax group", "btw-groep"),
            required=True,
        ),
        _field(Item, "blocked"),
    ),
    left_out=(caption_of(Item, "modified_at"),),
)
OF_OPPORTUNITIES = Fields(
    (
        _field(
            Opportunity,
            "external_id",
            *("opportunity id", "deal id", *ID),
        ),
        _field(Opportunity, "number", "opportunity no.", "number", "nummer", "nr"),
        _field(
            Opportunity,
            "description",
            *("deal name", "opportunity name", "deal", "opportunity", "omschrijving"),
            *("name", "naam", "title", "titel", "subject", "onderwerp"),
            required=True,
        ),
        _field(
            Opportunity,
            "contact",
            *("account name", "account", "associated company", "company", "customer"),
            *("klant", "bedrijf", "organization", "organisatie", "contact person"),
            others=(_("Contact No."), caption_of(Opportunity, "contact_name")),
            required=True,
        ),
        _field(
            Opportunity,
            "salesperson",
            *("deal owner", "opportunity owner", *SELLER),
            others=(_("Salesperson Name"),),
        ),
        _field(Opportunity, "sales_cycle", "sales cycle", "pipeline", "verkoopcyclus"),
        _field(Opportunity, "priority", "prioriteit", choices=Priority),
        _field(
            Opportunity,
            "creation_date",
            *("created", "create date", "created date", "created on", "aangemaakt"),
            *("start date", "startdatum", "engage date"),
        ),
        _field(Opportunity, "status", choices=Status),
        _field(
            Opportunity,
            "stage",
            *("deal stage", "sales stage", "pipeline stage", "stage", "fase"),
            others=(caption_of(Opportunity, "stage_description"),),
        ),
        ImportField("last_stage", _("Last Stage")),
        _field(Opportunity, "date_of_change", "last stage change", "stage since"),
        _field(
            Opportunity,
            "estimated_value",
            *("amount", "deal value", "value", "deal amount", "waarde", "bedrag"),
            *("expected revenue", "verwachte omzet"),
        ),
        _field(
            Opportunity,
            "chances_of_success",
            *("chance", "chances", "probability", "probability (%)", "kans", "kans %"),
        ),
        _field(
            Opportunity,
            "estimated_close_date",
            *("close date", "closing date", "expected close date", "expected close"),
            *("sluitdatum", "verwachte sluitdatum", "afsluitdatum"),
        ),
        _field(Opportunity, "close_code", "close code", "close reason", "lost reason"),
        _field(Opportunity, "date_closed", "closed date", "closed on", "date closed"),
        ImportField(
            "sales_value",
            _("Sales Value"),
            others=(caption_of(Opportunity, "calculated_current_value"),),
            synonyms=("close value", "won amount", "sales", "omzet"),
        ),
    ),
    left_out=(
        caption_of(Opportunity, "probability"),
        caption_of(Opportunity, "completed"),
        caption_of(Opportunity, "closed"),
    ),
)
KINDS = {
    "salespeople": OF_SALESPEOPLE,
    "contacts": OF_CONTACTS,
    "items": OF_ITEMS,
    "opportunities": OF_OPPORTUNITIES,
}
