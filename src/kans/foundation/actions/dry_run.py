"""`--dry-run` of a command: it says what it would do, and keeps nothing of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kans.foundation.actions.preview import rehearsal

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from django.core.management.base import BaseCommand

    from kans.foundation.actions.preview import Preview


def takes_dry_run(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="only show what would be created, changed and deleted; keep nothing",
    )


@contextmanager
def dry(command: BaseCommand, *, run: bool) -> Iterator[None]:
    """In a dry run, take back whatever is done inside and print it."""
    if not run:
        yield
        return
    with rehearsal() as seen:
        yield
    for line in _lines(seen):
        command.stdout.write(line)
    command.stdout.write("Nothing was kept: this was a dry run.")


def _lines(seen: Preview) -> Iterator[str]:
    for record in seen.records if not seen.more else ():
        yield f"{record.kind.label}: {record.caption} {record.record}"
        yield from (f"  {change}" for change in record.changes)
    yield from seen.summary()
    yield from seen.notices
