"""Whether something was committed is known, also when the answer to that is lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kans.foundation.databases.commits import (
    Saved,
    nothing_saved_yet,
    what_is_saved,
)
from kans.foundation.models import WorkerHeartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def a_new_request(db):
    nothing_saved_yet()
    yield
    nothing_saved_yet()


class Lost(Exception):
    def __init__(self, state):
        self.sqlstate = state


def lost(state):
    error = OperationalError()
    error.__cause__ = Lost(state)
    return error


def write():
    WorkerHeartbeat.beat("here/1")


def test_reading_commits_nothing():
    with transaction.atomic():
        WorkerHeartbeat.objects.count()

    assert what_is_saved() is Saved.NOTHING


def test_what_is_taken_back_is_not_committed():
    with suppress(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    with transaction.atomic():
        WorkerHeartbeat.objects.count()

    assert what_is_saved() is Saved.NOTHING


def test_what_is_written_in_a_transaction_is_once_that_is():
    with transaction.atomic():
        write()
        assert what_is_saved() is Saved.NOTHING

    assert what_is_saved() is Saved.SOMETHING


@pytest.mark.parametrize(
    ("state", "saved"),
    [
        (None, Saved.SOMETHING),
        ("08006", Saved.SOMETHING),
        ("57P01", Saved.SOMETHING),
        ("40001", Saved.NOTHING),
    ],
)
def test_a_commit_whose_answer_is_lost_may_have_been_one(monkeypatch, state, saved):
    def commit(_self):
        raise lost(state)

    with suppress(OperationalError), monkeypatch.context() as broken:
        broken.setattr(BaseDatabaseWrapper, "_commit", commit)
        with transaction.atomic():
            write()

    assert what_is_saved() is saved
