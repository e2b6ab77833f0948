"""Collects the static files that the web server serves, when they have changed."""

from __future__ import annotations

from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLLECTED = "collected.sha256"
READABLE = 0o644  # by others: a proxy may serve them


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Keeps each static file under a name with its hash, and compressed beside it."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Let whoever may read a file read it compressed, too."""
        for name, compressed in super().compress_files(paths):
            Path(self.path(compressed)).chmod(READABLE)
            yield name, compressed


def collect_if_changed() -> bool:
    """Return whether there was anything to collect."""
    mark = Path(settings.STATIC_ROOT) / COLLECTED
    wanted = _fingerprint()
    if mark.is_file() and mark.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, stdout=StringIO())
    mark.write_text(wanted, encoding="ascii")
    mark.chmod(READABLE)
    return True


def _fingerprint() -> str:
    found = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            found.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return found.hexdigest()
