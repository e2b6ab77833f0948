"""What every record has besides its card: comments and a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kans.foundation.acting.addresses import address
from kans.foundation.acting.colleagues import directory
from kans.foundation.history import history
from kans.foundation.strings import typed
from kans.notes.actions.comments import (
    add_comment,
    delete_comment,
    edit_comment,
    pin_comment,
    remove_comment,
)
from kans.notes.forms import AddCommentForm, EditCommentForm
from kans.notes.models import Comment
from kans.web.cards import visible_record
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import ActionForm, RecordForm
from kans.web.pages import done, page, posted, respond

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from kans.foundation.records.records import CompanyRecord
    from kans.web.cards import CardFrame
    from kans.web.pages import PageRequest

SUGGESTED = 8  # colleagues
SHOWN_AGAIN = 200  # letters of a comment that is to go


@page(signed_in=True)
def record_history(request: PageRequest, kind: str, record_id: UUID) -> HttpResponse:
    frame, record = visible_record(kind, record_id)
    context = {
        "frame": frame,
        "record": record,
        "address": frame.address_of(record),
        "events": history(record),
    }
    return respond(request, "frames/history.html", context)


@page(permission="foundation.add_comment")
def comment_on(request: PageRequest, kind: str, record_id: UUID) -> HttpResponse:
    frame, record = remarked_record(kind, record_id)
    form = _suggesting(AddCommentForm(posted(request)))
    if form.can_be_judged():
        with form.refusals():
            add_comment(record, **form.arguments(), site=_site(request))
            return done(request, frame.address_of(record), _("The comment is added."))
    return _ask(request, form, record, title=_("Add Comment"))


@page(permission="foundation.edit_comment")
def change_comment(request: PageRequest, comment_id: UUID) -> HttpResponse:
    frame, record, comment = _comment(comment_id)
    form = _suggesting(EditCommentForm(posted(request), record=comment))
    if form.can_be_judged():
        with form.refusals():
            edit_comment(comment, **form.arguments(), site=_site(request))
            return done(request, frame.address_of(record), _("The comment is saved."))
    return _ask(request, form, record, title=_("Edit Comment"))


def _ask(
    request: PageRequest, form: ActionForm, record: CompanyRecord, *, title: str
) -> HttpResponse:
    return show_dialog(
        request, form, title=title, subtitle=str(record), complete=True, size="lg"
    )


def _site(request: PageRequest) -> str:
    return request.build_absolute_uri("/")


def _suggesting(form: ActionForm) -> ActionForm:
    """Let the script know where it learns who may be meant."""
    found = _("%(count)s suggestions; choose with the arrows and Enter.")
    form.fields["text"].widget.attrs |= {
        "data-mentions": address("notes:colleagues"),
        "data-found": found % {"count": "#"},
    }
    return form


@page(permission="foundation.add_comment")
def colleagues(request: PageRequest) -> HttpResponse:
    """Who may be meant by what stands behind an @ so far."""
    like = typed(str(request.GET.get("q", "")), longest=60)
    found = directory().colleagues(like=like, most=SUGGESTED)
    names = [each.name for each in found]
    called = [
        (each, each.email if names.count(each.name) > 1 else each.name)
        for each in found
    ]
    return respond(request, "parts/colleagues.html", {"called": called})


@page(permission="foundation.add_comment")
def pin(request: PageRequest, comment_id: UUID) -> HttpResponse:
    frame, record, comment = _comment(comment_id)
    form = RecordForm(posted(request), record=comment)
    if form.can_be_judged():
        with form.refusals():
            pin_comment(comment, pinned=not comment.pinned, **form.arguments())
            return done(request, frame.address_of(record))
    return show_dialog(
        request,
        form,
        title=_("Unpin Comment") if comment.pinned else _("Pin Comment"),
        subtitle=str(record),
        text=_quoted(comment),
    )


@page(permission="foundation.delete_comment")
def delete_own_comment(request: PageRequest, comment_id: UUID) -> HttpResponse:
    return _delete(request, comment_id, delete_comment, _("Delete Comment"))


@page(permission="foundation.remove_comment")
def delete_any_comment(request: PageRequest, comment_id: UUID) -> HttpResponse:
    caption = _("Delete Comment of Another")
    return _delete(request, comment_id, remove_comment, caption)


def _delete(
    request: PageRequest,
    comment_id: UUID,
    act: Callable[..., None],
    caption: str,
) -> HttpResponse:
    frame, record, comment = _comment(comment_id)
    form = RecordForm(posted(request), record=comment)
    if form.can_be_judged():
        with form.refusals():
            act(comment, **form.arguments())
            return done(request, frame.address_of(record), _("The comment is deleted."))
    ask = _("Delete this comment? “%(text)s”")
    return show_deletion(
        request,
        form,
        title=caption,
        subtitle=str(record),
        text=ask % {"text": _quoted(comment)},
    )


def _quoted(comment: Comment) -> str:
    return Truncator(str(comment)).chars(SHOWN_AGAIN)


def _comment(comment_id: UUID) -> tuple[CardFrame, CompanyRecord, Comment]:
    comment = get_object_or_404(Comment, pk=comment_id)
    frame, record = visible_record(comment.record_type, comment.record_id)
    return frame, record, comment


def remarked_record(kind: str, record_id: UUID) -> tuple[CardFrame, CompanyRecord]:
    """A visible record on which comments and files may hang."""
    frame, record = visible_record(kind, record_id)
    if not frame.comments:
        raise Http404
    return frame, record
