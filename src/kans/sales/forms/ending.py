"""What making an order asks for, and undoing what one has won (QUO-5, QUO-6)."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.customers.models import CustomerTemplate
from kans.customers.queries import preset_template, templates_for
from kans.foundation.acting.clock import work_date
from kans.opportunities.forms.closing import close_code_field
from kans.opportunities.models import CloseOpportunityCode
from kans.opportunities.rules.closing import Outcome
from kans.web.form_fields import DateEntryField, RecordField, asked
from kans.web.forms import RecordForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from kans.sales.models import SalesDocument


class _ClosingForm(RecordForm):
    """The reason and the date for which the opportunity of a document is closed."""

    outcome = Outcome.WON
    only_preset = frozenset({"code", "on", "as_customer", "template"})

    code = close_code_field()
    on = asked(DateEntryField(label=_("Date Closed")))

    def __init__(
        self, data: QueryDict | None = None, *, document: SalesDocument, closes: bool
    ) -> None:
        super().__init__(data, record=document, only=("code", "on") if closes else ())
        opportunity = document.opportunity
        if not closes or opportunity is None:
            return
        field: Any = self.fields["code"]
        field.rows = self._codes
        codes = list(self._codes())
        self.initial["code"] = codes[0] if len(codes) == 1 else None
        self.initial["on"] = max(work_date(), opportunity.changed_on)

    def _codes(self) -> Any:
        codes = CloseOpportunityCode.objects.filter(outcome=self.outcome)
        return codes.order_by("code_key")


class MakeOrderForm(_ClosingForm):
    """How the opportunity is won and, of a prospect, what customer it becomes."""

    outcome = Outcome.WON

    as_customer = forms.BooleanField(
        label=_("Create the contact as a customer now"),
        help_text=_("An order needs a customer, and the contact is none yet."),
        required=False,
    )
    template = RecordField(
        CustomerTemplate.objects.all,
        by="code",
        name="description",
        label=_("Customer Template"),
        help_text=_("What the customer begins with."),
        required=False,
    )

    def __init__(
        self, data: QueryDict | None = None, *, document: SalesDocument, closes: bool
    ) -> None:
        super().__init__(data, document=document, closes=closes)
        contact = document.contact
        if document.customer is not None or contact is None:
            return
        for name in ("as_customer", "template"):
            self.fields[name] = deepcopy(self.base_fields[name])
        template: Any = self.fields["template"]
        template.rows = lambda: templates_for(contact)
        self.initial["as_customer"] = True
        offered = document.customer_template or preset_template(contact)
        self.initial["template"] = offered


class LoseForm(_ClosingForm):
    outcome = Outcome.LOST
