"""Files to attach: small ones that are what their names say, and hostile ones."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc00000030101001827d7ce0000000049454e44ae426082"
)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
MSG = OLE + "__properties_version1.0".encode("utf-16-le") + b"\x00" * 100
EML = b"From: jo@kans.example\r\nSubject: Offer\r\n\r\n<html><body>Hello</body></html>"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00;"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
OPEN = "application/vnd.oasis.opendocument."


def zipped(**members):
    """A ZIP of these members; `__` in a name is a slash, `_dot_` a dot."""
    return packed({_name(name): text for name, text in members.items()})


def packed(members):
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return written.getvalue()


def with_a_long_list(zipped):
    """A ZIP that says that the list of its members has five megabytes."""
    size = (5 * 1024**2).to_bytes(4, "little")
    return zipped[:-10] + size + zipped[-6:]


def _name(written):
    return written.replace("__", "/").replace("_dot_", ".")


def office(folder, says="application/xml", **more):
    types = f'<Types><Override ContentType="{says}"/></Types>'
    members = {"[Content_Types].xml": types, f"{folder}/document.xml": "<x/>"}
    return packed(members | {_name(name): text for name, text in more.items()})


def open_document(kind, **more):
    members = {"mimetype": OPEN + kind, "content.xml": "<x/>"}
    return packed(members | {_name(name): text for name, text in more.items()})


def upload(name, content=PDF):
    return SimpleUploadedFile(name, content)


class AsItIs:
    """An upload whose name no web framework has put right."""

    def __init__(self, name, content=PDF):
        self.name, self.content = name, content

    def chunks(self):
        yield self.content
