"""What creating and editing an opportunity ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact, MarketingSetup
from kans.foundation.acting.clock import work_date
from kans.opportunities.actions.opening import default_cycle, default_salesperson
from kans.opportunities.forms.live import LiveForm
from kans.opportunities.forms.moving import with_estimate
from kans.opportunities.models import (
    Opportunity,
    OpportunityEntry,
    Priority,
    SalesCycle,
)
from kans.opportunities.rules.estimates import Estimate
from kans.team.models import Salesperson
from kans.web.form_fields import RecordField, asked, from_model
from kans.web.forms import EditForm, as_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import QueryDict

    from kans.opportunities.models import SalesCycleStage

    Rows = Callable[[], QuerySet[Any]]


class Presets(TypedDict, total=False):
    """What a new opportunity starts with, from where it is created."""

    description: str
    contact: Contact | None
    salesperson: Salesperson | None
    sales_cycle: SalesCycle | None
    priority: int
    estimated_value: Any


class OfferedField(RecordField):
    """Understands every record, for the rules to judge; offers those to be chosen."""

    def __init__(self, queryset: Rows, *, offered: Rows, **options: Any) -> None:
        self.offered = offered
        super().__init__(queryset, **options)

    def choices(self) -> list[tuple[str, str]]:
        rows = self.offered().order_by(self.by)
        return [("", ""), *((getattr(row, self.by), self.shown(row)) for row in rows)]


def contact_field() -> RecordField:
    return asked(
        RecordField(
            Contact.objects.all,
            lookup="contacts:lookup",
            like=(Opportunity, "contact"),
            help_text="",
        )
    )


def salesperson_field() -> RecordField:
    return asked(
        OfferedField(
            Salesperson.objects.all,
            offered=lambda: Salesperson.objects.filter(
                blocked=False, privacy_blocked=False
            ),
            by="code",
            like=(Opportunity, "salesperson"),
            help_text="",
        )
    )


def cycle_field() -> RecordField:
    return asked(
        OfferedField(
            SalesCycle.objects.all,
            offered=lambda: SalesCycle.objects.filter(blocked=False),
            by="code",
            name="description",
            like=(Opportunity, "sales_cycle"),
            help_text="",
        )
    )


class NewOpportunityForm(LiveForm):
    number = from_model(
        Opportunity,
        "number",
        required=False,
        help_text=_("Leave it blank for the next number of the series."),
    )
    description = asked(from_model(Opportunity, "description", help_text=""))
    contact = contact_field()
    salesperson = salesperson_field()
    sales_cycle = cycle_field()
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        initial=Priority.NORMAL,
    )
    activate = forms.BooleanField(
        label=_("Activate First Stage"),
        required=False,
        help_text=_("Start at the first stage of the sales cycle right away."),
    )
    estimated_value = from_model(
        OpportunityEntry, "estimated_value", required=False, help_text=""
    )
    chances_of_success = from_model(
        OpportunityEntry, "chances_of_success", required=False, help_text=""
    )
    estimated_close_date = from_model(
        OpportunityEntry, "estimated_close_date", required=False, help_text=""
    )
    estimates = ("estimated_value", "chances_of_success", "estimated_close_date")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        presets: Presets | None = None,
        typed: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        setup = MarketingSetup.objects.select_related(
            "opportunity_numbers", "default_sales_cycle"
        ).first()
        series = setup.opportunity_numbers if setup else None
        if series is not None and not series.manual_numbers:
            del self.fields["number"]
        if typed is None:
            self._preset(presets or {}, default_cycle(setup))
        else:
            self._preset_again(typed)
        if self["activate"].value():
            for name in self.estimates:
                asked(self.fields[name])

    def arguments(self) -> dict[str, Any]:
        given = with_estimate(super().arguments())
        estimate, activate = given.pop("estimate"), given.pop("activate")
        return {**given, "first_estimate": estimate if activate else None}

    @property
    def first_stage(self) -> SalesCycleStage | None:
        """The stage that is to be activated, if that is asked for and there is one."""
        cycle = self._record("sales_cycle") if self["activate"].value() else None
        return cycle.stages_in_order[0] if cycle and cycle.stages_in_order else None

    @property
    def first_estimate(self) -> Estimate | None:
        """The estimates of the first stage, once they are all there."""
        stage, typed = self.first_stage, self.so_far()
        if stage is None:
            return None
        estimate = Estimate(*(typed[name] for name in self.estimates))
        estimate = estimate.filled(stage, work_date())
        return None if estimate.may_be_recorded(work_date()) else estimate

    def _preset(self, presets: Presets, cycle: SalesCycle | None) -> None:
        """From where it is created, the set-up, the contact, the user (OPP-5)."""
        contact = presets.get("contact")
        self.initial = {"sales_cycle": cycle, **presets}
        if not presets.get("salesperson"):
            self.initial["salesperson"] = default_salesperson(contact)
        self.initial["preset_for"] = self._followed()

    def _preset_again(self, typed: QueryDict) -> None:
        """What was typed; what a newly chosen contact or cycle brings, renewed."""
        self.initial = as_typed(type(self), typed)
        of_contact, _colon, of_stage = self.initial["preset_for"].partition(":")
        contact, stage = self._record("contact"), self.first_stage
        if contact:
            self.initial["contact"] = contact
        if contact and contact.number != of_contact:
            seller = default_salesperson(contact) or self.initial["salesperson"]
            self.initial["salesperson"] = seller
        if stage and str(stage.pk) != of_stage:
            estimate = Estimate().filled(stage, work_date())
            self.initial["chances_of_success"] = estimate.chances_of_success
            self.initial["estimated_close_date"] = estimate.close_date
        self.initial["preset_for"] = self._followed()

    def _followed(self) -> str:
        """What the presets were taken from: the contact and the stage."""
        contact, stage = self._record("contact"), self.first_stage
        return f"{contact.number if contact else ''}:{stage.pk if stage else ''}"

    def _record(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None


class OpportunityForm(EditForm):
    """What may be changed on an opportunity; the rules say when (OPP-6 to OPP-9)."""

    description = asked(from_model(Opportunity, "description"))
    contact = contact_field()
    salesperson = salesperson_field()
    sales_cycle = cycle_field()
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
    )

    def __init__(
        self, data: Any = None, *, record: Opportunity, **options: Any
    ) -> None:
        super().__init__(data, record=record, **options)
        self._keep("salesperson", record.salesperson, Salesperson)
        self._keep("sales_cycle", record.sales_cycle, SalesCycle)

    def _keep(self, name: str, chosen: Any, model: Any) -> None:
        """Offer what is chosen now although it has been blocked since."""
        field: Any = self.fields.get(name)
        if field is not None:
            others = field.offered()
            field.offered = lambda: others | model.objects.filter(pk=chosen.pk)
            field.widget.choices = field.choices()
