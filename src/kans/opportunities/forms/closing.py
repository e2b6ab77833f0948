"""What Close Opportunity asks for, with the list of codes it chooses from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.customers.models import CustomerTemplate
from kans.customers.queries import templates_for
from kans.foundation.acting.clock import work_date
from kans.opportunities.actions.buying import needs_customer
from kans.opportunities.forms.live import LiveForm
from kans.opportunities.models import CloseOpportunityCode, OpportunityEntry
from kans.opportunities.rules.closing import Outcome, may_bring_in
from kans.web.form_fields import DateEntryField, MoneyEntryField, RecordField, asked
from kans.web.forms import RecordForm, as_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from kans.opportunities.models import Opportunity

FULL_LIST = "*"  # the last choice of the code: Select from full list


def close_code_field(
    codes: Callable[[], QuerySet[CloseOpportunityCode]] | None = None,
    *,
    help_text: StrOrPromise = "",
) -> RecordField:
    """Make the field that asks why an opportunity is closed, whatever closes it."""
    field = RecordField(
        codes or CloseOpportunityCode.objects.all,
        by="code",
        name="description",
        like=(OpportunityEntry, "close_code"),
        help_text=help_text,
    )
    return asked(field)


class CloseForm(LiveForm, RecordForm):
    only_preset = frozenset({"on"})

    outcome = asked(
        forms.TypedChoiceField(
            label=_("Won or Lost"),
            choices=Outcome.choices,
            coerce=Outcome,
            empty_value=None,
            widget=forms.RadioSelect,
        )
    )
    code = close_code_field()
    on = asked(DateEntryField(label=_("Date Closed")))
    template = RecordField(
        CustomerTemplate.objects.all,
        by="code",
        name="description",
        label=_("Customer Template"),
        help_text=_("The contact becomes a customer; this is what it begins with."),
        required=False,
    )
    sales_value = MoneyEntryField(
        label=_("Sales (LCY)"),
        required=False,
        help_text=_("What the sale brings in, in local currency."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        opportunity: Opportunity,
        typed: QueryDict | None = None,
        outcome: str | None = None,
    ) -> None:
        super().__init__(data, record=opportunity)
        self.opportunity = opportunity
        self.initial = (
            self._preset(outcome) if typed is None else self._preset_again(typed)
        )
        chosen = self["outcome"].value()
        self.chosen = Outcome(chosen) if chosen in Outcome.values else None
        self.fields["code"].widget.choices = self._choices()
        self._ask_for_template()
        if self.chosen is Outcome.WON:
            asked(self.fields["sales_value"])
        if number := opportunity.sales_document_number:
            sales = self.fields["sales_value"]
            sales.disabled = True
            self.initial["sales_value"] = opportunity.sales_document_value
            sales.help_text = _what_it_brings_in(opportunity, number)

    def is_merged(self, name: str) -> bool:
        """The rest is what one chooses for closing it."""
        return name in {"on", "sales_value"}

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        if given["outcome"] is not Outcome.WON:
            given["sales_value"] = None
        return given

    def _preset(self, outcome: str | None) -> dict[str, Any]:
        """What stands there when the page opens; for an outcome, its only code."""
        estimate = self.opportunity.expected_value
        given = {
            "version": self.opportunity.version,
            "on": max(work_date(), self.opportunity.changed_on),
            "sales_value": estimate or None,
        }
        return {**given, **preset_of(outcome, "")}

    def _preset_again(self, typed: QueryDict) -> dict[str, Any]:
        """What was typed; with a newly chosen outcome, its only code (END-1)."""
        given = as_typed(type(self), typed)
        if given["outcome"] == given["preset_for"]:
            return given
        return {**given, **preset_of(given["outcome"], given["code"])}

    def _ask_for_template(self) -> None:
        """Ask only when the contact becomes a customer, and several match (END-3)."""
        contact = self.opportunity.contact
        template: Any = self.fields["template"]
        if contact and needs_customer(self.opportunity, self.chosen):
            template.rows = lambda: templates_for(contact)
            if len(template.choices()) > 2:  # the blank one, and several
                asked(template)
                return
        del self.fields["template"]

    def _choices(self) -> list[tuple[str, str]]:
        field: RecordField = self.fields["code"]  # type: ignore[assignment]
        codes = [(c.code, field.shown(c)) for c in codes_for(self.chosen)]
        return [("", ""), *codes, (FULL_LIST, str(_("Select from full list")))]


def _what_it_brings_in(opportunity: Opportunity, quote: str) -> str:
    """What its quote comes to or, of an empty one, what to do about that."""
    nothing = may_bring_in(opportunity.sales_document_value, quote=quote)
    if nothing:
        return str(nothing[0])
    return gettext("What %(number)s comes to.") % {"number": quote}


def codes_for(outcome: str | None) -> list[CloseOpportunityCode]:
    """The codes of an outcome or, while none is chosen, all (END-1)."""
    codes = CloseOpportunityCode.objects.order_by("code_key")
    return list(codes.filter(outcome=outcome) if outcome else codes)


def preset_of(outcome: str | None, code: str) -> dict[str, str]:
    """What follows from an outcome: the code if it is of it, or its only one."""
    if outcome not in Outcome.values:
        return {}
    codes = [each.code for each in codes_for(outcome)]
    kept = code if code in codes else ""
    chosen = codes[0] if len(codes) == 1 else kept
    return {"outcome": outcome, "code": chosen, "preset_for": outcome}
