"""Sales cycles, opportunities and the entries that tell their history."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.fields import CodeField, MoneyField, PercentField, TextKey
from kans.foundation.models import NumberTaken
from kans.foundation.records import CompanyManager, CompanyRecord, JournaledQuerySet
from kans.opportunities.rules.closing import CLOSED, Outcome, Status
from kans.opportunities.rules.estimates import (
    ProbabilityCalculation,
    current_value,
    probability,
)
from kans.opportunities.rules.moves import ActionTaken, Position
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kans.opportunities.rules.closing import Closing
    from kans.opportunities.rules.estimates import Estimate

ZERO, HUNDRED = Decimal(0), Decimal(100)
PERCENTAGE = [MinValueValidator(ZERO), MaxValueValidator(HUNDRED)]


class SalesCycle(CompanyRecord):
    """A named, ordered list of stages that opportunities follow (CYC-1)."""

    code = CodeField(
        _("Code"), max_length=10, help_text=_("The short name of the sales cycle.")
    )
    code_key = TextKey("code")
    description = models.CharField(
        _("Description"),
        max_length=100,
        blank=True,
        help_text=_("What the sales cycle is for."),
    )
    description_key = TextKey("description")
    probability_calculation = models.CharField(
        _("Probability Calculation"),
        max_length=20,
        choices=ProbabilityCalculation,
        default=ProbabilityCalculation.MULTIPLY,
        help_text=_("How the probability follows from chances and progress."),
    )
    blocked = models.BooleanField(
        _("Blocked"),
        default=False,
        help_text=_("A blocked cycle is not chosen for new opportunities."),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Sales Cycle")
        verbose_name_plural = _("Sales Cycles")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_sales_cycle_per_code"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="sales_cycle_has_code"),
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def stages_in_order(self) -> tuple[SalesCycleStage, ...]:
        return tuple(self.stages.order_by("number"))

    def probability(self, *, chances: Decimal, completed: Decimal) -> Decimal:
        calculation = ProbabilityCalculation(self.probability_calculation)
        return probability(calculation, chances=chances, completed=completed)


class SalesCycleStage(CompanyRecord):
    """A step of a sales cycle (CYC-2); the order is that of the numbers."""

    sales_cycle = models.ForeignKey(
        SalesCycle,
        verbose_name=_("Sales Cycle Code"),
        on_delete=models.PROTECT,
        related_name="stages",
        help_text=_("The sales cycle that the stage belongs to."),
    )
    number = models.PositiveIntegerField(
        _("Stage"),
        validators=[MinValueValidator(1)],
        help_text=_("The place of the stage in the cycle."),
    )
    description = models.CharField(
        _("Description"), max_length=100, help_text=_("What happens at this stage.")
    )
    description_key = TextKey("description")
    completed = PercentField(
        _("Completed %"),
        default=ZERO,
        validators=PERCENTAGE,
        help_text=_("How much of the cycle is done when this stage is reached."),
    )
    chances_of_success = PercentField(
        _("Chances of Success %"),
        default=ZERO,
        validators=PERCENTAGE,
        help_text=_("How likely a sale is at this stage, unless one knows better."),
    )
    quote_required = models.BooleanField(
        _("Quote Required"),
        default=False,
        help_text=_("Whether a sales quote is needed to move on to this stage."),
    )
    allow_skip = models.BooleanField(
        _("Allow Skip"),
        default=False,
        help_text=_("Whether this stage may be passed over."),
    )
    date_formula = models.CharField(
        _("Date Formula"),
        max_length=20,
        blank=True,
        help_text=_(
            "How far off the closing date is: 2W is two weeks, CM month's end."
        ),
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Sales Cycle Stage")
        verbose_name_plural = _("Sales Cycle Stages")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "sales_cycle", "number"], name="one_stage_per_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="stage_from_one"),
            models.CheckConstraint(
                condition=Q(completed__range=(0, 100))
                & Q(chances_of_success__range=(0, 100)),
                name="stage_percentages",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class CloseOpportunityCode(CompanyRecord):
    """A reason why opportunities are won or lost (CLO-1)."""

    code = CodeField(
        _("Code"), max_length=10, help_text=_("The short name of the reason.")
    )
    code_key = TextKey("code")
    outcome = models.CharField(
        _("Type"),
        max_length=4,
        choices=Outcome,
        help_text=_("Whether this is a reason for winning or for losing."),
    )
    description = models.CharField(
        _("Description"),
        max_length=100,
        blank=True,
        help_text=_("The reason in words."),
    )
    description_key = TextKey("description")

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Close Opportunity Code")
        verbose_name_plural = _("Close Opportunity Codes")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"], name="one_close_code_per_code"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="close_code_has_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")


class Figures(models.Model):
    """What an entry records, and the opportunity copies from its active one."""

    stage = models.ForeignKey(
        SalesCycleStage,
        verbose_name=_("Current Stage"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("The stage of the sales cycle."),
    )
    stage_number = models.PositiveIntegerField(
        _("Stage"),
        null=True,
        editable=False,
        help_text=_("The place of the stage in the cycle; blank once closed."),
    )
    stage_description = models.CharField(
        _("Stage Description"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("What happens at the stage."),
    )
    date_of_change = models.DateField(
        _("Date of Change"),
        null=True,
        editable=False,
        help_text=_("Since when it stands like this."),
    )
    estimated_value = MoneyField(
        _("Estimated Value (LCY)"),
        default=ZERO,
        editable=False,
        help_text=_("What the sale is expected to bring in, in local currency."),
    )
    chances_of_success = PercentField(
        _("Chances of Success %"),
        default=ZERO,
        editable=False,
        help_text=_("How likely a sale is, as judged by the salesperson."),
    )
    completed = PercentField(
        _("Completed %"),
        default=ZERO,
        editable=False,
        help_text=_("How much of the sales cycle is done."),
    )
    probability = PercentField(
        _("Probability %"),
        max_digits=9,
        decimal_places=6,
        default=ZERO,
        editable=False,
        help_text=_("Chances and progress together, as the sales cycle weighs them."),
    )
    calculated_current_value = MoneyField(
        _("Calcd. Current Value (LCY)"),
        default=ZERO,
        editable=False,
        help_text=_("The estimated value weighed by its probability."),
    )
    estimated_close_date = models.DateField(
        _("Estimated Closing Date"),
        null=True,
        editable=False,
        help_text=_("When the sale is expected to be settled."),
    )
    close_code = models.ForeignKey(
        CloseOpportunityCode,
        verbose_name=_("Close Opportunity Code"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("Why it was won or lost."),
    )

    class Meta:
        abstract = True


COPIED = [field.attname for field in Figures._meta.local_concrete_fields]


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
        _("No."), max_length=20, help_text=_("The number of the opportunity.")
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
    def unwritten(self) -> list[OpportunityEntry]:
        """The entries left and entered since it was read, in that order."""
        return []

    @classmethod
    def has_number(cls, number: str) -> bool:
        return bool(cls.objects.filter(number=number).exists())

    @classmethod
    def free_number(cls, typed: str) -> str:
        """The number as it is stored, or why it cannot be given."""
        number = typed.strip().upper()
        if cls.has_number(number):
            raise NumberTaken(number=number)
        return number

    def position(self) -> Position:
        """Where it stands among the stages of its cycle, for the rules to judge."""
        entry = self.active
        return Position(
            stages=self.sales_cycle.stages_in_order,
            current=entry.stage if entry else None,
            since=self._last_change,
            has_quote=False,  # nothing makes a quote yet, so no opportunity has one
        )

    @property
    def changed_on(self) -> date:
        """The last date of change or, before the first one, of creation (END-5)."""
        return self._last_change or self.creation_date

    @property
    def _last_change(self) -> date | None:
        """When the last entry was made or, of one taken back, was left."""
        last = self.active
        if last is None and self.number_of_entries:
            last = self.entries.get(number=self.number_of_entries)
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
        before = self.entries.get(number=closing.number - 1)
        again = {name: getattr(before, name) for name in COPIED}
        again |= {"date_of_change": on, "action_taken": ActionTaken.REOPENED}
        return self._follow(**again)

    def _follow(self, **facts: Any) -> OpportunityEntry:
        """Leave the active entry for a new one."""
        last = self.active
        self._leave(facts["date_of_change"])
        self.number_of_entries += 1
        entry = OpportunityEntry(
            opportunity=self,
            number=self.number_of_entries,
            sales_cycle_id=self.sales_cycle_id,
            previous_stage_id=last.stage_id if last else None,
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


class OpportunityEntry(Figures, CompanyRecord):
    """One line of an opportunity's history; the last one is active (MOV-11)."""

    opportunity = models.ForeignKey(
        Opportunity,
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
        return f"{self.number}: {self.get_action_taken_display()}"

    def follow(self, opportunity: Opportunity) -> None:
        """Take the contact and the salesperson of the opportunity (OPP-6, OPP-7)."""
        self.contact_id = opportunity.contact_id
        self.contact_company_id = opportunity.contact_company_id
        self.salesperson_id = opportunity.salesperson_id
        self.save()

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
