"""A file is kept if its name is plain and its content is what the name says."""

from __future__ import annotations

import pytest

from kans.foundation.errors import Refused
from kans.notes.files.storage import received
from kans.notes.rules.file_contents import (
    FileEmpty,
    FileHoldsMacros,
    FileNotWhatItSays,
    FileRuns,
)
from kans.notes.rules.file_names import (
    FileNameHides,
    FileNameMissing,
    FileNameTooLong,
    FileNameTwofold,
    FileTypeNotKept,
    FileTypeStays,
    may_be_renamed,
)
from tests.notes.files import (
    EML,
    GIF,
    HEIC,
    JPG,
    MSG,
    OLE,
    PDF,
    PNG,
    WEBP,
    AsItIs,
    office,
    open_document,
    packed,
    with_a_long_list,
    zipped,
)

BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}"
VBA = {"xl__vbaProject_dot_bin": "x"}

KEPT = [
    ("offer.pdf", PDF, "application/pdf"),
    ("Offer v1.2 (final).PDF", b"\xef\xbb\xbf\r\n" + PDF, "application/pdf"),
    ("www.contoso.com.pdf", PDF, "application/pdf"),
    ("site plan.png", PNG, "image/png"),
    ("photo.jpg", JPG, "image/jpeg"),
    ("photo.jpeg", JPG, "image/jpeg"),
    ("anim.gif", GIF, "image/gif"),
    ("photo.webp", WEBP, "image/webp"),
    ("IMG_0001.HEIC", HEIC, "image/heic"),
    ("letter.docx", office("word"), "wordprocessingml.document"),
    ("sums.xlsx", office("xl"), "spreadsheetml.sheet"),
    ("slides.pptx", office("ppt"), "presentationml.presentation"),
    ("letter.odt", open_document("text"), "opendocument.text"),
    ("sums.ods", open_document("spreadsheet"), "opendocument.spreadsheet"),
    ("slides.odp", open_document("presentation"), "opendocument.presentation"),
    ("notes.txt", "Café, 5 < 6 & 7 > 6".encode(), "text/plain"),
    ("notes.txt", "Café".encode("utf-16"), "text/plain"),
    ("prices.csv", b"a;b\r\n1;2\r\n", "text/csv"),
    ("mail.msg", MSG, "application/vnd.ms-outlook"),
    ("mail.eml", EML, "message/rfc822"),
    ("all.zip", zipped(a_dot_txt="x", site__index_dot_html="<p>"), "application/zip"),
    ("export.xml.zip", zipped(export_dot_xml="<x/>"), "application/zip"),
    ("Čaj & κόστος 2026.pdf", PDF, "application/pdf"),
]
HOSTILE_NAMES = [
    ("", FileNameMissing),
    ("   ", FileNameMissing),
    ("..", FileNameMissing),
    (".pdf", FileTypeNotKept),
    ("offer", FileTypeNotKept),
    ("offer.", FileTypeNotKept),
    ("offer.exe", FileTypeNotKept),
    ("offer.pdf.exe", FileTypeNotKept),
    ("offer.pdf ", None),
    ("page.html", FileTypeNotKept),
    ("logo.svg", FileTypeNotKept),
    ("letter.docm", FileTypeNotKept),
    ("old.doc", FileTypeNotKept),
    ("offer.exe.pdf", FileNameTwofold),
    ("offer.JS.pdf", FileNameTwofold),
    ("offer.html .pdf", FileNameTwofold),
    ("shell.php.jpg", FileNameTwofold),
    (f"offer{BIDI}fdp.txt", FileNameHides),
    ("offer\x00.pdf", FileNameHides),
    ("offer\r\nSet-Cookie: a=b.pdf", FileNameHides),
    ("offer\N{ZERO WIDTH SPACE}.pdf", FileNameHides),
    ("../../etc/passwd.pdf", FileNameHides),
    ("..\\..\\boot.pdf", FileNameHides),
    ('a"b.pdf', FileNameHides),
    ("a<b>.pdf", FileNameHides),
    ("x" * 147 + ".pdf", FileNameTooLong),
]
HOSTILE_CONTENTS = [
    ("offer.pdf", b"", FileEmpty),
    ("offer.pdf", PNG, FileNotWhatItSays),
    ("offer.pdf", b"MZ\x90\x00\x03\x00", FileRuns),
    ("offer.pdf", b"\x7fELF\x02\x01", FileRuns),
    ("offer.pdf", b"<html><script>alert(1)</script>", FileNotWhatItSays),
    ("photo.png", PDF, FileNotWhatItSays),
    ("photo.png", b"<svg xmlns='x' onload='alert(1)'/>", FileNotWhatItSays),
    ("photo.jpg", PNG, FileNotWhatItSays),
    ("photo.gif", b"GIF88a;alert(1)", FileNotWhatItSays),
    ("photo.webp", b"RIFF\x00\x00\x00\x00WAVE", FileNotWhatItSays),
    ("photo.heic", b"\x00\x00\x00\x18ftypisom", FileNotWhatItSays),
    ("notes.txt", b"MZ\x90\x00\x03\x00", FileRuns),
    ("notes.txt", b"#!/bin/sh\nrm -rf /", FileRuns),
    ("notes.txt", b"\x00\x01\x02", FileNotWhatItSays),
    ("notes.txt", b"<!DOCTYPE html><p>Hello", FileRuns),
    ("notes.txt", b"Hello <ScRiPt>alert(1)</script>", FileRuns),
    ("notes.txt", "<script>alert(1)</script>".encode("utf-16"), FileRuns),
    ("notes.txt", b"<?xml version='1.0'?><svg onload='x'/>", FileRuns),
    ("prices.csv", b"a;b\r\n<iframe src=x>;2", FileRuns),
    ("prices.csv", OLE, FileNotWhatItSays),
    ("mail.eml", b"Hello", FileNotWhatItSays),
    ("mail.eml", b"<html>From: jo", FileNotWhatItSays),
    ("mail.eml", b"x: y\n\nSubject: too late", FileNotWhatItSays),
    ("mail.msg", OLE, FileNotWhatItSays),
    ("letter.docx", OLE, FileNotWhatItSays),
    ("letter.docx", zipped(a_dot_txt="x"), FileNotWhatItSays),
    ("letter.docx", office("xl"), FileNotWhatItSays),
    ("letter.docx", office("word")[:-30], FileNotWhatItSays),
    ("letter.docx", office("word", word__vbaProject_dot_bin="x"), FileHoldsMacros),
    ("sums.xlsx", office("xl", "…sheet.macroEnabled.main+xml"), FileHoldsMacros),
    ("sums.xlsx", office("xl", xl__macrosheets__a_dot_xml="x"), FileHoldsMacros),
    ("letter.odt", open_document("text", Basic__a_dot_xml="x"), FileHoldsMacros),
    ("letter.odt", open_document("spreadsheet"), FileNotWhatItSays),
    ("letter.odt", office("word"), FileNotWhatItSays),
    ("all.zip", PDF, FileNotWhatItSays),
    ("all.zip", zipped(setup_dot_exe="MZ"), FileRuns),
    ("all.zip", zipped(deep__in__run_dot_JS="x"), FileRuns),
    ("all.zip", packed({"offer.pdf.exe. ": "MZ"}), FileRuns),
    ("all.zip", office("xl", **VBA), FileHoldsMacros),
    ("all.zip", zipped(a_dot_txt="x")[:-10], FileNotWhatItSays),
    ("all.zip", with_a_long_list(zipped(a_dot_txt="x")), FileNotWhatItSays),
]


