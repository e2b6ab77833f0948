"""How much a test tries: enough to notice a fault, or in the long run much more."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

T = TypeVar("T")
LONG = os.environ.get("KANS_TEST_LONG") == "1"


def effort(quick: T, *, long: T) -> T:
    """Return how much to try: few examples, walks or kills in `make test`, many in
    `make test-long`."""
    return long if LONG else quick


def only_long(*values: Any, **options: Any) -> ParameterSet:
    """Return a case that the long run alone tries: the short run has its like."""
    return pytest.param(*values, marks=pytest.mark.long, **options)
