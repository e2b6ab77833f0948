"""Comments, mentions, files and their virus scans."""

from kans.notes.models.attachments import Attachment
from kans.notes.models.comments import Comment, Mention
from kans.notes.models.scans import FileScan

__all__ = [
    "Attachment",
    "Comment",
    "FileScan",
    "Mention",
]
