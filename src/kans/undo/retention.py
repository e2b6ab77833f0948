"""How long the journal keeps what was deleted: whole for a while, then its figures.

Figures are numbers, dates, choices and references: what reports of the past need.
Texts may name people, and go (DEL-1).
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.clock import now
from kans.foundation.actions.action import action
from kans.foundation.journal.afterwards import after_commit
from kans.foundation.journal.journal import Kind
from kans.foundation.models import Change, ChangedRecord
from kans.notes.files.storage import remove_file
from kans.notes.models import Attachment, FileScan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FORGET = "foundation.forget_deleted"
CAPTION = _("Forget What Was Deleted")
CHUNK = 500
NAMES_NOBODY = {"number", "code"}


@action(
    permission=FORGET,
    caption=CAPTION,
    irrevocable=_("what is forgotten is forgotten for good"),
)
def forget_deleted(*, kept_days: int, most: int | None = None) -> int:
    """Take the texts of records deleted longer ago than that out of the journal.

    Returns how many records were forgotten, at most so many; running it again
    forgets them once.
    """
    before = now() - timedelta(days=kept_days)
    forgotten = 0
    while (most is None or forgotten < most) and (
        batch := list(islice(_deleted(before), CHUNK))
    ):
        with transaction.atomic():
            for record_type, record_id in batch:
                _forget(record_type, record_id)
            after_commit(_let_files_go, batch)
        forgotten += len(batch)
    return forgotten


def _deleted(before: datetime) -> Iterator[tuple[str, Any]]:
    """What was deleted by then, and neither came back nor was deleted once more."""
    deleted = ChangedRecord.objects.filter(kind=Kind.DELETED, change__undone=False)
    again = deleted.filter(
        record_type=OuterRef("record_type"),
        record_id=OuterRef("record_id"),
        change__at__gte=before,
    )
    rows = deleted.filter(~Exists(again), change__at__lt=before)
    remembered = rows.exclude(record_text="")
    return iter(remembered.values_list("record_type", "record_id").order_by("id"))


def _let_files_go(forgotten: list[tuple[str, Any]]) -> None:
    """Remove the files of attachments that nothing remembers any more."""
    kind = Attachment._meta.label_lower
    ids = {record_id for record_type, record_id in forgotten if record_type == kind}
    there = Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True)
    gone = ids - set(there)
    for file_id in gone:
        remove_file(who_acts().company.pk, file_id)
    FileScan.objects.filter(pk__in=gone).delete()


def _forget(record_type: str, record_id: Any) -> None:
    """Blank what is told of the record, in every change that ever touched it."""
    about = Q(record_type=record_type, record_id=record_id)
    for row in ChangedRecord.objects.filter(about):
        row.before = _figures(record_type, row.before)
        row.after = _figures(record_type, row.after)
        row.record_text = ""
        row.save(update_fields=["before", "after", "record_text"])
    Change.objects.filter(subject_type=record_type, subject_id=record_id).update(
        subject_text=""
    )


def _figures(record_type: str, values: dict[str, Any]) -> dict[str, Any]:
    fields = {f.attname: f for f in apps.get_model(record_type)._meta.concrete_fields}
    return {
        name: "" if name in fields and _may_name_people(fields[name]) else value
        for name, value in values.items()
    }


def _may_name_people(field: models.Field[Any, Any]) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and not field.choices and field.name not in NAMES_NOBODY
