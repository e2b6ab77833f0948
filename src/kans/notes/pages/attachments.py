"""The files on a record: attaching them, and handing them out to who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kans.foundation.errors import refuse_if_any
from kans.foundation.strings import shown
from kans.notes.actions.attachments import (
    attach_files,
    delete_attachment,
    edit_attachment,
)
from kans.notes.files.storage import open_file, received
from kans.notes.forms import AttachForm, AttachmentForm
from kans.notes.models import Attachment
from kans.notes.pages.comments import remarked_record
from kans.notes.panel import files_on
from kans.notes.queries import scan_of
from kans.notes.rules.attaching import MEGABYTE, AttachmentTooLarge
from kans.notes.rules.file_types import OCTETS, TOLD
from kans.notes.rules.scanning import may_be_handed_out
from kans.web.cards import visible_record
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted, respond, tell
from kans.web.uploads import too_large

if TYPE_CHECKING:
    from uuid import UUID

    from kans.foundation.records.records import CompanyRecord
    from kans.web.cards import CardFrame
    from kans.web.pages import PageRequest

BOX = "attachments_list"  # what the script puts the answer into


@page(permission="foundation.add_attachment")
def attach(request: PageRequest, kind: str, record_id: UUID) -> HttpResponse:
    frame, record = remarked_record(kind, record_id)
    form = AttachForm(posted(request), files=request.FILES or None)
    form.fields["file"].help_text = _("At most %(most)s MB each.") % {
        "most": settings.ATTACHMENT_BYTES // MEGABYTE
    }
    dropped = too_large(request)
    if dropped:
        form.fields["file"].required = False
    if form.can_be_judged():
        with form.refusals():
            _must_be_taken_in(dropped)
            with received(form.cleaned_data["file"]) as files:
                site = request.build_absolute_uri("/")
                attach_files(record, files=files, site=site)
            return _attached(request, frame, record, len(files))
    return show_dialog(
        request,
        form,
        title=_("Attach Files"),
        subtitle=str(record),
        complete=True,
        preview=False,  # what is chosen would have to be chosen again
    )


def _must_be_taken_in(dropped: list[str]) -> None:
    """Refuse what was too large to be taken in at all."""
    most = settings.ATTACHMENT_BYTES // MEGABYTE
    refuse_if_any(AttachmentTooLarge(name=shown(name), most=most) for name in dropped)


def _attached(
    request: PageRequest, frame: CardFrame, record: CompanyRecord, count: int
) -> HttpResponse:
    said = ngettext("The file is attached.", "%(count)s files are attached.", count) % {
        "count": count
    }
    if settings.SCAN_COMMAND:
        waits = _("It can be downloaded once the virus scanner has found nothing.")
        said = f"{said} {waits}"
    if not request.htmx or request.htmx.target != BOX:
        return done(request, frame.address_of(record), said)
    tell(request, said if "more" not in request.POST else None)
    context = {"frame": frame, "record": record, "attachments": files_on(record)}
    return respond(request, "parts/attachments_saved.html", context)


@page(signed_in=True)
def list_(request: PageRequest, kind: str, record_id: UUID) -> HttpResponse:
    """The files anew, while some are being scanned; without a script, their card."""
    frame, record = remarked_record(kind, record_id)
    if not request.htmx:
        return HttpResponseRedirect(frame.address_of(record))
    context = {"frame": frame, "record": record, "attachments": files_on(record)}
    return respond(request, "parts/attachments_list.html", context)


@page(signed_in=True)
def download(request: PageRequest, attachment_id: UUID) -> HttpResponse:
    """Hand out a file to who may see its record; nothing of it is ever run here."""
    attachment = get_object_or_404(Attachment, pk=attachment_id)
    visible_record(attachment.record_type, attachment.record_id)
    refuse_if_any(may_be_handed_out(shown(attachment.name), scan_of(attachment)))
    etag = f'"{attachment.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    told = attachment.content_type in TOLD
    response = FileResponse(
        open_file(attachment),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type if told else OCTETS,
    )
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return cast("HttpResponse", response)


@page(permission="foundation.edit_attachment")
def edit(request: PageRequest, attachment_id: UUID) -> HttpResponse:
    frame, record, attachment = _attachment(attachment_id)
    form = AttachmentForm(posted(request), record=attachment)
    if form.can_be_judged():
        with form.refusals():
            edit_attachment(attachment, **form.arguments())
            return done(request, frame.address_of(record), _("Saved."))
    return show_dialog(
        request,
        form,
        title=_("Edit Attachment"),
        subtitle=str(record),
        submit=_("Save"),
        complete=True,
    )


@page(permission="foundation.delete_attachment")
def delete(request: PageRequest, attachment_id: UUID) -> HttpResponse:
    frame, record, attachment = _attachment(attachment_id)
    form = RecordForm(posted(request), record=attachment)
    if form.can_be_judged():
        with form.refusals():
            delete_attachment(attachment, **form.arguments())
            said = _("The attachment is deleted.")
            return done(request, frame.address_of(record), said)
    ask = _("Delete %(name)s?")
    return show_deletion(
        request,
        form,
        title=_("Delete Attachment"),
        subtitle=str(record),
        text=ask % {"name": attachment.name},
    )


def _attachment(attachment_id: UUID) -> tuple[CardFrame, CompanyRecord, Attachment]:
    attachment = get_object_or_404(Attachment, pk=attachment_id)
    frame, record = visible_record(attachment.record_type, attachment.record_id)
    return frame, record, attachment
