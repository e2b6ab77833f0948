"""Opportunities: what is known of one, and how it changes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.records.fields import CodeField, MoneyField, TextKey
from kans.foundation.records.querysets import JournaledQuerySet
from kans.foundation.records.records import CompanyManager, CompanyRecord
from kans.foundation.records.search_index import SearchIndex
from kans.opportunities.models.entries import OpportunityEntry
from kans.opportunities.models.figures import COPIED, Figures
from kans.opportunities.models.setup import HUNDRED, ZERO, SalesCycle
from kans.opportunities.rules.closing import CLOSED, Outcome, Status
from kans.opportunities.rules.documents import DocumentType
from kans.opportunities.rules.estimates import Estimate, current_value
from kans.opportunities.rules.moves import ActionTaken, Position
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from kans.opportunities.models.setup import SalesCycleStage
    from kans.opportunities.rules.closing import Closing


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")


class OpportunityQuerySet(JournaledQuerySet["Opportunity"]):
    """The words in which one asks for opportunities."""

    def open(self) -> OpportunityQuerySet:
        return self.filter(closed=False)

    def of_salesperson(self, salesperson: Salesperson) -> OpportunityQuerySet:
        return self.filter(salesperson=salesperson)

    def of_contact(self, contact: Contact) -> OpportunityQuerySet:
        """A person's own, or those of a company and all its persons (LST-1)."""
        if contact.is_company:
            return self.filter(contact_company=contact)
        return self.filter(contact=contact)


