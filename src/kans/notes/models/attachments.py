"""Attachments: files that hang on records; `foundation.files` keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.records import CompanyRecord

if TYPE_CHECKING:
    from uuid import UUID


class Attachment(CompanyRecord):
    """A file on any record, deleted with it; its id says where the file lies."""

    made_by = "attach_files"

    record_type = models.CharField(max_length=60, editable=False)
    record_id = models.UUIDField(editable=False)
    name = models.CharField(
        _("File Name"),
        max_length=150,
        help_text=_("What the file is called when it is downloaded."),
    )
    description = models.CharField(
        _("Description"),
        max_length=250,
        blank=True,
        help_text=_("What is in the file, if its name does not say it."),
    )
    size = models.BigIntegerField(_("Size"), editable=False)
    content_type = models.CharField(_("Content Type"), max_length=100, editable=False)
    sha256 = models.CharField(_("Checksum"), max_length=64, editable=False)

    class Meta(CompanyRecord.Meta):
        app_label = "foundation"
        verbose_name = _("Attachment")
        verbose_name_plural = _("Attachments")
        indexes = [
            models.Index(
                fields=["company", "record_type", "record_id"],
                name="attachment_record",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def parent(self) -> UUID:
        return self.record_id
