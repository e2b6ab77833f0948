"""What the journal has written down; `foundation.journal` writes it."""

from __future__ import annotations

from django.db import models

from kans.foundation.journal.journal import Kind
from kans.foundation.records.records import CompanyRow


class Change(CompanyRow):
    """One thing somebody did: an action, or a chunk of a job."""

    user = models.ForeignKey(
        "security.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    subject_text = models.CharField(max_length=200, blank=True)
    # What the chunks of one job have in common, so that they are undone as one.
    batch = models.UUIDField(null=True)
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    # Whether another change undid it, and that one was not undone in its turn.
    undone = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        indexes = [
            models.Index(fields=["company", "at", "id"], name="change_at"),
            models.Index(fields=["company", "batch", "id"], name="change_batch"),
            models.Index(fields=["company", "user", "id"], name="change_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_text}"


class ChangedRecord(CompanyRow):
    """One record touched by a change; see `journal.Touched` for what is kept."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="records")
    record_type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    # Of a comment or attachment: the record it hangs on, whose history tells of it.
    parent_id = models.UUIDField(null=True)
    record_text = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=1, choices=Kind)
    before = models.JSONField()
    after = models.JSONField()

    class Meta(CompanyRow.Meta):
        indexes = [
            models.Index(
                fields=["company", "record_type", "record_id", "id"],
                name="changed_record",
            ),
            models.Index(
                fields=["company", "parent_id", "id"],
                name="changed_parent",
                condition=models.Q(parent_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_text}"