@pytest.mark.parametrize(("name", "content", "kind"), KEPT)
def test_what_is_what_it_says_is_kept(ann, name, content, kind):
    with received([AsItIs(name, content)]) as [file]:
        assert file.name == name
        assert file.size == len(content)
        assert file.content_type.endswith(kind)


@pytest.mark.parametrize(("name", "refusal"), HOSTILE_NAMES)
def test_a_name_that_misleads_is_refused(ann, name, refusal):
    if refusal is None:
        with received([AsItIs(name)]) as [file]:
            assert file.name == name.strip()
        return
    with pytest.raises(refusal), received([AsItIs(name)]):
        raise AssertionError


@pytest.mark.parametrize(("name", "content", "refusal"), HOSTILE_CONTENTS)
def test_a_content_that_is_not_what_the_name_says_is_refused(
    ann, name, content, refusal
):
    with pytest.raises(refusal), received([AsItIs(name, content)]):
        raise AssertionError


def test_every_file_that_is_refused_is_named(ann):
    bad = [AsItIs("a.exe"), AsItIs("b.pdf", PNG), AsItIs("c.pdf")]

    said = r"a\.exe is of a kind.*b\.pdf is not what"
    with pytest.raises(Refused, match=said), received(bad):
        raise AssertionError


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        ("a.jpg", "b.jpeg", None),
        ("a.pdf", "Offer 2026.PDF", None),
        ("a.pdf", "b.txt", FileTypeStays),
        ("a.txt", "b.html", FileTypeNotKept),
        ("a.pdf", "b.exe.pdf", FileNameTwofold),
        ("a.pdf", f"b{BIDI}fdp.pdf", FileNameHides),
        ("a.pdf", "", FileNameMissing),
    ],
)
def test_a_file_stays_what_it_is_whatever_it_is_called(before, after, refusal):
    found = [type(each) for each in may_be_renamed(before, after)]

    assert found == ([refusal] if refusal else [])
