"""How much a test tries: enough to notice a fault, or in the long run much more."""

from __future__ import annotations

import os

LONG = os.environ.get("KANS_TEST_LONG") == "1"


def effort(quick: int, *, long: int) -> int:
    """Return how many examples, walks or kills: few in `make test`, many in
    `make test-long`."""
    return long if LONG else quick
