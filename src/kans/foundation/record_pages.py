"""What every record has besides its card: comments and a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.apps import apps
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.actors import who_acts
from kans.foundation.comments import add_comment, delete_comment, edit_comment
from kans.foundation.form_fields import from_model
from kans.foundation.forms import ActionForm, ConfirmForm, EditForm
from kans.foundation.frames.cards import CardFrame, card_of
from kans.foundation.frames.dialogs import show_deletion, show_dialog
from kans.foundation.history import history
from kans.foundation.models import Comment
from kans.foundation.pages import done, page, posted, respond

if TYPE_CHECKING:
    from uuid import UUID

    from kans.foundation.pages import PageRequest
    from kans.foundation.records import CompanyRecord

TEXT = {"widget": forms.Textarea({"rows": 3})}


class AddCommentForm(ActionForm):
    text = from_model(Comment, "text", **TEXT)


class EditCommentForm(EditForm):
    text = from_model(Comment, "text", **TEXT)


@page(signed_in=True)
def record_history(request: PageRequest, kind: str, record_id: UUID) -> HttpResponse:
    frame, record = _visible(kind, record_id)
    context = {
        "frame": frame,
        "record": record,
        "address": frame.address_of(record),
        "events": history(record),
    }
    return respond(request, "frames/history.html", context)


@page(permission="foundation.add_comment")
def comment_on(request: PageRequest, kind: str, record_id: UUID) -> HttpResponse:
    frame, record = _visible(kind, record_id)
    form = AddCommentForm(posted(request))
    if form.is_valid():
        with form.refusals():
            add_comment(record, **form.arguments())
            return done(request, frame.address_of(record), _("The comment is added."))
    return show_dialog(
        request, form, title=_("Add Comment"), subtitle=str(record), complete=True
    )


@page(permission="foundation.edit_comment")
def change_comment(request: PageRequest, comment_id: UUID) -> HttpResponse:
    comment = get_object_or_404(Comment, pk=comment_id)
    frame, record = _visible(comment.record_type, comment.record_id)
    form = EditCommentForm(posted(request), record=comment)
    if form.is_valid():
        with form.refusals():
            edit_comment(comment, **form.arguments())
            return done(request, frame.address_of(record), _("The comment is saved."))
    return show_dialog(
        request, form, title=_("Edit Comment"), subtitle=str(record), complete=True
    )


@page(permission="foundation.delete_comment")
def remove_comment(request: PageRequest, comment_id: UUID) -> HttpResponse:
    comment = get_object_or_404(Comment, pk=comment_id)
    frame, record = _visible(comment.record_type, comment.record_id)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        with form.refusals():
            delete_comment(comment)
            return done(request, frame.address_of(record), _("The comment is deleted."))
    return show_deletion(
        request,
        form,
        title=_("Delete Comment"),
        subtitle=str(record),
        text=_("Delete this comment? “%(text)s”") % {"text": comment.text},
    )


def _visible(kind: str, record_id: UUID) -> tuple[CardFrame, CompanyRecord]:
    """A record that has a card which who acts may see."""
    try:
        frame = card_of(apps.get_model(kind))
    except (LookupError, ValueError):
        frame = None
    if frame is None or not who_acts().may(frame.permission):
        raise Http404
    record = get_object_or_404(frame.model._default_manager, pk=record_id)
    return frame, cast("CompanyRecord", record)
