"""Comments on records of any kind, and who is mentioned in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_user
from kans.foundation.acting.clock import now
from kans.foundation.records.records import CompanyRecord

if TYPE_CHECKING:
    from uuid import UUID

LONGEST = 4000


class Comment(CompanyRecord):
    """A remark on any record, deleted with it (K-5)."""

    removed_by = ""  # its guard says who takes back what others wrote
    made_by = "add_comment"

    record_type = models.CharField(max_length=60, editable=False)
    record_id = models.UUIDField(editable=False)
    date = models.DateField(_("Date"), help_text=_("The work date it was written on."))
    author_name = models.CharField(
        _("Author"), max_length=150, help_text=_("Who wrote it.")
    )
    author = models.ForeignKey(
        "security.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        editable=False,
        related_name="+",
    )
    text = models.CharField(
        _("Comment"),
        max_length=LONGEST,
        help_text=_("Type @ and a name to tell a colleague of it."),
    )
    pinned = models.BooleanField(
        _("Pinned"),
        default=False,
        help_text=_("Whether it stands above the other comments."),
    )

    class Meta(CompanyRecord.Meta):
        app_label = "foundation"
        verbose_name = _("Comment")
        verbose_name_plural = _("Comments")
        indexes = [
            models.Index(
                fields=["company", "record_type", "record_id"], name="comment_record"
            )
        ]

    def __str__(self) -> str:
        return " ".join(self.text.split())

    def parent(self) -> UUID:
        return self.record_id

    @property
    def is_own(self) -> bool:
        """Whether who acts wrote it; what no user wrote is nobody's."""
        return self.author_id is not None and self.author_id == acting_user()


class Mention(CompanyRecord):
    """A user who is named in a comment, and told of it if they may see the record.

    It keeps the name as it was written, so that the comment still shows who is
    meant when the user has another name.
    """

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="mentions", editable=False
    )
    user = models.ForeignKey(
        "security.User",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        editable=False,
        related_name="+",
    )
    written = models.CharField(max_length=254, editable=False)
    told = models.BooleanField(editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta(CompanyRecord.Meta):
        app_label = "foundation"
        verbose_name = _("Mention")
        verbose_name_plural = _("Mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "comment", "user"], name="one_mention_per_user"
            )
        ]
        indexes = [
            models.Index(fields=["company", "user", "id"], name="mention_user"),
            models.Index(
                fields=["company", "user", "id"],
                name="mention_unread",
                condition=models.Q(told=True, read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.written}"

    @classmethod
    def read(cls, mentions: models.QuerySet[Mention]) -> int:
        """Take note of having seen them: no business, so it is not journaled."""
        unread = mentions.filter(read_at=None)
        return models.QuerySet.update(unread, read_at=now())
