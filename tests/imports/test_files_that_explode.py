"""Files that unpack to very much end the process that reads them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kans.foundation.jobs import run_now
from kans.foundation.models import Job, JobStatus
from kans.imports import jobs, staging
from kans.imports.models import ImportRun, RunStatus
from tests.imports.pages import (
    a_workbook,
    address,
    an_import,
    checked,
    counts,
    sentences,
    uploaded,
)

pytestmark = pytest.mark.usefixtures("cronus_works")

TEXTS = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<si><t>%s</t></si></sst>"
)
STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
ENTITIES = b"<!DOCTYPE x [%s]>" % b"".join(
    b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"lol" * 100)
    for n in range(9)
)


def with_texts(texts):
    """A small workbook with these shared texts."""
    whole = BytesIO()
    small = BytesIO(a_workbook(["name"], ["Acme"]))
    with ZipFile(small) as before, ZipFile(whole, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"</Types>", STRINGS)
            if name != "xl/sharedStrings.xml":
                after.writestr(name, part)
        after.writestr("xl/sharedStrings.xml", texts)
    return whole.getvalue()


def left_to_the_worker(browser, content, monkeypatch):
    """Upload a file that a page has no time to read; its import."""
    with monkeypatch.context() as patched:
        patched.setattr(staging, "PAGE", replace(staging.PAGE, seconds=0))
        run = an_import(browser, content)
    assert run.status == RunStatus.READING
    return run


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (TEXTS % (b"a" * 50 * 1024**2), "takes more memory or time to be read"),
        (ENTITIES + TEXTS % b"&e8;", "cannot be read as a table"),
    ],
    ids=["one text of 50 MB", "entities of entities"],
)
def test_a_small_workbook_that_becomes_very_large_is_refused(
    browser, monkeypatch, texts, sentence
):
    monkeypatch.setattr(staging, "PAGE", replace(staging.PAGE, memory=100))
    bomb = with_texts(texts)
    assert len(bomb) < 512 * 1024

    answer = uploaded(browser, bomb, name="bomb.xlsx")

    assert answer.status_code == 422
    assert f"bomb.xlsx {sentence}" in " ".join(sentences(answer))
    assert not ImportRun.objects.exists()
    assert not any((staging.settings.DATA_DIR / "imports").iterdir())


def test_a_wide_head_over_short_rows_stays_as_small_as_it_was(browser):
    head = ",".join(f"column{n}" for n in range(1000))

    run = an_import(browser, f"{head}\n" + "x\n" * 1000)

    assert run.count == 1000
    assert staging.rows_of(run).stat().st_size < 20_000


def test_what_takes_longer_than_a_page_may_the_worker_reads(browser, monkeypatch):
    book = a_workbook(["Name", "City"], ["Acme", "Utrecht"], ["Beta", None])

    run = left_to_the_worker(browser, book, monkeypatch)
    waiting = browser.get(address(run, "columns/"), follow=True)
    run_now(Job.objects.get(pk=run.job))

    assert "Being Read" in waiting.text
    assert browser.get(address(run)).url.endswith("/columns/")
    run.refresh_from_db()
    assert (run.status, run.count) == (RunStatus.MAPPING, 2)
    assert counts(checked(browser, run)) == (2, 0, 0, 0)


def test_a_file_that_ends_its_reader_is_refused_and_the_worker_lives_on(
    browser, monkeypatch
):
    run = left_to_the_worker(browser, a_workbook(["Name"], ["Acme"]), monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "WORKER", replace(jobs.WORKER, memory=16))
        ended = run_now(Job.objects.get(pk=run.job))
    page = browser.get(address(run))
    again = browser.post(address(run, "check/"), follow=True)

    assert ended.status == JobStatus.FAILED
    assert "takes more memory or time to be read" in ended.error
    assert ended.error in page.text
    assert "Read the file again" in page.text
    assert "Being Read" not in page.text
    assert '<span class="state state-bad">Failed</span>' in page.text
    assert "Every row can go in" not in page.text
    assert again.status_code == 200
    run.refresh_from_db()
    assert run_now(Job.objects.get(pk=run.job)).status == JobStatus.DONE
    run.refresh_from_db()
    assert (run.status, run.count) == (RunStatus.MAPPING, 1)
