"""What somebody does on the pages of an import."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kans.foundation.jobs import cancel_job, run_now
from kans.foundation.jobs.running import advance, take_next
from kans.foundation.models import Job
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


def renamed(workbook, title):
    """A workbook whose first sheet bears a name that Excel would not let it have."""
    named = f'name="{title}"'.encode()
    return _with(
        workbook, "xl/workbook.xml", lambda xml: xml.replace(b'name="Rows"', named)
    )


def with_sheet(workbook, change):
    """A workbook whose first sheet was changed as no program would."""
    return _with(workbook, "xl/worksheets/sheet1.xml", change)


def _with(workbook, changed, change):
    whole = BytesIO()
    with ZipFile(BytesIO(workbook)) as before, ZipFile(whole, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, change(part) if name == changed else part)
    return whole.getvalue()


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


def imported(browser, run):
    """Choose Import, and let the worker do it."""
    answer = browser.post(address(run, "application/"))
    assert answer.status_code == 302, sentences(answer)
    run.refresh_from_db()
    return run_now(Job.objects.get(pk=run.job))


def stopped(browser, run, *, after):
    """Choose Import, and cancel it after some chunks."""
    browser.post(address(run, "application/"))
    run.refresh_from_db()
    cancel_after(take_next(run.job), after)


def cancel_after(job, chunks):
    """Let a job that was taken up count and do some chunks, and no more."""
    for _count_and_chunk in range(1 + chunks):
        advance(job)
    cancel_job(job)
    advance(job)


def differences(page):
    """What a page says that changes: field, before, after."""
    found = re.findall(
        r"<td>([^<]*)</td><td><del>(.*?)</del></td><td><ins>(.*?)</ins></td>", page.text
    )
    return [tuple(map(unescape, each)) for each in found]


def undo_links(page):
    """Where a page leads to undo something."""
    return re.findall(r'href="(/c/cronus/changes/[^"]*/undo/)"', page.text)


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
