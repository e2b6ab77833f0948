"""What verbs on many opportunities ask for: once, for all of them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import work_date
from kans.opportunities.forms.closing import close_code_field
from kans.opportunities.forms.creating import salesperson_field
from kans.opportunities.models import (
    CloseOpportunityCode,
    OpportunityEntry,
    Priority,
)
from kans.opportunities.rules.closing import Outcome
from kans.web.form_fields import DateEntryField, asked, from_model
from kans.web.forms import ActionForm


class AdvanceForm(ActionForm):
    on = asked(from_model(OpportunityEntry, "date_of_change", initial=work_date))


class SalespersonForm(ActionForm):
    salesperson = salesperson_field()


class PriorityForm(ActionForm):
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        initial=Priority.HIGH,
    )


class CloseAsLostForm(ActionForm):
    code = close_code_field(
        lambda: CloseOpportunityCode.objects.filter(outcome=Outcome.LOST),
        help_text=_("Only the codes for lost opportunities are offered."),
    )
    on = asked(DateEntryField(label=_("Date Closed"), initial=work_date))
