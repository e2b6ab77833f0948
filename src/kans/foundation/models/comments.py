"""Comments: remarks on records of any kind."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records import CompanyRecord


class Comment(CompanyRecord):
    """A remark on any record, deleted with it (K-5)."""

    record_type = models.CharField(max_length=60, editable=False)
    record_id = models.UUIDField(editable=False)
    date = models.DateField(_("Date"), help_text=_("The work date it was written on."))
    author_name = models.CharField(
        _("Author"), max_length=150, help_text=_("Who wrote it.")
    )
    text = models.CharField(
        _("Comment"), max_length=250, help_text=_("The remark itself.")
    )

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Comment")
        verbose_name_plural = _("Comments")
        indexes = [
            models.Index(
                fields=["company", "record_type", "record_id"], name="comment_record"
            )
        ]

    def __str__(self) -> str:
        return self.text
