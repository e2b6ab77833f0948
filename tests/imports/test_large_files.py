"""Files of many rows: they are taken, and no page takes longer for them."""

from __future__ import annotations

import time

import pytest

from kans.foundation.jobs import run_now
from kans.foundation.jobs.running import take_next
from kans.foundation.models import Job
from kans.imports import staging
from kans.imports.models import ImportRun, RunStatus
from kans.imports.reading import PAGE
from tests.imports.pages import (
    a_workbook,
    address,
    an_import,
    assigned,
    cancel_after,
    checked,
    counts,
    uploaded,
)

pytestmark = pytest.mark.usefixtures("cronus_works")

ALLOWED = 3  # seconds for a page: three times what is promised


def of_many_rows(rows):
    """Companies and whom they employ, one of which has no such company."""
    lines = ["External ID,Type,Name,E-Mail,Company No."]
    for n in range(0, rows, 2):
        lines.append(f"E{n},Company,Firm {n},info@f{n}.example,")
        lines.append(f"E{n + 1},Person,Jo {n},jo@f{n}.example,{f'E{n}' if n else 'E'}")
    return "\n".join(lines) + "\n"


def worked_off(run):
    run.refresh_from_db()
    return run_now(Job.objects.get(pk=run.job))


@pytest.fixture
def no_page_reads_all(monkeypatch):
    """Reading every row, or a file itself, is left to the worker."""

    def fail(*_args, **_limits):
        pytest.fail("a page read the whole file")

    def forbid(name):
        monkeypatch.setattr(staging, name, fail)

    return forbid


def test_a_page_neither_reads_a_large_file_nor_all_rows_of_one(
    browser, no_page_reads_all, monkeypatch
):
    text = of_many_rows(250)
    with monkeypatch.context() as patched:
        patched.setattr(staging, "MOST_OF_A_TEXT", len(text) - 1)
        patched.setattr(staging, "read", lambda *_a, **_l: pytest.fail("read"))
        run = an_import(browser, text)
        assert run.status == RunStatus.READING
    worked_off(run)
    run.refresh_from_db()
    with monkeypatch.context() as patched:
        patched.setattr(staging, "every_row", lambda *_rows: pytest.fail("all rows"))
        assert assigned(browser, run).status_code == 302
    worked_off(run)
    assert counts(run) == (249, 0, 0, 1)
    no_page_reads_all("every_row")

    page = browser.get(address(run))
    again = browser.post(address(run), {"cell_3_company_contact": "E2"}, follow=True)

    assert "E" in page.text
    assert again.status_code == 200
    assert counts(run) == (250, 0, 0, 0)


def test_a_workbook_that_is_not_small_is_left_to_the_worker(browser, no_page_reads_all):
    rows = ([f"Firm {n}", f"{n * 7919 % 10007} Street"] for n in range(6000))
    book = a_workbook(["Name", "Address"], *rows)
    assert len(book) > staging.MOST_OF_A_WORKBOOK
    no_page_reads_all("read")

    run = an_import(browser, book, name="rows.xlsx")

    assert run.status == RunStatus.READING


def test_the_file_of_refused_rows_holds_every_one_with_its_corrections(browser):
    text = "Name,E-Mail\n" + "".join(f"Firm {n},nowhere{n}\n" for n in range(601))
    run = checked(browser, an_import(browser, text))
    worked_off(run)
    browser.post(address(run), {"cell_2_email": "still nowhere"})

    file = browser.get(address(run, "rejected/?format=csv"))

    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 602
    assert lines[1].startswith("Firm 0,still nowhere,")
    assert lines[601].startswith("Firm 600,nowhere600,")


@pytest.mark.long
def test_pages_of_a_file_of_a_hundred_thousand_rows_take_a_second(browser):
    """Its first chunk is enough: what pages show of more comes from the database."""
    took = []

    def timed(act):
        begun = time.monotonic()
        answer = act()
        took.append(time.monotonic() - begun)
        return answer

    text = of_many_rows(PAGE.most_rows).replace("info@f0.example", "nowhere")
    timed(lambda: uploaded(browser, text))
    run = ImportRun.objects.get()
    worked_off(run)
    run.refresh_from_db()
    assert (run.status, run.count) == (RunStatus.MAPPING, PAGE.most_rows)
    timed(lambda: assigned(browser, run))
    run.refresh_from_db()
    cancel_after(take_next(run.job), 1)
    assert counts(run) == (49, 0, 0, 1)
    timed(lambda: browser.get(address(run)))
    timed(lambda: browser.post(address(run), {"cell_2_email": "info@f0.example"}))

    assert counts(run) == (50, 0, 0, 0)
    assert max(took) < ALLOWED
