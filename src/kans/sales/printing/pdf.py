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
    """The document as one sends it."""
    data, logo = worded(document), document.sender.logo
    made_at = int(datetime.combine(document.date, time(), UTC).timestamp())
    try:
        return _typesetter().set(data, logo=logo, made_at=made_at)
    except LettersMissing:
        pass
    ours = _typesetter(system_fonts=True)
    try:
        return ours.set(data, logo=logo, made_at=made_at)
    except LettersMissing:
        text = json.dumps(data, ensure_ascii=False)
        missing = "".join(sorted(set(filter(ours.lacks, set(text)))))
        logger.warning("%s: no font of this machine has %s", data["title"], missing)
        shown = text.translate(dict.fromkeys(map(ord, missing), "□"))
        return ours.set(json.loads(shown), logo=logo, made_at=made_at)


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
