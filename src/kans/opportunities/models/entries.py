"""The history of an opportunity: one entry for each thing that was done to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.records.querysets import JournaledQuerySet
from kans.foundation.records.records import CompanyManager, CompanyRecord
from kans.opportunities.models.figures import Figures
from kans.opportunities.models.setup import SalesCycle, SalesCycleStage
from kans.opportunities.rules.moves import ActionTaken
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from kans.opportunities.models.opportunities import Opportunity


class OpportunityEntryQuerySet(JournaledQuerySet["OpportunityEntry"]):
    """The words in which one asks for history."""

    def of_stays(self) -> OpportunityEntryQuerySet:
        """Return those at a stage: a stay is one, with the Updates after it (DEF-5)."""
        return self.filter(stage__isnull=False)

    def that_begin_stays(self) -> OpportunityEntryQuerySet:
        """Return those that came to a stage; an Update stays where it is (DEF-5)."""
        return self.of_stays().exclude(action_taken=ActionTaken.UPDATED)


class OpportunityEntry(Figures, CompanyRecord):
    """One line of an opportunity's history; the last one is active (MOV-11)."""

    opportunity = models.ForeignKey(
        "opportunities.Opportunity",
        verbose_name=_("Opportunity"),
        on_delete=models.PROTECT,
        related_name="entries",
        help_text=_("The opportunity whose history this is."),
    )
    number = models.PositiveIntegerField(
        _("Entry No."), help_text=_("The place of the entry in the history.")
    )
    sales_cycle = models.ForeignKey(
        SalesCycle,
        verbose_name=_("Sales Cycle Code"),
        on_delete=models.PROTECT,
        related_name="entries",
        help_text=_("The sales cycle that was followed."),
    )
    previous_stage = models.ForeignKey(
        SalesCycleStage,
        verbose_name=_("Previous Stage"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("The stage of the entry before."),
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("Contact"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("The contact at the time."),
    )
    contact_company = models.ForeignKey(
        Contact,
        verbose_name=_("Contact Company"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("The contact's company at the time."),
    )
    salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Salesperson"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The salesperson at the time."),
    )
    action_taken = models.CharField(
        _("Action Taken"),
        max_length=10,
        choices=[(a.value, a.label) for a in ActionTaken],
        blank=True,
        help_text=_("What was done; blank for the first entry."),
    )
    active = models.BooleanField(
        _("Active"),
        default=True,
        help_text=_("Whether this is where the opportunity stands."),
    )
    days_open = models.PositiveIntegerField(
        _("Days Open"),
        default=0,
        help_text=_("How long it stood like this before the next entry."),
    )

    depends_on: ClassVar = {
        "opportunity": (
            "sales_cycle_id",
            "contact_id",
            "contact_company_id",
            "salesperson_id",
        ),
        "close_code": ("outcome",),
    }

    objects: ClassVar[Any] = CompanyManager.from_queryset(OpportunityEntryQuerySet)()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Opportunity Entry")
        verbose_name_plural = _("Opportunity Entries")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(active=True),
                name="one_active_entry_per_opportunity",
            ),
            models.UniqueConstraint(
                fields=["company", "opportunity", "number"], name="one_entry_per_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "sales_cycle", "stage"],
                condition=Q(active=True),
                name="active_entry_of_stage",
            ),
            models.Index(
                fields=["company", "close_code"],
                condition=Q(active=True),
                name="active_entry_of_close_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.stage_description}".rstrip()

    def follow(self, opportunity: Opportunity) -> None:
        """Take the contact and the salesperson of the opportunity (OPP-6, OPP-7)."""
        self.contact_id = opportunity.contact_id
        self.contact_company_id = opportunity.contact_company_id
        self.salesperson_id = opportunity.salesperson_id
        self.save()

    @property
    def last_stage_id(self) -> UUID | None:
        """The stage it stands on or, of a closing one, stood on before."""
        return self.stage_id or self.previous_stage_id

    @property
    def until(self) -> date:
        """How far its days reach: the date it was left, of the active one its own."""
        assert self.date_of_change is not None
        return self.date_of_change + timedelta(days=self.days_open)

    def leave(self, on: date) -> None:
        """The opportunity stood here until that date."""
        assert self.date_of_change is not None
        self.active = False
        self.days_open = (on - self.date_of_change).days
