"""What every test may count on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Start each test in English, whatever the one before it spoke."""
    with translation.override("en"):
        yield
