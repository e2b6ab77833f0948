"""The typesetter: template and data in, PDF out; it reads nothing but its folder."""

from __future__ import annotations

import json
import tempfile
import threading
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from kans.sales.printing.content import Logo

HERE = Path(__file__).parent
TEMPLATE = "document.typ"
# For archives; and tagged, so that it is read aloud in the right order.
ARCHIVE: list[typst.PDFStandard] = ["a-3b"]
STANDARDS: list[typst.PDFStandard] = [*ARCHIVE, "ua-1"]
PICTURE = "#image(sys.inputs.data)"
LETTER = '#set text(font: "Inter"); #sys.inputs.data'
MISSING = "could not be displayed"


class LettersMissing(Exception):
    """No font has one of the letters, which a PDF for archives must have."""


class Typesetter:
    """Kept between documents: reading fonts and template is most of the work."""

    def __init__(self, *, system_fonts: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kans-printing-")
        self._root = Path(self._folder.name)
        self._lock = threading.Lock()
        self._template = self._root / TEMPLATE
        self._letter = self._root / "letter.typ"
        copy(HERE / TEMPLATE, self._template)
        self._letter.write_text(LETTER)
        self._picture = self._root / "picture.typ"
        self._picture.write_text(PICTURE)
        self._compiler = typst.Compiler(
            root=str(self._root),
            font_paths=typst.Fonts(
                include_system_fonts=system_fonts,
                include_embedded_fonts=False,
                font_paths=[str(HERE / "fonts")],
            ),
        )

    def set(self, data: dict[str, Any], *, logo: Logo | None, made_at: int) -> bytes:
        """The PDF, the same for the same data; `made_at` is the moment it names."""
        with self._lock:
            data = {**data, "logo": self._placed(logo)}
            return self._compiled(self._template, json.dumps(data), made_at=made_at)

    def lacks(self, letter: str) -> bool:
        """Whether no font has it."""
        with self._lock:
            try:
                self._compiled(self._letter, letter)
            except LettersMissing:
                return True
        return False

    def set_logo(self, logo: Logo) -> bytes:
        """The logo alone."""
        with self._lock:
            return self._compiled(self._picture, self._placed(logo) or "")

    def _compiled(self, source: Path, data: str, *, made_at: int = 0) -> bytes:
        try:
            made = self._compiler.compile(
                str(source),
                format="pdf",
                sys_inputs={"data": data},
                pdf_standards=STANDARDS if source == self._template else ARCHIVE,
                timestamp=made_at,
            )
        except typst.TypstError as error:
            if MISSING in error.message:
                raise LettersMissing from error
            raise
        assert isinstance(made, bytes)
        return made

    def _placed(self, logo: Logo | None) -> str | None:
        """The name in the folder, which tells one picture from the next."""
        if logo is None:
            return None
        name = f"{sha256(logo.content).hexdigest()}.{logo.type}"
        path = self._root / name
        if not path.exists():
            path.write_bytes(logo.content)
        return name
