"""What hangs on records, and who is mentioned there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kans.foundation.acting.actors import acting_user, who_acts
from kans.foundation.acting.colleagues import directory
from kans.notes.models import Attachment, Comment, FileScan, Mention
from kans.web.registry import permissions_to_see

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from kans.foundation.records.records import CompanyRecord


def attachments_on(record: CompanyRecord) -> QuerySet[Attachment]:
    """The files on a record, newest first."""
    return Attachment.objects.filter(
        record_type=record._meta.label_lower, record_id=record.pk
    ).order_by("-id")


def comments_on(record: CompanyRecord) -> QuerySet[Comment]:
    """The comments on a record: the pinned ones, then the newest."""
    return Comment.objects.filter(
        record_type=record._meta.label_lower, record_id=record.pk
    ).order_by("-pinned", "-id")


def own_mentions() -> QuerySet[Mention]:
    """Where who acts was mentioned, on records they may see, newest first."""
    user = acting_user()
    if user is None:
        return Mention.objects.none()
    mine = Mention.objects.filter(user_id=user, told=True)
    kinds = _kinds_one_may_see()
    return mine.filter(comment__record_type__in=kinds).order_by("-id")


def unread_mentions() -> QuerySet[Mention]:
    return own_mentions().filter(read_at=None)


def _kinds_one_may_see() -> list[str]:
    actor = who_acts()
    return sorted(
        model._meta.label_lower
        for model, permission in permissions_to_see().items()
        if actor.may(permission)
    )


def mentioned_in(comments: Iterable[Comment]) -> dict[UUID, dict[str, str]]:
    """Of each comment: what is written behind an @, and who that is now."""
    ids = [comment.pk for comment in comments if "@" in comment.text]
    mentions = list(Mention.objects.filter(comment__in=ids)) if ids else []
    names = directory().names_of({each.user_id for each in mentions})
    found: dict[UUID, dict[str, str]] = {}
    for each in mentions:
        now = names.get(each.user_id, each.written)
        found.setdefault(each.comment_id, {})[each.written] = now
    return found


def scan_of(attachment: Attachment) -> FileScan | None:
    """What the scanner says of its file; nothing where none was set."""
    return FileScan.objects.filter(pk=attachment.pk).first()
