"""What hangs on a record of any kind, and goes when the record goes (K-5, DEL-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kans.foundation.attachments import delete_attachments_of
from kans.foundation.comments import delete_comments_of

if TYPE_CHECKING:
    from kans.foundation.records import CompanyRecord


def delete_belongings_of(*records: CompanyRecord) -> None:
    """Let comments and attachments go with their records, which are of one kind.

    Part of the action that deletes them.
    """
    delete_comments_of(*records)
    delete_attachments_of(*records)
