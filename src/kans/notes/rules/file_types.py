"""Which kinds of files are kept, and by what one knows them.

The table is short and ours: a library that tells a thousand kinds apart would still
leave open what this one asks, whether a file is what its name says and harmless.
"""

from __future__ import annotations

from dataclasses import dataclass

OCTETS = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class FileType:
    """A kind of file: how it begins, and what a ZIP of that kind holds."""

    content_type: str
    icon: str
    begins: tuple[bytes, ...] = ()
    holds: str = ""  # a folder in the ZIP that an office document is
    mimetype: str = ""  # what an open document says of itself
    is_zip: bool = False
    is_text: bool = False


def _office(kind: str, folder: str, icon: str) -> FileType:
    return FileType(f"{OFFICE}.{kind}", icon, holds=folder, is_zip=True)


def _open(kind: str, icon: str) -> FileType:
    content_type = f"{OPEN}.{kind}"
    return FileType(content_type, icon, mimetype=content_type, is_zip=True)


_JPEG = FileType("image/jpeg", "photo", (b"\xff\xd8\xff",))
TYPES = {
    "pdf": FileType("application/pdf", "file-type-pdf", (b"%PDF-",)),
    "png": FileType("image/png", "photo", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": FileType("image/gif", "photo", (b"GIF87a", b"GIF89a")),
    "webp": FileType("image/webp", "photo", (b"RIFF",)),
    "heic": FileType("image/heic", "photo"),
    "docx": _office("wordprocessingml.document", "word/", "file-text"),
    "xlsx": _office("spreadsheetml.sheet", "xl/", "file-spreadsheet"),
    "pptx": _office("presentationml.presentation", "ppt/", "presentation"),
    "odt": _open("text", "file-text"),
    "ods": _open("spreadsheet", "file-spreadsheet"),
    "odp": _open("presentation", "presentation"),
    "txt": FileType("text/plain", "file-text", is_text=True),
    "csv": FileType("text/csv", "file-spreadsheet", is_text=True),
    "msg": FileType("application/vnd.ms-outlook", "mail", (OLE,)),
    "eml": FileType("message/rfc822", "mail", is_text=True),
    "zip": FileType("application/zip", "file-zip", is_zip=True),
}
KEPT = tuple(TYPES)
# Shown in an <img>; everything else, and these too when opened, is downloaded.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
# Told to the browser as they are; of the rest it learns no more than the name.
TOLD = PICTURES | {"application/pdf"}

# What a machine might run: not as a second extension, and not inside a ZIP.
_PROGRAMS = """
    ade adp apk app appx appxbundle bat bin cgi chm class cmd cpl crt deb desktop dll
    dmg dotm docm elf exe gadget hta htm html img inf ins iso isp jar js jse jsp ksh
    lib lnk mam mde msc msh msi msix msp mst nsh ocx php phtml pif pl potm ppam ppsm
    pptm ps1 ps2 psc1 psm1 py pyc pyw rb reg rpm scf scr sct sh shb shtml sldm svg
    svgz swf sys vb vbe vbs vhd vhdx vxd wasm wsc wsf wsh xbap xht xhtml xlam xlsm
    xltm xll xml xsl xslt
"""
# Harmless once they are packed: a browser does not open what lies in a ZIP.
_PACKED = "bin htm html img lib php pl py rb svg svgz xht xhtml xml xsl xslt"

PROGRAMS = frozenset(_PROGRAMS.split())
PACKED = frozenset(_PACKED.split())