class Opportunity(Figures, CompanyRecord):
    """One possible sale to one contact, owned by one salesperson (OPP-1)."""

    number = CodeField(
        _("No."),
        max_length=20,
        help_text=_("Given by the number series, or typed if the series lets you."),
    )
    number_key = TextKey("number")
    description = models.CharField(
        _("Description"), max_length=100, help_text=_("What may be sold.")
    )
    description_key = TextKey("description")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("Contact"),
        on_delete=models.PROTECT,
        null=True,
        related_name="opportunities",
        help_text=_("Whom it may be sold to."),
    )
    contact_company = models.ForeignKey(
        Contact,
        verbose_name=_("Contact Company"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="opportunities_of_company",
        help_text=_("The company of the contact."),
    )
    contact_name = models.CharField(
        _("Contact Name"),
        max_length=100,
        editable=False,
        help_text=_("The name of the contact."),
    )
    contact_name_key = TextKey("contact_name")
    company_name = models.CharField(
        _("Company Name"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("The name of the contact's company."),
    )
    company_name_key = TextKey("company_name")
    salesperson = models.ForeignKey(
        Salesperson,
        verbose_name=_("Salesperson"),
        on_delete=models.PROTECT,
        related_name="opportunities",
        help_text=_("Who owns the opportunity."),
    )
    sales_cycle = models.ForeignKey(
        SalesCycle,
        verbose_name=_("Sales Cycle Code"),
        on_delete=models.PROTECT,
        related_name="opportunities",
        help_text=_("The stages that the opportunity goes through."),
    )
    creation_date = models.DateField(
        _("Creation Date"),
        editable=False,
        help_text=_("The work date on which it was created."),
    )
    status = models.CharField(
        _("Status"),
        max_length=11,
        choices=Status,
        default=Status.NOT_STARTED,
        editable=False,
        help_text=_("Whether it has started, and how it ended."),
    )
    priority = models.PositiveSmallIntegerField(
        _("Priority"),
        choices=Priority,
        default=Priority.NORMAL,
        help_text=_("How much it matters beside the others."),
    )
    closed = models.BooleanField(
        _("Closed"),
        default=False,
        editable=False,
        help_text=_("Whether it was won or lost."),
    )
    date_closed = models.DateField(
        _("Date Closed"),
        null=True,
        editable=False,
        help_text=_("When it was won or lost."),
    )
    sales_document_type = models.CharField(
        _("Sales Document Type"),
        max_length=5,
        choices=DocumentType,
        blank=True,
        editable=False,
        help_text=_("Whether a sales quote or a sales order is assigned to it."),
    )
    sales_document_number = CodeField(
        _("Sales Document No."),
        max_length=20,
        blank=True,
        editable=False,
        help_text=_("The number of that quote or order."),
    )
    sales_document_number_key = TextKey("sales_document_number")
    sales_document_value = MoneyField(
        _("Sales Document Value (LCY)"),
        null=True,
        editable=False,
        help_text=_("What that quote or order comes to without VAT."),
    )
    number_of_entries = models.PositiveIntegerField(
        _("No. of Entries"),
        default=0,
        editable=False,
        help_text=_("How many entries its history has."),
    )
    external_id = models.CharField(
        _("External ID"),
        max_length=100,
        blank=True,
        help_text=_("What it is called where it was imported from."),
    )

    hidden_in_history = frozenset({"stage_number", "stage_description", "closed"})
    counts = frozenset({"number_of_entries"})
    depends_on: ClassVar = {
        "contact": ("name", "type", "company_contact_id"),
        "contact_company": ("name", "type"),
    }

    objects: ClassVar[Any] = CompanyManager.from_queryset(OpportunityQuerySet)()

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Opportunity")
        verbose_name_plural = _("Opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_opportunity_per_number"
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~Q(external_id=""),
                name="one_opportunity_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed=True, date_closed__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed=False, date_closed=None)),
                name="closed_means_won_or_lost_on_a_date",
            ),
            models.CheckConstraint(
                condition=Q(
                    sales_document_type="",
                    sales_document_number="",
                    sales_document_value=None,
                )
                | (
                    ~Q(sales_document_type="")
                    & ~Q(sales_document_number="")
                    & Q(sales_document_value__isnull=False)
                ),
                name="a_sales_document_has_type_number_and_value",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "salesperson", "closed", "-estimated_value", "id"],
                name="opportunity_of_salesperson",
            ),
            models.Index(
                fields=["company", "contact_company"], name="opportunity_of_company"
            ),
            models.Index(fields=["company", "contact"], name="opportunity_of_contact"),
            models.Index(
                fields=["company", "number_key", "id"], name="opportunity_number"
            ),
            models.Index(
                fields=["company", "description_key"], name="opportunity_description"
            ),
            models.Index(
                fields=["company", "status", "date_closed"], name="opportunity_closed"
            ),
            models.Index(
                fields=["company", "closed", "estimated_close_date", "id"],
                name="opportunity_closing",
            ),
            SearchIndex(
                fields=[
                    *("company", "number_key", "description_key"),
                    *("contact_name_key", "company_name_key"),
                ],
                name="opportunity_search",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"

    @cached_property
    def active(self) -> OpportunityEntry | None:
        """The entry that says where the opportunity stands; none before the first."""
        if self._state.adding:
            return None
        entries = self.entries.select_related("stage", "previous_stage")
        return entries.filter(active=True).first()

    @cached_property
    def last_entry(self) -> OpportunityEntry | None:
        """The one made last: the active one or, of a closing taken back, that one."""
        return self.entries.filter(number=self.number_of_entries).first()

    @cached_property
    def unwritten(self) -> list[OpportunityEntry]:
        """The entries left and entered since it was read, in that order."""
        return []

    @property
    def in_stage_since(self) -> date | None:
        """When it came to the stage where it stands: no Update begins anew (DEF-5)."""
        if self.status != Status.IN_PROGRESS:
            return None
        own = OpportunityEntry.objects.filter(opportunity=self)
        begun = own.that_begin_stays().order_by("-number").first()
        return begun.date_of_change if begun else None

    @classmethod
    def has_number(cls, number: str) -> bool:
        return bool(cls.objects.filter(number=number).exists())

    @property
    def has_contact(self) -> bool:
        """Whether its contact is there; one that was deleted left its name (END-6)."""
        return self.contact_id is not None

    def position(self) -> Position:
        """Where it stands among the stages of its cycle, for the rules to judge."""
        entry = self.active
        return Position(
            stages=self.sales_cycle.stages_in_order,
            current=entry.stage if entry else None,
            since=self._last_change,
            has_quote=bool(self.sales_document_type),
        )

    @property
    def changed_on(self) -> date:
        """The last date of change or, before the first one, of creation (END-5)."""
        return self._last_change or self.creation_date

    @property
    def _last_change(self) -> date | None:
        """When the last entry was made or, of one taken back, was left."""
        last = self.active or (self.last_entry if self.number_of_entries else None)
        return last.until if last else None

    def assign(self, contact: Contact) -> None:
        """Take a contact, with its company and their names."""
        company = contact.the_company
        self.contact, self.contact_company = contact, company
        self.contact_name = contact.name
        self.company_name = company.name if company else ""

    def enter(
        self,
        stage: SalesCycleStage,
        *,
        taken: ActionTaken,
        on: date,
        estimate: Estimate,
        minor_unit: int,
    ) -> OpportunityEntry:
        """Leave the active entry and stand on `stage` with that estimate (MOV-11)."""
        estimate = estimate.rounded(minor_unit=minor_unit)
        value, chances = estimate.value or ZERO, estimate.chances_of_success or ZERO
        share = self.sales_cycle.probability(chances=chances, completed=stage.completed)
        self.status = Status.IN_PROGRESS
        return self._follow(
            stage=stage,
            stage_number=stage.number,
            stage_description=stage.description,
            action_taken=taken,
            date_of_change=on,
            estimated_value=value,
            chances_of_success=chances,
            completed=stage.completed,
            probability=share,
            calculated_current_value=current_value(value, share, minor_unit=minor_unit),
            estimated_close_date=estimate.close_date,
        )

    def close(self, closing: Closing, *, minor_unit: int) -> OpportunityEntry:
        """Leave the active entry for the closing one (END-4)."""
        closing = closing.rounded(minor_unit=minor_unit)
        won = closing.outcome == Outcome.WON
        certain = HUNDRED if won else ZERO
        self.status = Status.WON if won else Status.LOST
        self.closed, self.date_closed = True, closing.on
        return self._follow(
            action_taken=ActionTaken.WON if won else ActionTaken.LOST,
            date_of_change=closing.on,
            estimated_value=self.active.estimated_value if self.active else ZERO,
            chances_of_success=certain,
            completed=HUNDRED,
            probability=certain,
            calculated_current_value=(closing.sales_value or ZERO) if won else ZERO,
            estimated_close_date=closing.on,
            close_code=closing.code,
            previous_stage_id=self.active.last_stage_id if self.active else None,
        )

    def reopen(self, on: date) -> OpportunityEntry | None:
        """Stand again where it stood before it was closed (END-6).

        One that was closed before it started returns there, with no active entry.
        """
        closing = self.active
        assert closing is not None
        self.closed, self.date_closed = False, None
        if closing.previous_stage_id is None:
            self.status = Status.NOT_STARTED
            self._leave(on)
            self._stand_on(None)
            return None
        self.status = Status.IN_PROGRESS
        earlier = self.entries.filter(stage__isnull=False, number__lt=closing.number)
        before = earlier.latest("number")
        again = {name: getattr(before, name) for name in COPIED}
        again |= {"date_of_change": on, "action_taken": ActionTaken.REOPENED}
        return self._follow(**again)

    def take_document(self, kind: DocumentType, number: str, value: Decimal) -> None:
        """Have this quote or order, which comes to so much (QUO-4, QUO-5).

        Once won, the current value is what it comes to.
        """
        self.sales_document_type, self.sales_document_number = kind, number
        self.sales_document_value = value
        if self.status == Status.WON and self.active:
            self.calculated_current_value = value
            self.active.calculated_current_value = value

    @property
    def order_number(self) -> str:
        """The sales order that was made of it, if any."""
        is_order = self.sales_document_type == DocumentType.ORDER
        return self.sales_document_number if is_order else ""

    @property
    def expected_value(self) -> Decimal:
        """What its quote comes to, if anything; else as last estimated (MOV-8)."""
        offered: Decimal = self.sales_document_value or ZERO
        estimated: Decimal = self.estimated_value
        return offered if offered > 0 else estimated

    @property
    def last_estimate(self) -> Estimate:
        """What was last stated, at the value of its quote; nothing before the start."""
        if self.active is None:
            return Estimate()
        chances, close_date = self.chances_of_success, self.estimated_close_date
        return Estimate(self.expected_value, chances, close_date)

    def sales_value_of(self, given: Decimal | None) -> Decimal | None:
        """What a sale brings in: what its quote comes to, else what is said (END-2)."""
        known = self.sales_document_value
        return given if known is None else known

    def free_document(self) -> None:
        """Have no quote or order any more (QUO-6)."""
        self.sales_document_type = self.sales_document_number = ""
        self.sales_document_value = None

    def _follow(self, **facts: Any) -> OpportunityEntry:
        """Leave the active entry for a new one."""
        last = self.active
        facts.setdefault("previous_stage_id", last.stage_id if last else None)
        self._leave(facts["date_of_change"])
        self.number_of_entries += 1
        entry = OpportunityEntry(
            opportunity=self,
            number=self.number_of_entries,
            sales_cycle_id=self.sales_cycle_id,
            contact_id=self.contact_id,
            contact_company_id=self.contact_company_id,
            salesperson_id=self.salesperson_id,
            **facts,
        )
        self.unwritten.append(entry)
        self._stand_on(entry)
        return entry

    def _leave(self, on: date) -> None:
        if self.active is None:
            return
        self.active.leave(on)
        if self.active not in self.unwritten:
            self.unwritten.append(self.active)

    def _stand_on(self, entry: OpportunityEntry | None) -> None:
        """Let an entry be the active one, and copy its figures; none: blank ones."""
        figures = entry or OpportunityEntry()
        for name in COPIED:
            setattr(self, name, getattr(figures, name))
        self.active = entry

    def write_history(self) -> None:
        """Save the opportunity with the entries left and entered since it was read."""
        self.save()
        for entry in self.unwritten:
            entry.save()
        self.unwritten.clear()

    @classmethod
    def write_many(cls, opportunities: Iterable[Opportunity]) -> None:
        """Insert new opportunities with the entries they made, a statement each."""
        made = cls.objects.bulk_create(opportunities)
        OpportunityEntry.objects.bulk_create(e for o in made for e in o.unwritten)
        for opportunity in made:
            opportunity.unwritten.clear()

    def forget(self) -> None:
        """Delete the opportunity with its entries (DEL-1)."""
        self.entries.all().delete()
        self.delete()

    @classmethod
    def forget_many(cls, ids: Collection[UUID]) -> None:
        """Delete opportunities with their entries, a statement each (DEL-2)."""
        OpportunityEntry.objects.filter(opportunity__in=ids).delete()
        cls.objects.filter(pk__in=ids).delete()
