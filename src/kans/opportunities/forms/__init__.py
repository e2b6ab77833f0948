"""What the actions on opportunities ask for: the one gate for input."""

from kans.opportunities.forms.closing import FULL_LIST, CloseForm, codes_for
from kans.opportunities.forms.creating import (
    NewOpportunityForm,
    OpportunityForm,
    Presets,
)
from kans.opportunities.forms.deleting import DeletionForm
from kans.opportunities.forms.moving import MoveForm
from kans.opportunities.forms.setup import (
    CloseCodeForm,
    CycleForm,
    NewCloseCodeForm,
    NewCycleForm,
    NewStageForm,
    PeriodForm,
    StageForm,
)

__all__ = [
    "FULL_LIST",
    "CloseCodeForm",
    "CloseForm",
    "CycleForm",
    "DeletionForm",
    "MoveForm",
    "NewCloseCodeForm",
    "NewCycleForm",
    "NewOpportunityForm",
    "NewStageForm",
    "OpportunityForm",
    "PeriodForm",
    "Presets",
    "StageForm",
    "codes_for",
]
