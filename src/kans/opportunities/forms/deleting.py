"""What the batch job Delete Opportunities asks for: filters, and the count typed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.errors import DomainError
from kans.foundation.records.fields import caption_of
from kans.lists.frame.filters import KINDS
from kans.lists.rules.filters import EXAMPLES
from kans.opportunities.models import Opportunity
from kans.opportunities.queries.deletion import CHOSEN_BY, Deletion, deletion
from kans.opportunities.queries.deletion import to_be_deleted as chosen
from kans.web.form_fields import NumberEntryField
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from kans.lists.frame.columns import BoundColumn


class CountNotTyped(DomainError):
    field = "count"
    message = _(
        "%(count)s opportunities would be deleted. Type that number to confirm it."
    )


class NothingToDelete(DomainError):
    message = _("No closed opportunity passes these filters. Change them.")


class DeletionForm(ActionForm):
    """Which closed opportunities go; how many they are has to be typed."""

    count = NumberEntryField(
        label=_("Number of Opportunities"),
        required=False,
        decimal_places=0,
        help_text=_("Type how many opportunities go, to confirm it."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, typed: QueryDict | None = None
    ) -> None:
        super().__init__(data, initial=typed.dict() if typed else None)
        self.known_at = now()
        self.fields |= {name: _filter_of(column) for name, column in CHOSEN_BY.items()}
        self.order_fields([*CHOSEN_BY, "count"])

    @property
    def days(self) -> int:
        """How long what is deleted can be put back."""
        return settings.DELETED_KEPT_DAYS

    @staticmethod
    def caption_of(name: str) -> str:
        return str(caption_of(Opportunity, name))

    def told(self) -> list[str]:
        """The filters in words, for the list of jobs."""
        given = self.expressions.items()
        found = [f"{CHOSEN_BY[name].caption}: {text}" for name, text in given]
        return found or [str(_("All closed opportunities"))]

    @property
    def filters(self) -> list[forms.BoundField]:
        return [self[name] for name in CHOSEN_BY]

    @cached_property
    def expressions(self) -> dict[str, str]:
        """What is typed in the boxes of the filters, but for the blank ones."""
        typed = {name: str(self[name].value() or "").strip() for name in CHOSEN_BY}
        return {name: text for name, text in typed.items() if text}

    @cached_property
    def errors_of_filters(self) -> Mapping[str, DomainError]:
        return chosen(self.expressions).errors

    @cached_property
    def deletion(self) -> Deletion | None:
        """What would go; unknown while a filter is not understood."""
        return None if self.errors_of_filters else self._counted()

    def _counted(self) -> Deletion:
        return deletion(self.expressions, known_at=self.known_at)

    def clean(self) -> dict[str, Any]:
        for name, error in self.errors_of_filters.items():
            self.add_error(name, str(error))
        if self.deletion is not None and not self.errors:
            self._confirm(self.deletion)
        return self.cleaned_data

    def _confirm(self, deletion: Deletion) -> None:
        if not deletion.count:
            self.show(NothingToDelete())
        elif self.cleaned_data.get("count") != deletion.count:
            self.show(CountNotTyped(count=deletion.count))

    def arguments(self) -> dict[str, Any]:
        """The filters as they are typed, and when how many rows passed them."""
        assert self.deletion, "the count was confirmed"
        return {
            "filters": self.expressions,
            "known_at": self.known_at,
            "count": self.deletion.count,
            "about": "; ".join(self.told()),
        }


def _filter_of(column: BoundColumn) -> forms.Field:
    return forms.CharField(
        label=column.caption,
        help_text="",
        required=False,
        max_length=500,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "spellcheck": "false",
                "title": column.help,
                "placeholder": EXAMPLES.get(KINDS[column.kind], ""),
            }
        ),
    )
