"""What somebody does on the pages of an import."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kans.imports.models import ImportRun

IMPORTS = "/c/cronus/imports/"


def a_workbook(*rows, title="Rows", **more):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, lines in more.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(browser, content, kind="contacts", name="rows.csv"):
    """Upload a file; the answer."""
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return browser.post(f"{IMPORTS}new/", {"kind": kind, "file": file})


def an_import(browser, content, kind="contacts", name="rows.csv"):
    """Upload a file that is understood; its import."""
    answer = uploaded(browser, content, kind, name)
    assert answer.status_code == 302, sentences(answer)
    return ImportRun.objects.latest("created_at", "id")


def fields_of(page):
    """What a form on a page would send, by name."""
    text = page.text
    sent = {}
    for found in re.finditer(
        r"<select [^>]*name=\"([^\"]*)\".*?</select>", text, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', found[0])
        sent[found[1]] = unescape(chosen[1]) if chosen else ""
    for tag in re.findall(r"<input [^>]*>", text):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if at.get("type") in {"radio", "checkbox"} and "checked" not in tag:
            continue
        if "name" in at:
            sent[at["name"]] = unescape(at.get("value", ""))
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def address(run, page=""):
    return f"{IMPORTS}{run.pk}/{page}"


def assigned(browser, run, **changes):
    """Leave the columns as they are guessed, but for what is changed."""
    sent = fields_of(browser.get(address(run, "columns/")))
    return browser.post(address(run, "columns/"), {**sent, **changes})


def checked(browser, run, **changes):
    answer = assigned(browser, run, **changes)
    assert answer.status_code == 302, sentences(answer)
    run.refresh_from_db()
    return run


def counts(run):
    run.refresh_from_db()
    return (run.created, run.updated, run.known, run.refused)


def sentences(page):
    """What a page says is wrong."""
    found = re.findall(r'<div class="ask-error"[^>]*>(.*?)</div>', page.text, re.DOTALL)
    found += re.findall(
        r'<div class="notice notice-bad".*?</div>\s*</div>', page.text, re.DOTALL
    )
    return [unescape(re.sub(r"<[^>]*>|\s+", " ", text)).strip() for text in found]
