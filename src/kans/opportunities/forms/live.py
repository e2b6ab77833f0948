"""Forms that are shown again while one fills them in, with what follows preset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from kans.foundation.records.fields import caption_of
from kans.opportunities.models import OpportunityEntry
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from typing import Any


class LiveForm(ActionForm):
    """What one has typed so far may be shown again, and read as far as it can be."""

    preset_for = forms.CharField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def caption_of(name: str) -> str:
        """How a figure of an entry is called."""
        return str(caption_of(OpportunityEntry, name))

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        del given["preset_for"]
        return given
