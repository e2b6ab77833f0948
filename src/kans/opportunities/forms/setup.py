"""What setting up cycles, stages and close codes asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.opportunities.models import (
    CloseOpportunityCode,
    SalesCycle,
    SalesCycleStage,
)
from kans.opportunities.queries import closing_within
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import ProbabilityCalculation
from kans.web.form_fields import WholeNumberEntryField, asked, from_model
from kans.web.forms import ActionForm, EditForm


class CycleFields(ActionForm):
    code = asked(from_model(SalesCycle, "code"))
    description = from_model(SalesCycle, "description")
    probability_calculation = forms.TypedChoiceField(
        label=_("Probability Calculation"),
        choices=ProbabilityCalculation.choices,
        coerce=ProbabilityCalculation,
        initial=ProbabilityCalculation.MULTIPLY,
        help_text=_("How the probability follows from chances and progress."),
    )
    blocked = from_model(SalesCycle, "blocked")


class NewCycleForm(CycleFields):
    """A new sales cycle; its stages come next."""


class CycleForm(EditForm, CycleFields):
    """The same, of a cycle that is there already."""


class StageFields(ActionForm):
    number = asked(
        WholeNumberEntryField(
            label=_("Stage"),
            help_text=_("The place of the stage in the cycle."),
        )
    )
    description = asked(from_model(SalesCycleStage, "description"))
    completed = from_model(SalesCycleStage, "completed", required=False)
    chances_of_success = from_model(
        SalesCycleStage, "chances_of_success", required=False
    )
    date_formula = from_model(SalesCycleStage, "date_formula")
    allow_skip = from_model(SalesCycleStage, "allow_skip")
    quote_required = from_model(SalesCycleStage, "quote_required")


class NewStageForm(StageFields):
    """A new stage of a cycle."""


class StageForm(EditForm, StageFields):
    """The same, of a stage that is there already."""


class CloseCodeFields(ActionForm):
    code = asked(from_model(CloseOpportunityCode, "code"))
    outcome = asked(
        forms.TypedChoiceField(
            label=_("Type"),
            choices=[("", ""), *Outcome.choices],
            coerce=Outcome,
            empty_value=None,
        )
    )
    description = from_model(CloseOpportunityCode, "description")


class NewCloseCodeForm(CloseCodeFields):
    """A new reason; also the new line in the list of the Close page (CLO-3)."""


class CloseCodeForm(EditForm, CloseCodeFields):
    """The same, of a reason that is there already."""


class PeriodForm(forms.Form):
    """The period of estimated closing dates that figures are for (CYC-6)."""

    closing = forms.CharField(
        label=_("Estimated Closing Date"), required=False, max_length=100
    )

    def clean_closing(self) -> Any:
        text = self.cleaned_data["closing"]
        try:
            return closing_within(text) if text else None
        except DomainError as error:
            raise ValidationError(str(error)) from error
