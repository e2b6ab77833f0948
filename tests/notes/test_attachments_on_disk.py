"""Files and rows stay together, across crashes and forgetting."""

from __future__ import annotations

import os
import stat
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kans.contacts.actions import delete_contact
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.errors import DomainError
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Company
from kans.notes.actions.attachments import attach_files, delete_attachment
from kans.notes.files.storage import path_of, received
from kans.notes.models import Attachment
from kans.security.actions.companies import delete_company
from kans.undo.retention import forget_deleted
from tests.builders import MARCH_1, a_company, a_contact, an_actor, an_attachment
from tests.notes.files import AsItIs


@pytest.fixture
def attachment(ann):
    return an_attachment()


def all_files():
    return sorted(path for path in settings.FILES_DIR.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def grow_old(path):
    long_ago = time.time() - 7200
    os.utime(path, (long_ago, long_ago))


def check(*options):
    said = StringIO()
    call_command("check_files", *options, stdout=said)
    return said.getvalue()


def test_only_kans_reads_a_file_in_the_folder_of_its_company(attachment, cronus):
    path = path_of(attachment)

    assert all_files() == [path]
    assert path.parent.parent.name == str(cronus.pk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not path.is_relative_to(settings.STATIC_ROOT)


def test_what_waits_for_a_row_in_vain_goes(ann):
    with received([AsItIs("a.pdf"), AsItIs("b.pdf")]):
        assert len(all_files()) == 2

    assert all_files() == []


def test_what_an_action_took_back_goes_too(ann):
    kept = an_attachment()

    def refused():
        with received([AsItIs("a.pdf")]) as files:
            files[0].put_in_place()
            raise DomainError

    with pytest.raises(DomainError):
        refused()
    assert all_files() == [path_of(kept)]


def test_an_action_that_is_tried_again_finds_its_file_in_place(ann):
    contact = a_contact()

    with received([AsItIs("a.pdf")]) as files:
        files[0].put_in_place()
        [attachment] = attach_files(contact, files=files)

    assert path_of(attachment).exists()


def test_a_crash_leaves_at_most_an_orphan_which_the_sweep_removes(ann):
    with received([AsItIs("a.pdf")]) as files:
        files[0].put_in_place()  # and no row is ever written
    [orphan] = all_files()

    assert "orphaned" not in check()  # it may still be on its way
    grow_old(orphan)
    assert f"orphaned {orphan}" in check()
    assert f"orphaned {orphan}" in check("--remove-orphans", "--dry-run")
    assert all_files() == [orphan]
    assert f"removed {orphan}" in check("--remove-orphans")
    assert all_files() == []


def test_what_was_half_written_is_an_orphan_too(ann, attachment):
    half = path_of(attachment).parents[1] / "incoming" / "x.part"
    half.write_bytes(b"%PDF")
    grow_old(half)

    check("--remove-orphans")

    assert all_files() == [path_of(attachment)]


def test_the_sweep_leaves_what_may_be_brought_back(attachment):
    delete_attachment(attachment)
    grow_old(path_of(attachment))

    assert "removed" not in check("--remove-orphans")
    assert path_of(attachment).exists()


def test_a_missing_or_damaged_file_is_reported(attachment):
    path = path_of(attachment)
    assert "cronus: 1 files are there." in check("--contents")

    path.write_bytes(b"Fifty chair!")
    with pytest.raises(CommandError, match="1 files are missing or damaged"):
        check("--contents")
    assert "1 files" in check()  # of the same size
    path.unlink()
    with pytest.raises(CommandError, match="restore them"):
        check()


def test_the_file_goes_when_the_journal_forgets_it(
    attachment, clock, django_capture_on_commit_callbacks
):
    delete_attachment(attachment)
    clock.set(MARCH_1 + timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        forget_deleted(kept_days=30)

    assert all_files() == []


def test_what_was_brought_back_keeps_its_file(
    attachment, clock, django_capture_on_commit_callbacks
):
    again = {f.attname: getattr(attachment, f.attname) for f in attachment._columns()}
    delete_attachment(attachment)
    with open_change("test"):
        Attachment(**again).save()
    clock.set(MARCH_1 + timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        forget_deleted(kept_days=30)

    assert path_of(attachment).exists()


def test_a_company_takes_its_files_along(ann, django_capture_on_commit_callbacks):
    other = a_company("My Company")
    with acting_as(an_actor(other)):
        attachment = an_attachment()
        delete_contact(Contact.objects.get())
    assert path_of(attachment).exists()

    system = acting_as(an_actor(ann.company, name="System"))
    with system, django_capture_on_commit_callbacks(execute=True):
        delete_company(Company.objects.get(slug="my-company"))

    assert all_files() == []
