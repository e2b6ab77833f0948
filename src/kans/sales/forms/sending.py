"""What sending a document asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kans.web.forms import RecordForm


class SendForm(RecordForm):
    """A message about a document as it was shown, written as far as Kans knows how."""

    only_preset = frozenset({"to", "subject", "text"})

    to = forms.CharField(
        label=_("To"),
        max_length=500,
        help_text=_("The e-mail address; several are separated by semicolons."),
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=200, help_text=_("What the message is about.")
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=10_000,
        required=False,
        help_text=_("What the customer reads; the document goes along as PDF."),
        widget=forms.Textarea({"rows": 9}),
    )
