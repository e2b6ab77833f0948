"""What opportunities follow and why they end: cycles, stages, close codes."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import CodeField, PercentField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import ProbabilityCalculation, probability

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

    removed_by = "delete_stage"
    made_by = "create_stage"

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

    removed_by = "delete_close_code"
    made_by = "create_close_code"

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
