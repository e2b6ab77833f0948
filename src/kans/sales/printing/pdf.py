"""A printed document as PDF/A-3b, tagged; the same bytes for the same content."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING

from typst import TypstError

from kans.sales.printing.typesetting import LettersMissing, Typesetter
from kans.sales.printing.wording import worded

if TYPE_CHECKING:
    from kans.sales.printing.content import Logo, PrintedDocument

logger = logging.getLogger(__name__)


def pdf_of(document: PrintedDocument) -> bytes:
    """Return the document as one sends it."""
    pdf, missing = _set(document)
    if missing:
        logger.warning("%s: no font of this machine has %s", document.number, missing)
    return pdf


def letters_missing_in(document: PrintedDocument) -> str:
    """Return the letters of a document that no font has: a □ is printed for each."""
    return _set(document)[1]


def _set(document: PrintedDocument) -> tuple[bytes, str]:
    data, logo = worded(document), document.sender.logo
    made_at = int(datetime.combine(document.date, time(), UTC).timestamp())
    try:
        return _typesetter().set(data, logo=logo, made_at=made_at), ""
    except LettersMissing:
        pass
    ours = _typesetter(system_fonts=True)
    try:
        return ours.set(data, logo=logo, made_at=made_at), ""
    except LettersMissing:
        text = json.dumps(data, ensure_ascii=False)
        missing = "".join(sorted(set(filter(ours.lacks, set(text)))))
        shown = text.translate(dict.fromkeys(map(ord, missing), "□"))
        return ours.set(json.loads(shown), logo=logo, made_at=made_at), missing


def can_be_printed(logo: Logo) -> bool:
    """Whether it is a picture that a PDF for archives takes in."""
    try:
        _typesetter().set_logo(logo)
    except TypstError:
        return False
    return True


@cache
def _typesetter(*, system_fonts: bool = False) -> Typesetter:
    return Typesetter(system_fonts=system_fonts)
