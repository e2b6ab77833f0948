"""Collects the static files that the web server serves, when they have changed."""

from __future__ import annotations

from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

COLLECTED = "collected.sha256"


def collect_if_changed() -> bool:
    """Return whether there was anything to collect."""
    mark = Path(settings.STATIC_ROOT) / COLLECTED
    wanted = _fingerprint()
    if mark.is_file() and mark.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, stdout=StringIO())
    mark.write_text(wanted, encoding="ascii")
    return True


def _fingerprint() -> str:
    found = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            found.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return found.hexdigest()
