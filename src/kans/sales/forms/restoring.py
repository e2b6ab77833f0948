"""What going back to a version asks: whether another quote lets its opportunity go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.sales.actions.restoring import quote_of
from kans.sales.queries.assigning import another_with
from kans.web.forms import RecordForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from kans.sales.models import DocumentVersion


class RestoreForm(RecordForm):
    """It carries the quote as it was shown, which goes back to the version."""

    reassign = forms.BooleanField(
        label=_("Take It From the Other Quote"), required=False
    )

    def __init__(
        self, data: QueryDict | None = None, *, version: DocumentVersion
    ) -> None:
        number, other = version.opportunity_number, another_with(version)
        quote = quote_of(version)
        super().__init__(data, record=quote, only=("reassign",) if other else ())
        if other:
            text = _("Opportunity %(number)s has %(document)s now.")
            facts = {"number": number, "document": other.number}
            self.fields["reassign"].help_text = str(text % facts)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {"as_shown": given.pop("version"), **given}
