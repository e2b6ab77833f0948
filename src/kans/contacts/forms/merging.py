"""What merging two contacts asks for: which two, which stays, what of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.contacts.rules.merging import differing, taken_from_other
from kans.foundation.history.concurrency import NotAsShown
from kans.foundation.records.fields import caption_of
from kans.web.form_fields import RecordField
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField
    from django.http import QueryDict

SHOW = "show"  # which part of the form is asked to be shown anew
COMPARED = "compared"  # which two the choices are about


class MergeForm(ActionForm):
    """Made for one contact. Once the other is known, it asks about what differs.

    It is only sent, and not shown again, when the choices are about these very two.
    """

    other = RecordField(
        Contact.objects.all,
        lookup="contacts:lookup",
        label=_("Merge With"),
        help_text=_("The other contact: its number, or the beginning of its name."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    other_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, contact: Contact, *, sent: QueryDict | None = None, other: str = ""
    ) -> None:
        said: Mapping[str, Any] = {"other": other} if sent is None else sent
        self.contact = contact
        self.met, self.unknown = _read(said.get("other", ""))
        self.kept, self.gone = contact, self.met
        if self.met is not None and said.get("keep") == self.met.number:
            self.kept, self.gone = self.met, contact
        super().__init__(
            sent if sent is not None and self._is_decided(sent) else None,
            initial={"other": self.met or said.get("other", "")},
        )
        if self.met is not None:
            self._ask_about(contact, self.met)

    @property
    def compared(self) -> str:
        """Which two the choices are about, and which of them stays."""
        return f"{self.kept.pk}>{self.gone.pk}" if self.gone else ""

    @property
    def choices(self) -> list[BoundField]:
        return [self[name] for name in self._differing]

    def clean(self) -> None:
        versions = (self.cleaned_data.get(v) for v in ("version", "other_version"))
        if self._differing and None in versions:
            self.show(NotAsShown())

    def arguments(self) -> dict[str, Any]:
        given, gone = self.cleaned_data, self.gone
        assert gone is not None
        versions = {
            self.contact.pk: given["version"],
            given["other"].pk: given["other_version"],
        }
        return {
            "kept": self.kept,
            "other": gone,
            "version": versions[self.kept.pk],
            "other_version": versions[gone.pk],
            "from_other": [n for n in self._differing if given[n] == gone.number],
        }

    def _is_decided(self, sent: QueryDict) -> bool:
        return SHOW not in sent and sent.get(COMPARED, "") == self.compared

    def _ask_about(self, one: Contact, two: Contact) -> None:
        both = [(c.number, f"{c.number} · {c.name}") for c in (one, two)]
        self.fields["keep"] = forms.ChoiceField(
            choices=both,
            initial=self.kept.number,
            label=_("Keep"),
            widget=forms.RadioSelect,
        )
        for name in self._differing:
            self.fields[name] = forms.ChoiceField(
                choices=[(c.number, _shown(c, name)) for c in (one, two)],
                initial=self._preset(name),
                label=caption_of(Contact, name),
                widget=forms.RadioSelect,
            )

    @property
    def _differing(self) -> tuple[str, ...]:
        if self.gone is None or self.gone.type != self.kept.type:
            return ()
        return differing(self.kept.choosable(), self.gone.choosable())

    def _preset(self, name: str) -> str:
        assert self.gone is not None
        taken = taken_from_other(self.kept.choosable(), self.gone.choosable())
        return self.gone.number if name in taken else self.kept.number


def _read(text: str) -> tuple[Contact | None, str]:
    """The contact that is named, or else why it is not known which."""
    try:
        found: Contact | None = MergeForm.base_fields["other"].clean(text)
    except ValidationError as error:
        return None, " ".join(error.messages)
    return found, ""


def _shown(contact: Contact, name: str) -> str:
    value = getattr(contact, name)
    return str(value) if value else gettext("blank")
