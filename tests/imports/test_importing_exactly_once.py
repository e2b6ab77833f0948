"""An import has one job at a time, goes in once, and is undone as one."""

from __future__ import annotations

import pytest

from kans.contacts.models import Contact
from kans.foundation.jobs import cancel_job, run_now, start_job
from kans.foundation.jobs.running import advance, take_next
from kans.foundation.models import Job, JobStatus
from kans.imports import checking, staging
from kans.imports.actions.runs import ImportHasBegun, StillAtWork
from kans.imports.actions.working import apply_import, leave_check_to_worker
from kans.imports.jobs import ApplyImport, CheckImport
from kans.undo import pages as undo_pages
from tests.builders import a_contact, a_person
from tests.imports.pages import (
    a_workbook,
    address,
    an_import,
    cancel_after,
    checked,
    counts,
    fields_of,
    imported,
    sentences,
    stopped,
    undo_links,
)

FIRMS = "Name,Town\n" + "".join(f"C{n},Ede\n" for n in range(7))
NAMES = [f"C{n}" for n in range(7)]
AT_WORK = "The worker is at this file. Wait until it ends, or cancel its job."


@pytest.fixture
def run(browser, cronus_works, monkeypatch):
    """A checked file of seven rows, which go in two by two."""
    monkeypatch.setattr(checking, "CHUNK", 2)
    return checked(browser, an_import(browser, FIRMS))


def names():
    return sorted(Contact.objects.values_list("name", flat=True))


class TestOneJobAtATime:
    def test_pressing_import_twice_brings_each_row_in_once(self, browser, run):
        first = browser.post(address(run, "application/"))
        second = browser.post(address(run, "application/"))

        assert (first.status_code, second.status_code) == (302, 422)
        assert AT_WORK in second.text
        run_now(Job.objects.get())
        assert names() == NAMES
        assert counts(run) == (7, 0, 0, 0)

    def test_a_job_that_is_not_the_one_of_the_import_does_nothing(self, run):
        stray = start_job(ApplyImport, {"run": str(run.pk)})
        job = apply_import(run)
        early = start_job(ApplyImport, {"run": str(run.pk)})

        assert run_now(early).done == 0
        assert run_now(job).done == 7
        assert run_now(stray).done == 0

        assert names() == NAMES
        assert counts(run) == (7, 0, 0, 0)

    def test_a_check_that_comes_late_leaves_what_is_imported(self, browser, run):
        late = start_job(CheckImport, {"run": str(run.pk)})
        imported(browser, run)

        assert run_now(late).done == 0

        assert counts(run) == (7, 0, 0, 0)
        assert run.status == "DONE"
        with pytest.raises(ImportHasBegun):
            leave_check_to_worker(run)

    def test_a_file_that_is_being_checked_is_not_checked_again(self, browser, run):
        leave_check_to_worker(run)

        with pytest.raises(StillAtWork):
            leave_check_to_worker(run)
        answer = browser.post(address(run, "check/"))

        assert answer.status_code == 409
        assert AT_WORK in answer.text
        assert run_now(Job.objects.get()).done == 7

    def test_nor_are_its_columns_or_its_rows_changed(self, browser, run):
        text = "Name,E-mail\nAcme,nowhere\n"
        run = checked(browser, an_import(browser, text))
        sent = fields_of(browser.get(address(run, "columns/")))
        leave_check_to_worker(run)

        columns = browser.post(address(run, "columns/"), sent)
        rows = browser.post(address(run), {"cell_2_email": "a@acme.example"})

        assert (columns.status_code, rows.status_code) == (422, 422)
        assert sentences(columns) == [AT_WORK]
        run.refresh_from_db()
        assert run.rows.get().corrections == {}

    def test_nor_is_another_sheet_taken(self, browser, cronus_works):
        book = a_workbook(["name"], ["Betatech"], More=[["name"], ["Acme"]])
        run = checked(browser, an_import(browser, book, name="rows.xlsx"))
        leave_check_to_worker(run)

        answer = browser.post(address(run, "sheet/"), {"sheet": "More"})

        assert answer.status_code == 422
        assert AT_WORK in answer.text
        run.refresh_from_db()
        assert run.sheet == "Rows"
        assert staging.read_part(staging.rows_of(run), 0, 9).rows == [(2, ["Betatech"])]

    def test_once_its_job_is_canceled_the_file_is_free_again(self, browser, run):
        cancel_job(leave_check_to_worker(run))

        browser.post(address(run, "check/"))

        run.refresh_from_db()
        assert (run.status, *counts(run)) == ("CHECKED", 7, 0, 0, 0)


