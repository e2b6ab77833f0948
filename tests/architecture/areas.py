"""Which packages hold a business, and which all of them stand on."""

from __future__ import annotations

# The kernel, and what every area shows and does.
SHARED = {
    *("foundation", "web", "lists", "notes"),
    *("number_series", "undo", "background"),
}
