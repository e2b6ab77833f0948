"""The fields of opportunities, and what others call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import caption_of
from kans.imports.fields.declared import ID, SELLER, Fields, ImportField, field_of
from kans.opportunities.models import Opportunity, Priority
from kans.opportunities.rules.closing import Status

OF_OPPORTUNITIES = Fields(
    (
        field_of(
            Opportunity,
            "external_id",
            *("opportunity id", "deal id", *ID),
        ),
        field_of(Opportunity, "number", "opportunity no.", "number", "nummer", "nr"),
        field_of(
            Opportunity,
            "description",
            *("deal name", "opportunity name", "deal", "opportunity", "omschrijving"),
            *("name", "naam", "title", "titel", "subject", "onderwerp"),
            required=True,
        ),
        field_of(
            Opportunity,
            "contact",
            *("account name", "account", "associated company", "company", "customer"),
            *("klant", "bedrijf", "organization", "organisatie", "contact person"),
            others=(_("Contact No."), caption_of(Opportunity, "contact_name")),
            required=True,
        ),
        field_of(
            Opportunity,
            "salesperson",
            *("deal owner", "opportunity owner", *SELLER),
            others=(_("Salesperson Name"),),
        ),
        field_of(
            Opportunity, "sales_cycle", "sales cycle", "pipeline", "verkoopcyclus"
        ),
        field_of(Opportunity, "priority", "prioriteit", choices=Priority),
        field_of(
            Opportunity,
            "creation_date",
            *("created", "create date", "created date", "created on", "aangemaakt"),
            *("start date", "startdatum", "engage date"),
        ),
        field_of(Opportunity, "status", choices=Status),
        field_of(
            Opportunity,
            "stage",
            *("deal stage", "sales stage", "pipeline stage", "stage", "fase"),
            others=(caption_of(Opportunity, "stage_description"),),
        ),
        ImportField("last_stage", _("Last Stage")),
        field_of(Opportunity, "date_of_change", "last stage change", "stage since"),
        field_of(
            Opportunity,
            "estimated_value",
            *("amount", "deal value", "value", "deal amount", "waarde", "bedrag"),
            *("expected revenue", "verwachte omzet"),
        ),
        field_of(
            Opportunity,
            "chances_of_success",
            *("chance", "chances", "probability", "probability (%)", "kans", "kans %"),
        ),
        field_of(
            Opportunity,
            "estimated_close_date",
            *("close date", "closing date", "expected close date", "expected close"),
            *("sluitdatum", "verwachte sluitdatum", "afsluitdatum"),
        ),
        field_of(
            Opportunity, "close_code", "close code", "close reason", "lost reason"
        ),
        field_of(Opportunity, "date_closed", "closed date", "closed on", "date closed"),
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
