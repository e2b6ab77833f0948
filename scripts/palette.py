"""Makes a screenshot small: a PNG of at most 256 colors, packed tightly."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLORS = 256


def shrink(file: Path) -> None:
    """Write a PNG of 8 bits for each of red, green, blue again, with a palette."""
    data = file.read_bytes()
    chunks = list(_chunks(data))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    if (depth, kind) not in {(8, 2), (8, 6)}:
        message = f"{file.name} is not a screenshot."
        raise ValueError(message)
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    rows = list(_rows(zlib.decompress(packed), width, 3 if kind == 2 else 4))
    counted = Counter(pixel for row in rows for pixel in row)
    palette = _palette(counted)
    index = {color: place for place, color in enumerate(palette)}
    for color in counted:
        if color not in index:
            index[color] = _nearest(color, palette)
    lines = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in rows)
    file.write_bytes(
        SIGNATURE
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", b"".join(palette))
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _palette(counted: Counter[bytes]) -> list[bytes]:
    """The commonest color of each kind, however rare the kind, then the commonest."""
    common = [color for color, _ in counted.most_common()]
    kinds: dict[bytes, bytes] = {}
    for color in common:
        kinds.setdefault(bytes(part >> 5 for part in color), color)
    return list(dict.fromkeys([*kinds.values(), *common]))[:COLORS]


def _rows(data: bytes, width: int, step: int) -> Iterator[list[bytes]]:
    """Each row as its pixels, of three bytes: what the filters of PNG hid is undone."""
    stride = width * step
    above = bytearray(stride)
    for start in range(0, len(data), stride + 1):
        row = bytearray(data[start + 1 : start + 1 + stride])
        _undo(data[start], row, above, step)
        yield [bytes(row[at : at + 3]) for at in range(0, stride, step)]
        above = row


def _undo(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row)) if kind else ():
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        match kind:
            case 1:
                guess = left
            case 2:
                guess = above[at]
            case 3:
                guess = (left + above[at]) // 2
            case _:
                guess = _paeth(left, above[at], corner)
        row[at] = (row[at] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    base = left + up - corner
    return min((left, up, corner), key=lambda value: abs(base - value))


def _nearest(color: bytes, palette: list[bytes]) -> int:
    red, green, blue = color

    def distance(place: int) -> int:
        other = palette[place]
        return (red - other[0]) ** 2 + (green - other[1]) ** 2 + (blue - other[2]) ** 2

    return min(range(len(palette)), key=distance)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check
