"""What hangs on a record of any kind, and goes where the record goes (K-5, DEL-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.notes.actions.attachments import delete_attachments_of_all
from kans.notes.actions.comments import delete_comments_of_all
from kans.notes.queries import attachments_on, comments_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from kans.foundation.records.records import CompanyRecord


def delete_belongings_of(*records: CompanyRecord) -> None:
    """Let comments and attachments go with their records, which are of one kind.

    Part of the action that deletes them.
    """
    if records:
        delete_belongings_of_all(type(records[0]), [record.pk for record in records])


def delete_belongings_of_all(
    model: type[CompanyRecord], record_ids: Collection[UUID]
) -> None:
    """The same, of records that are known by their keys alone."""
    delete_comments_of_all(model, record_ids)
    delete_attachments_of_all(model, record_ids)


def move_belongings(record: CompanyRecord, to: CompanyRecord) -> None:
    """Let comments and attachments hang on another record from now on.

    Part of the action that merges them; what hangs there then may be more than may
    be added.
    """
    there = {"record_type": to._meta.label_lower, "record_id": to.pk}
    for belongings in (comments_on(record), attachments_on(record)):
        belongings.order_by().update(**there)
