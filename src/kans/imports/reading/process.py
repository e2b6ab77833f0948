"""Starts the process that reads a file, and makes its death a refusal."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kans.imports.reading.limits import LimitsExceeded, TookTooLong
from kans.imports.reading.sources import refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kans.imports.reading.limits import Limits

logger = logging.getLogger(__name__)

CHILD = (sys.executable, "-P", "-m", "kans.imports.child")
PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")  # no secrets


def converted(
    path: Path, rows: Path, *, name: str, limits: Limits, sheet: str = ""
) -> dict[str, Any]:
    """Have the rows of a file written, and return what it was found to be."""
    asked = {"source": str(path), "rows": str(rows), "sheet": sheet, **asdict(limits)}
    try:
        with _lifeline() as lifeline:
            ended = subprocess.run(  # noqa: S603 (ourselves)
                [*CHILD, json.dumps(asked)],
                stdin=lifeline,
                capture_output=True,
                env={n: os.environ[n] for n in PASSED_ON if n in os.environ},
                timeout=limits.seconds,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        logger.warning("Reading %r took more than %s seconds", name, limits.seconds)
        raise TookTooLong(file=name) from error
    if ended.returncode:
        said = ended.stderr.decode("utf-8", "replace")[-2000:]
        logger.warning("Reading %r ended with %s: %s", name, ended.returncode, said)
        raise LimitsExceeded(file=name)
    answer: dict[str, Any] = json.loads(ended.stdout)
    if "refused" in answer:
        raise refused(answer, file=name)
    return answer


@contextmanager
def _lifeline() -> Iterator[int]:
    """A pipe for the child to read, which comes to its end when this process does."""
    read, written = os.pipe()
    try:
        yield read
    finally:
        os.close(read)
        os.close(written)
