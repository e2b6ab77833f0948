"""Keeps an upload that is larger than anything we take from filling the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

if TYPE_CHECKING:
    from django.http import HttpRequest


class TooLargeIsSkipped(FileUploadHandler):
    """Lets a file pass while it is small enough; what is not is noted and dropped."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.LARGEST_UPLOAD:
            request: Any = self.request
            request.too_large = [*too_large(request), self.file_name or ""]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def too_large(request: HttpRequest) -> list[str]:
    """The names of the files that were dropped."""
    return getattr(request, "too_large", [])
