"""What users pinned and opened lately."""

from kans.web.models.kept import Kept, TooManyPinned

__all__ = [
    "Kept",
    "TooManyPinned",
]
