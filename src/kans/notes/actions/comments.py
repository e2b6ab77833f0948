"""Remarks on any record: writing, changing and deleting them (K-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_user, held_now, who_acts
from kans.foundation.acting.clock import work_date
from kans.foundation.actions.action import action
from kans.foundation.errors import DomainError
from kans.foundation.history import guards_undo
from kans.foundation.history.concurrency import must_be_unchanged
from kans.notes.actions.mentions import mention_everyone_in
from kans.notes.models import Comment, Mention
from kans.notes.rules.mentions import composed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from kans.foundation.records.records import CompanyRecord


class CommentOfAnother(DomainError):
    status = 403
    message = _(
        "%(who)s wrote this comment, and only they can change it. "
        "Add a comment of your own instead."
    )


@action(permission="foundation.add_comment", caption=_("Add Comment"))
def add_comment(record: CompanyRecord, text: str, *, site: str = "") -> Comment:
    """Remark on a record; who is mentioned is told, by mail with links to `site`."""
    comment = remark(record, composed(text))
    mention_everyone_in(comment, record, site)
    return comment


def remark(record: CompanyRecord, text: str) -> Comment:
    """Write a comment that mentions nobody; part of what an action does."""
    comment = Comment(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        date=work_date(),
        author_id=acting_user(),
        author_name=who_acts().name,
        text=text,
    )
    comment.save()
    return comment


@action(permission="foundation.edit_comment", caption=_("Edit Comment"))
def edit_comment(
    comment: Comment, *, version: int | None, text: str, site: str = ""
) -> Comment:
    """Word one's own comment otherwise; only who is newly mentioned is told."""
    comment = Comment.objects.locked(comment)
    must_be_unchanged(comment, version)
    must_be_own(comment)

    comment.text = composed(text)
    comment.save()
    mention_everyone_in(comment, _its_record(comment), site)
    return comment


@action(permission="foundation.add_comment", caption=_("Pin Comment"))
def pin_comment(
    comment: Comment, *, pinned: bool, version: int | None = None
) -> Comment:
    """Put a comment above the others, or back among them."""
    comment = Comment.objects.locked(comment)
    must_be_unchanged(comment, version)

    comment.pinned = pinned
    comment.save()
    return comment


@action(permission="foundation.delete_comment", caption=_("Delete Comment"))
def delete_comment(comment: Comment, *, version: int | None = None) -> None:
    """Take back what one wrote."""
    comment = Comment.objects.locked(comment)
    must_be_unchanged(comment, version)
    must_be_own(comment)

    delete_all(Comment.objects.filter(pk=comment.pk))


@action(permission="foundation.remove_comment", caption=_("Delete Comment of Another"))
def remove_comment(comment: Comment, *, version: int | None = None) -> None:
    """Delete what somebody else wrote."""
    comment = Comment.objects.locked(comment)
    must_be_unchanged(comment, version)

    delete_all(Comment.objects.filter(pk=comment.pk))


def must_be_own(comment: Comment) -> None:
    if not comment.is_own:
        raise CommentOfAnother(who=comment.author_name)


@guards_undo(Comment)
def may_have_comment_back(
    now: Comment | None, then: Comment | None
) -> Iterator[DomainError]:
    """An undo words nobody's comment otherwise, and takes none back but one's own."""
    if now is None or now.is_own or (then is not None and then.text == now.text):
        return
    if then is not None or "foundation.remove_comment" not in held_now():
        yield CommentOfAnother(who=now.author_name)


def _its_record(comment: Comment) -> CompanyRecord:
    model = apps.get_model(comment.record_type)
    record: CompanyRecord = model._default_manager.get(pk=comment.record_id)
    return record


def delete_comments_of_all(
    model: type[CompanyRecord], record_ids: Collection[UUID]
) -> None:
    """Let the comments go with their records of one kind."""
    kind = model._meta.label_lower
    delete_all(Comment.objects.filter(record_type=kind, record_id__in=record_ids))


def delete_all(comments: QuerySet[Comment]) -> None:
    """Delete comments, and before them who is mentioned there."""
    ids = list(comments.values_list("pk", flat=True))
    if ids:
        Mention.objects.filter(comment__in=ids).delete()
        comments.delete()
