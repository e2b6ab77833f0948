"""How the table of lines shares the width of the page."""

from __future__ import annotations

from typing import Any

PAGE = 170.0  # mm between the margins
PADDING = 4.0  # mm of a column
LETTER = 0.62  # of the size of the letters: a digit
POINT = 25.4 / 72  # mm
SIZES = (8.5, 8.0, 7.0, 6.0)  # points
NUMBER = 32.0  # mm at most: a longer number is parted
DESCRIPTION = 45.0  # mm at least, as long as a smaller size gives it


def table_of(
    columns: list[dict[str, str]], lines: list[dict[str, Any]]
) -> dict[str, float]:
    """The size of letters, and the widths of the columns that are not all digits."""
    for size in SIZES:
        number, description = _widths(columns, lines, size)
        if description >= DESCRIPTION:
            break
    text = PAGE - number - PADDING
    return {"size": size, "number": number, "description": description, "text": text}


def _widths(
    columns: list[dict[str, str]], lines: list[dict[str, Any]], size: float
) -> tuple[float, float]:
    number, taken = 0.0, 0.0
    for column in columns:
        texts = column["caption"].split("\n")
        texts += [line.get(column["name"], "") for line in lines]
        width = max(map(len, texts)) * size * LETTER * POINT + PADDING
        match column["name"]:
            case "description":
                pass
            case "number":
                number = min(width, NUMBER)
            case _:
                taken += width
    return number, PAGE - number - taken - PADDING