class TestUndoing:
    def test_an_import_is_undone_as_one(self, browser, run):
        a_contact("Acme", number="C1", city="Ede")
        text = "No.,Name,City\nC1,Acme,Goes\n,Beta,\n,Zeta,\n,Ypsilon,\n"
        run = checked(browser, an_import(browser, text), updates="yes")
        imported(browser, run)
        assert Contact.objects.count() == 4
        (undo,) = undo_links(browser.get(address(run)))

        browser.post(undo)

        assert [(c.name, c.city) for c in Contact.objects.all()] == [("Acme", "Ede")]
        page = browser.get(address(run))
        assert "Undone" in page.text
        assert not undo_links(page)

    def test_one_that_was_stopped_and_went_on_too(self, browser, run):
        stopped(browser, run, after=1)
        stopped(browser, run, after=1)
        imported(browser, run)
        assert names() == NAMES
        (undo,) = undo_links(browser.get(address(run)))

        browser.post(undo)

        assert names() == []
        page = browser.get(address(run))
        assert "Undone" in page.text
        assert not undo_links(page)

    def test_all_of_it_or_nothing(self, browser, run):
        stopped(browser, run, after=1)
        imported(browser, run)
        a_person("Ada", at=Contact.objects.get(name="C0"))  # of the first job
        (undo,) = undo_links(browser.get(address(run)))

        answer = browser.post(undo)

        assert answer.status_code == 422
        assert "Ada" in answer.text
        assert names() == ["Ada", *NAMES]

    def test_not_while_it_goes_in_neither_from_its_page_nor_by_ctrl_z(
        self, browser, run
    ):
        stopped(browser, run, after=1)
        (undo,) = undo_links(browser.get(address(run)))
        browser.post(address(run, "application/"))
        advance(take_next(Job.objects.get(ended_at=None).pk))
        some = names()

        for to, status in ((undo, 422), ("/c/cronus/changes/undo/", 409)):
            answer = browser.post(to, headers={"HX-Request": "true"})
            assert answer.status_code == status
            assert "still runs" in answer.text
        assert names() == some
        assert not undo_links(browser.get(address(run)))

    def test_one_that_was_stopped_and_undone_begins_anew(self, browser, run):
        stopped(browser, run, after=1)
        (undo,) = undo_links(browser.get(address(run)))
        browser.post(undo)
        assert names() == []

        imported(browser, run)

        assert names() == NAMES
        assert counts(run) == (7, 0, 0, 0)

    def test_a_large_one_is_undone_by_the_worker(self, browser, run, monkeypatch):
        monkeypatch.setattr(undo_pages, "MOST_AT_ONCE", 6)
        imported(browser, run)
        (undo,) = undo_links(browser.get(address(run)))

        browser.post(undo)

        job = take_next(Job.objects.get(kind="undo_many").pk)
        for _count_judge_and_undo in range(1 + 4 + 2):
            advance(job)
        assert names() == NAMES[:4]
        page = browser.get(address(run))
        assert "Being Undone" in page.text
        assert str(job.pk) in page.text
        assert not undo_links(page)
        assert AT_WORK in browser.post(address(run, "delete/")).text

        while advance(job):
            pass
        assert names() == []
        page = browser.get(address(run))
        assert "Undone" in page.text
        assert "Being Undone" not in page.text
        assert not undo_links(page)

    def test_what_is_left_of_one_can_be_undone_later(self, browser, run, monkeypatch):
        monkeypatch.setattr(undo_pages, "MOST_AT_ONCE", 6)
        imported(browser, run)
        browser.post(*undo_links(browser.get(address(run))))
        job = take_next(Job.objects.get(kind="undo_many").pk)
        cancel_after(job, 4 + 2)
        assert names() == NAMES[:4]

        (undo,) = undo_links(browser.get(address(run)))
        browser.post(undo)

        job.refresh_from_db()
        assert job.status == JobStatus.CANCELED
        assert names() == []
        assert "Undone" in browser.get(address(run)).text
