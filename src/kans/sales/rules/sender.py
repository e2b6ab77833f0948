"""What a logo and a bank account must be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

LARGEST_LOGO = 200 * 1024  # bytes
WIDEST_LOGO = 4000  # pixels, and highest: what is set in print is unpacked first
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # of JPEG's parts, those that tell it


class LogoTooLarge(DomainError):
    field = "file"
    message = _("A logo has at most %(most)s KB. Make the picture smaller.")


class LogoTooWide(DomainError):
    field = "file"
    message = _(
        "A logo is at most %(most)s by %(most)s pixels. Make the picture smaller."
    )


class LogoUnreadable(DomainError):
    field = "file"
    message = _("This is no picture that can be printed. Choose a PNG or JPEG file.")


class IbanMiswritten(DomainError):
    field = "iban"
    message = _("%(iban)s is no IBAN. Check the letters and digits.")


@dataclass(frozen=True)
class Picture:
    """What a file begins with tells of it."""

    type: str
    width: int
    height: int


def picture_in(content: bytes) -> Picture | None:
    """The picture in a file, whatever its name says."""
    if content.startswith(PNG) and len(content) > 24:
        width, height = content[16:20], content[20:24]
        return Picture("png", int.from_bytes(width), int.from_bytes(height))
    if content.startswith(JPEG):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        if content[at + 1] in SIZES:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return Picture("jpg", int.from_bytes(width), int.from_bytes(height))
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def may_be_logo(content: bytes) -> tuple[DomainError, ...]:
    """Whether it is small enough, and PNG or JPEG."""
    if len(content) > LARGEST_LOGO:
        return (LogoTooLarge(most=LARGEST_LOGO // 1024),)
    picture = picture_in(content)
    if picture is None or not min(picture.width, picture.height):
        return (LogoUnreadable(),)
    if max(picture.width, picture.height) > WIDEST_LOGO:
        return (LogoTooWide(most=WIDEST_LOGO),)
    return ()


def iban(text: str) -> str:
    """The number as it is stored: capitals, in groups of four."""
    plain = re.sub(r"[\s.-]", "", text).upper()
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def may_be_iban(text: str) -> tuple[DomainError, ...]:
    """Whether its check digits are right (ISO 13616)."""
    plain = iban(text).replace(" ", "")
    if not plain:
        return ()
    moved = plain[4:] + plain[:4]
    if IBAN.fullmatch(plain) and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1:
        return ()
    return (IbanMiswritten(iban=text),)
