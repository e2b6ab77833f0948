"""Versions that are kept of quotes and orders (DOC-1)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.records.fields import CodeField, MoneyField, TextKey
from kans.foundation.records.records import CompanyRecord
from kans.foundation.records.search_index import SearchIndex
from kans.opportunities.rules.documents import DocumentType
from kans.sales.rules.amounts import ZERO


class VersionReason(models.TextChoices):
    BY_HAND = "By Hand", _("By Hand")
    ORDERED = "Ordered", _("Order Made")
    DELETED = "Deleted", _("Deleted")
    SENT = "Sent", _("Sent")
    RESTORED = "Restored", _("Another Restored")


class DocumentVersion(CompanyRecord):
    """What a quote or order was at one moment; nobody changes it."""

    type = models.CharField(
        _("Type"),
        max_length=5,
        choices=DocumentType,
        editable=False,
        help_text=_("Whether it was a quote or an order."),
    )
    number = CodeField(
        _("No."),
        max_length=20,
        editable=False,
        help_text=_("The number of the document."),
    )
    number_key = TextKey("number")
    document_version = models.PositiveIntegerField(
        _("Version"), editable=False, help_text=_("1 for the first that was kept.")
    )
    kept_at = models.DateTimeField(
        _("Kept At"), editable=False, help_text=_("When the version was kept.")
    )
    why = models.CharField(
        _("Reason"),
        max_length=10,
        choices=VersionReason,
        editable=False,
        help_text=_("Why the version was kept."),
    )
    name = models.CharField(
        _("Name"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("Whom the document was for."),
    )
    name_key = TextKey("name")
    opportunity_number = CodeField(
        _("Opportunity No."),
        max_length=20,
        blank=True,
        editable=False,
        help_text=_("The opportunity that it was of."),
    )
    currency_code = CodeField(
        _("Currency"),
        max_length=3,
        editable=False,
        help_text=_("The currency of its amounts."),
    )
    amount = MoneyField(
        _("Total Excl. VAT"),
        default=ZERO,
        editable=False,
        help_text=_("What it came to without VAT."),
    )
    content = models.JSONField(
        _("Content"),
        default=dict,
        editable=False,
        help_text=_("Header and lines as they were."),
    )

    named_by: ClassVar = frozenset({"document_version"})
    secret: ClassVar = frozenset({"content"})  # shown on the page of versions only

    class Meta(CompanyRecord.Meta):
        verbose_name = _("Document Version")
        verbose_name_plural = _("Document Versions")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "type", "number", "document_version"],
                name="one_document_per_version",
            )
        ]
        indexes = [
            models.Index(fields=["company", "kept_at", "id"], name="version_kept"),
            SearchIndex(
                fields=["company", "number_key", "name_key"], name="version_search"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.document_version})"

    @classmethod
    def kept_of(cls, kind: str, number: str) -> models.QuerySet[DocumentVersion]:
        """The versions of a document, the latest first."""
        kept = cls.objects.filter(type=kind, number=number)
        return kept.order_by("-document_version")
