"""A virus scanner looks at files in the worker; until it has, nobody gets them."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from kans.foundation.history import history
from kans.foundation.models import Change, Job
from kans.foundation.text import formats
from kans.notes.actions.attachments import delete_attachment
from kans.notes.files.storage import path_of
from kans.notes.models import Attachment, Comment, FileScan, Mention
from kans.undo.actions import undo_change
from tests.builders import a_contact, an_attachment
from tests.mail_server import mail_goes_out
from tests.notes.files import upload

SCANNER = ["/bin/sh", "-c", '! grep -q EICAR "$0"']
BROKEN = ["/bin/sh", "-c", "exit 2"]
SCANNED = "is still being scanned for viruses."
REFUSED = "The virus scanner refuses virus.txt, so the file was removed."

worker_comes = mail_goes_out


@pytest.fixture(autouse=True)
def scanner(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    settings.SCAN_COMMAND = SCANNER
    return settings


@pytest.fixture
def contact(ann):
    return a_contact("Contoso")


def attached(browser, contact, name="fine.txt", content=b"fine"):
    """The answer to attaching a file, and what came of it."""
    to = f"/c/cronus/records/contacts.contact/{contact.pk}/attachments/new/"
    answer = browser.post(to, {"file": upload(name, content)}, follow=True)
    return answer, Attachment.objects.latest("id")


def got(browser, attachment):
    return browser.get(f"/c/cronus/attachments/{attachment.pk}/")


def the_files(browser, contact):
    to = f"/c/cronus/records/contacts.contact/{contact.pk}/attachments/"
    return browser.get(to, headers={"HX-Request": "true"}).text


def test_no_page_waits_for_the_scanner_and_nobody_gets_the_file_before(
    browser, contact, scanner, tmp_path
):
    asked = tmp_path / "asked"
    scanner.SCAN_COMMAND = ["/usr/bin/touch", str(asked)]

    answer, file = attached(browser, contact)

    assert not asked.exists()
    assert "once the virus scanner has found nothing." in answer.text
    assert "Being Scanned for Viruses" in answer.text
    assert f'href="/c/cronus/attachments/{file.pk}/"' not in answer.text
    refused = got(browser, file)
    assert refused.status_code == 409
    assert SCANNED in refused.text


def test_what_the_scanner_finds_nothing_in_is_handed_out(browser, contact):
    _answer, file = attached(browser, contact)
    assert 'hx-trigger="load delay:5s"' in the_files(browser, contact)

    worker_comes()

    assert b"".join(got(browser, file).streaming_content) == b"fine"
    files = the_files(browser, contact)
    assert f'href="/c/cronus/attachments/{file.pk}/"' in files
    assert "hx-trigger" not in files
    assert len(history(contact)) == 2  # created, attached: of a scan none is told


def test_what_it_refuses_is_removed_and_who_attached_it_is_told(
    browser, contact, django_capture_on_commit_callbacks
):
    _answer, file = attached(browser, contact, "virus.txt", b"EICAR")
    assert path_of(file).exists()

    with django_capture_on_commit_callbacks(execute=True):
        worker_comes()

    assert not path_of(file).exists()
    answer = got(browser, file)
    assert answer.status_code == 410
    assert REFUSED in answer.text
    files = the_files(browser, contact)
    assert "Refused by the Virus Scanner" in files
    assert REFUSED in files
    comment = Comment.objects.get()
    assert (comment.record_id, comment.author_name) == (contact.pk, "System")
    assert Mention.objects.get().told
    [letter] = mail.outbox
    assert letter.to == ["ann@cronus.example"]
    assert REFUSED in " ".join(letter.body.split())


@pytest.mark.parametrize("command", [BROKEN, ["/nowhere/scan"], []])
def test_without_an_answer_of_the_scanner_it_is_asked_again(
    browser, contact, scanner, clock, command
):
    _answer, file = attached(browser, contact)
    scanner.SCAN_COMMAND = command

    waits = []
    for _ in range(5):
        worker_comes()
        assert worker_comes() == []
        scan = FileScan.objects.get()
        waits.append((scan.retry_at - clock.now()) // timedelta(minutes=1))
        assert got(browser, file).status_code == 409
        assert formats.moment(scan.retry_at) in the_files(browser, contact)
        clock.moment += scan.retry_at - clock.now()

    assert waits == [1, 5, 15, 60, 60]
    scanner.SCAN_COMMAND = SCANNER
    worker_comes()
    assert got(browser, file).status_code == 200


def test_a_scan_never_ends_by_itself_without_an_answer(contact, scanner, clock):
    scanner.SCAN_COMMAND = BROKEN
    an_attachment(on=contact)
    FileScan.objects.update(tries=1000)

    worker_comes()

    assert FileScan.objects.get().status == "WAITING"


def test_a_canceled_scan_hands_nothing_out_and_can_be_run_again(browser, contact):
    _answer, file = attached(browser, contact)
    job = Job.objects.get()
    browser.post(f"/c/cronus/jobs/{job.pk}/cancellation/")

    refused = got(browser, file)
    assert refused.status_code == 409
    assert "was not scanned for viruses" in refused.text
    browser.post(f"/c/cronus/jobs/{job.pk}/again/")
    worker_comes()
    assert got(browser, file).status_code == 200


def test_undoing_meanwhile_changes_nothing_of_the_scan(browser, contact, ann):
    """What is brought back is as the scanner left it, whenever that was."""
    _answer, file = attached(browser, contact, "virus.txt", b"EICAR")
    delete_attachment(file)
    worker_comes()

    undo_change(Change.objects.get(verb="delete_attachment"))

    assert Attachment.objects.get().pk == file.pk
    assert got(browser, file).status_code == 410
    assert not Comment.objects.exists()


def test_without_a_scanner_files_are_handed_out_at_once(browser, contact, scanner):
    scanner.SCAN_COMMAND = []

    answer, file = attached(browser, contact)

    assert "scan" not in answer.text.lower().replace("scandinav", "")
    assert got(browser, file).status_code == 200
    assert not Job.objects.exists()


def test_what_the_scanner_removed_is_not_missed(
    contact, django_capture_on_commit_callbacks
):
    an_attachment("virus.txt", b"EICAR", on=contact)
    with django_capture_on_commit_callbacks(execute=True):
        worker_comes()
    said = StringIO()

    call_command("check_files", stdout=said)

    assert said.getvalue() == "cronus: 0 files are there.\n"
