"""What an opportunity is expected to be worth, and how likely it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.foundation.errors import DomainError
from kans.foundation.text.amounts import LARGEST_AMOUNT
from kans.foundation.text.date_formulas import DateFormula, DateOutOfReach

if TYPE_CHECKING:
    from datetime import date

    from kans.opportunities.models import SalesCycleStage as Stage

CHANCES_PRECISION = Decimal("0.01")
PROBABILITY_PRECISION = Decimal("0.000001")


class ProbabilityCalculation(TextChoices):
    """How a sales cycle weighs chances against progress (CYC-1)."""

    MULTIPLY = "Multiply", _("Multiply")
    ADD = "Add", pgettext_lazy("probability calculation", "Add")
    CHANCES_OF_SUCCESS = "Chances of Success %", _("Chances of Success %")
    COMPLETED = "Completed %", _("Completed %")


class EstimatedValueMissing(DomainError):
    field = "estimated_value"
    message = _("Enter an estimated value above 0.")


class EstimatedValueTooLarge(DomainError):
    field = "estimated_value"
    message = _("Enter an estimated value of %(limit)s or less.")


class ChancesOfSuccessMissing(DomainError):
    field = "chances_of_success"
    message = _("Enter chances of success above 0 and up to 100.")


class EstimatedCloseDateMissing(DomainError):
    field = "estimated_close_date"
    message = _("Enter the estimated closing date.")


class ClosesBeforeChange(DomainError):
    field = "estimated_close_date"
    message = _("Choose an estimated closing date on or after the date of change.")


@dataclass(frozen=True)
class Estimate:
    """What the salesperson expects at one date of change; None is not given.

    Value in LCY, chances of success from 0 to 100.
    """

    value: Decimal | None = None
    chances_of_success: Decimal | None = None
    close_date: date | None = None

    def filled(self, stage: Stage, on: date | None) -> Estimate:
        """With what was not given taken from the stage (MOV-12)."""
        chances, close_date = self.chances_of_success, self.close_date
        if chances is None:
            chances = stage.chances_of_success
        if close_date is None and on is not None:
            close_date = closing_date(stage, on)
        return replace(self, chances_of_success=chances, close_date=close_date)

    def preset_at(self, stage: Stage, on: date | None, *, stays: bool) -> Estimate:
        """Return what is preset at a stage, of what was last stated (MOV-8, DEF-10).

        One that stays there keeps the chances; a closing date is kept until it is past.
        """
        kept = self.close_date is None or on is None or self.close_date >= on
        last = replace(
            self,
            chances_of_success=self.chances_of_success if stays else None,
            close_date=self.close_date if kept else None,
        )
        return last.filled(stage, on)

    def rounded(self, *, minor_unit: int) -> Estimate:
        """As it can be kept: whole cents, and chances with two decimals (MOV-12)."""
        value, chances = self.value, self.chances_of_success
        if value is not None:
            value = money(value, minor_unit=minor_unit)
        if chances is not None:
            chances = half_up(chances, CHANCES_PRECISION)
        return replace(self, value=value, chances_of_success=chances)

    def may_be_recorded(self, on: date | None) -> tuple[DomainError, ...]:
        """What is missing or out of range, all together (MOV-10)."""
        refusals: list[DomainError] = []
        if self.value is None or self.value <= 0:
            refusals.append(EstimatedValueMissing())
        elif self.value > LARGEST_AMOUNT:
            refusals.append(EstimatedValueTooLarge(limit=LARGEST_AMOUNT))
        if self.chances_of_success is None or not 0 < self.chances_of_success <= 100:
            refusals.append(ChancesOfSuccessMissing())
        if self.close_date is None:
            refusals.append(EstimatedCloseDateMissing())
        elif on is not None and self.close_date < on:
            refusals.append(ClosesBeforeChange())
        return tuple(refusals)


def closing_date(stage: Stage, on: date) -> date | None:
    """The date of change moved on by the stage's date formula (MOV-8).

    None when that leads outside the calendar: then one has to be typed.
    """
    try:
        return DateFormula.parse(stage.date_formula).applied_to(on)
    except DateOutOfReach:
        return None


def probability(
    calculation: ProbabilityCalculation, *, chances: Decimal, completed: Decimal
) -> Decimal:
    """How likely the sale is, from 0 to 100 with six decimals (MOV-12)."""
    match calculation:
        case ProbabilityCalculation.MULTIPLY:
            share = chances * completed / 100
        case ProbabilityCalculation.ADD:
            share = (chances + completed) / 2
        case ProbabilityCalculation.CHANCES_OF_SUCCESS:
            share = chances
        case ProbabilityCalculation.COMPLETED:
            share = completed
    return half_up(share, PROBABILITY_PRECISION)


def current_value(value: Decimal, probability: Decimal, *, minor_unit: int) -> Decimal:
    """The value weighed by its probability, in the currency's minor unit (MOV-12)."""
    return money(value * probability / 100, minor_unit=minor_unit)


def money(amount: Decimal, *, minor_unit: int) -> Decimal:
    """An amount rounded half-up to the decimals of the currency."""
    return half_up(amount, Decimal(1).scaleb(-minor_unit))


def half_up(figure: Decimal, step: Decimal) -> Decimal:
    """Rounded to whole steps; what is too large to be kept at all stays, refused."""
    if abs(figure) > LARGEST_AMOUNT + 1:
        return figure
    return figure.quantize(step, ROUND_HALF_UP)
