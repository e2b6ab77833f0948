"""What is asked for a comment, and for files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kans.notes.models import Attachment, Comment
from kans.notes.models.comments import LONGEST
from kans.notes.panel import ACCEPTED
from kans.notes.rules.mentions import composed
from kans.web.form_fields import from_model
from kans.web.form_fields.derived import words_of
from kans.web.forms import ActionForm, EditForm


class RemarkField(forms.CharField):
    """The text of a comment: several lines, in which @ suggests colleagues."""

    def __init__(self) -> None:
        # A line ends in two signs as it is sent, and in one as it is counted.
        attrs = {"rows": 6, "maxlength": LONGEST}
        words = words_of(Comment._meta.get_field("text"))
        super().__init__(
            max_length=LONGEST, strip=True, widget=forms.Textarea(attrs), **words
        )

    def to_python(self, value: Any) -> str:
        return super().to_python(composed(str(value or ""))) or ""


class AddCommentForm(ActionForm):
    text = RemarkField()


class EditCommentForm(EditForm):
    text = RemarkField()


class SeveralFiles(forms.ClearableFileInput):
    """An input for as many files as one chooses."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; what is in them is judged when they are received."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Files"),
            widget=SeveralFiles({"accept": ACCEPTED}),
            allow_empty_file=True,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files]
        if not cleaned:
            super().clean(None, initial)
        return cleaned


class AttachForm(ActionForm):
    file = FilesField()


class AttachmentForm(EditForm):
    name = from_model(Attachment, "name")
    description = from_model(Attachment, "description")
