"""What the small tables of set-up have in common."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import CodeField, TextKey
from kans.foundation.records.records import CompanyRecord


class Coded(CompanyRecord):
    """A code and what it means."""

    code = CodeField(_("Code"), max_length=10, help_text=_("The short name."))
    code_key = TextKey("code")
    description = models.CharField(
        _("Description"), max_length=100, help_text=_("What the code means.")
    )
    description_key = TextKey("description")

    class Meta(CompanyRecord.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.code
