"""Remarks on any record: writing, changing and deleting them (K-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions import action
from kans.foundation.actors import who_acts
from kans.foundation.clock import work_date
from kans.foundation.concurrency import must_be_unchanged
from kans.foundation.models import Comment

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from kans.foundation.records import CompanyRecord


def comments_on(record: CompanyRecord) -> QuerySet[Comment]:
    """The comments on a record, newest first."""
    return Comment.objects.filter(
        record_type=record._meta.label_lower, record_id=record.pk
    ).order_by("-id")


@action(permission="foundation.add_comment", caption=_("Add Comment"))
def add_comment(record: CompanyRecord, text: str) -> Comment:
    comment = Comment(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        date=work_date(),
        author_name=who_acts().name,
        text=text,
    )
    comment.save()
    return comment


@action(permission="foundation.edit_comment", caption=_("Edit Comment"))
def edit_comment(comment: Comment, *, version: int | None, text: str) -> Comment:
    comment = Comment.objects.locked(comment)
    must_be_unchanged(comment, version)

    comment.text = text
    comment.save()
    return comment


@action(permission="foundation.delete_comment", caption=_("Delete Comment"))
def delete_comment(comment: Comment) -> None:
    Comment.objects.locked(comment).delete()


def delete_comments_of(record: CompanyRecord) -> None:
    """Let the comments go with their record; part of the action that deletes it."""
    comments_on(record).delete()


def delete_comments_of_all(
    model: type[CompanyRecord], record_ids: Collection[UUID]
) -> None:
    """The same for many records of one kind."""
    kind = model._meta.label_lower
    Comment.objects.filter(record_type=kind, record_id__in=record_ids).delete()
