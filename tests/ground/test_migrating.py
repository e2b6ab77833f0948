"""Two hosts that are updated at once: one migrates the database, the other waits."""

from __future__ import annotations

import io
import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection

from kans.site.migrating import alone

PATIENCE = 30  # seconds


class Migrating(threading.Thread):
    """`kans migrate` on a connection of its own, with what it says."""

    def __init__(self):
        super().__init__(daemon=True)
        self.said = io.StringIO()

    def run(self):
        try:
            call_command("migrate", stdout=self.said)
        finally:
            connection.close()

    def says(self, words):
        deadline = time.monotonic() + PATIENCE
        while words not in self.said.getvalue() and time.monotonic() < deadline:
            time.sleep(0.02)
        return words in self.said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_and_then_finds_nothing_to_do():
    second = Migrating()

    with alone(connection, pytest.fail):
        second.start()
        assert second.says("Somebody else migrates this database: waiting …")
        assert "Operations to perform" not in second.said.getvalue()

    assert second.says("No migrations to apply.")
    second.join(PATIENCE)
    assert not second.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_given_back_after_a_failure():
    with pytest.raises(ZeroDivisionError), alone(connection, pytest.fail):
        raise ZeroDivisionError

    with alone(connection, pytest.fail):
        pass


@pytest.mark.django_db(transaction=True)
def test_who_only_looks_does_not_wait():
    said = io.StringIO()

    with alone(connection, pytest.fail):
        call_command("migrate", plan=True, stdout=said)

    assert "No planned migration operations." in said.getvalue()
