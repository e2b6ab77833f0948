"""Files on any record: attaching, describing and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.notes.actions.scans import have_scanned
from kans.notes.models import Attachment
from kans.notes.queries import attachments_on
from kans.notes.rules.attaching import Room
from kans.notes.rules.file_names import may_be_renamed, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from kans.foundation.records.records import CompanyRecord
    from kans.notes.files.storage import Received


@action(permission="foundation.add_attachment", caption=_("Attach Files"))
def attach_files(
    record: CompanyRecord, *, files: Sequence[Received], site: str = ""
) -> list[Attachment]:
    """Hang files on a record; they were received before, and are scanned later.

    Who attaches what the scanner refuses is told, by mail with a link to `site`.
    """
    there = attachments_on(record).order_by()
    sums = there.aggregate(count=Count("pk"), size=Sum("size"))
    room = Room(sums["count"], sums["size"] or 0, settings.ATTACHMENT_BYTES)

    refuse_if_any(room.may_take([file.size for file in files]))

    for file in files:
        file.put_in_place()
    attachments = Attachment.objects.bulk_create(
        Attachment(
            id=file.id,
            record_type=record._meta.label_lower,
            record_id=record.pk,
            name=file.name,
            size=file.size,
            content_type=file.content_type,
            sha256=file.sha256,
        )
        for file in files
    )
    have_scanned(attachments, site=site)
    return attachments


@action(permission="foundation.edit_attachment", caption=_("Edit Attachment"))
def edit_attachment(
    attachment: Attachment, *, version: int | None, **changes: Any
) -> Attachment:
    """Call a file otherwise, or say what is in it."""
    attachment = Attachment.objects.locked(attachment)
    must_be_unchanged(attachment, version)
    changes["name"] = plain(changes.get("name", attachment.name))

    if changes["name"] != attachment.name:
        refuse_if_any(may_be_renamed(attachment.name, changes["name"]))

    for name, value in changes.items():
        setattr(attachment, name, value)
    attachment.save()
    return attachment


@action(permission="foundation.delete_attachment", caption=_("Delete Attachment"))
def delete_attachment(attachment: Attachment, *, version: int | None = None) -> None:
    """Delete a file's row; the file stays until what was deleted is forgotten."""
    attachment = Attachment.objects.locked(attachment)
    must_be_unchanged(attachment, version)

    attachment.delete()


def delete_attachments_of_all(
    model: type[CompanyRecord], record_ids: Collection[UUID]
) -> None:
    """Let the files go with their records of one kind."""
    kind = model._meta.label_lower
    Attachment.objects.filter(record_type=kind, record_id__in=record_ids).delete()
