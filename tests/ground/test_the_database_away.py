"""`kans serve` on PostgreSQL while that is frozen or stopped, and while parts of Kans
are killed. A time that is promised has three times the allowance here."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from kans.testing.postgresql import CARELESS, PostgreSQLMissing, Server
from tests.ground.test_serving import awaited, children_of, is_alive
from tests.ground.test_slow_clients import a_slow_one

pytestmark = pytest.mark.long

ALLOWANCE = 3
SIGN_IN = "/accounts/login/"


class Installation:
    """Kans as it is served, on a PostgreSQL of its own."""

    def __init__(self, folder, **settings):
        self.server = Server(**CARELESS)
        self.server.start()
        self.port = free_port()
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KANS_")},
            "DJANGO_SETTINGS_MODULE": "kans.site.settings",
            "KANS_DATA_DIR": str(folder),
            "KANS_DATABASE_URL": self.server.url("postgres"),
            "KANS_LOCAL_ONLY": "1",
            "KANS_SECRET_KEY": "for-tests-only",
            **settings,
        }

    def kans(self, *arguments):
        subprocess.run(self._command(*arguments), env=self._environment, check=True)

    def start(self):
        command = self._command("serve", "--port", str(self.port))
        self.process = subprocess.Popen(command, env=self._environment)
        assert awaited(lambda: self.ask()[0] == 200, seconds=120)

    def _command(self, *arguments):
        return [sys.executable, "-m", "kans", *arguments]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.server.stop()

    def ask(self, path=SIGN_IN):
        """Status, page and seconds; status 0 if nobody answers."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, "", time.monotonic() - begun
        finally:
            connection.close()
        return answer.status, page, time.monotonic() - begun

    def is_back_within(self, seconds):
        """Whether all its processes are: one of them answers each request."""
        return awaited(
            lambda: all(self.ask()[0] == 200 for _ in range(6)),
            seconds=seconds * ALLOWANCE,
        )

    def descendants(self):
        return family_of(self.process.pid)

    @contextmanager
    def frozen(self):
        """Every process of PostgreSQL stands still."""
        postmaster = int(
            (self.server.folder / "data" / "postmaster.pid").read_text().split()[0]
        )
        processes = [postmaster, *family_of(postmaster)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)


def family_of(pid):
    children = children_of(pid)
    return children + [deeper for child in children for deeper in family_of(child)]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def kans(tmp_path_factory):
    try:
        installation = Installation(tmp_path_factory.mktemp("kans"))
    except PostgreSQLMissing as missing:
        pytest.fail(str(missing))
    installation.kans("migrate", "--verbosity", "0")
    installation.start()
    yield installation
    installation.stop()


def test_while_it_refuses_pages_say_so_within_two_seconds_and_come_back_within_five(
    kans,
):
    kans.server.pause()
    try:
        status, page, seconds = kans.ask()
    finally:
        kans.server.resume()

    assert (status, seconds < 2 * ALLOWANCE) == (503, True)
    assert '<p role="alert">The database cannot be reached just now.' in page
    assert kans.is_back_within(5)


def test_while_it_is_frozen_pages_say_so_within_six_seconds_and_come_back_within_five(
    kans,
):
    with kans.frozen():
        answers = [kans.ask() for _ in range(3)]

    assert [status for status, _, _ in answers] == [503] * 3
    assert max(seconds for _, _, seconds in answers) < 6 * ALLOWANCE
    assert kans.is_back_within(5)


def test_a_statement_under_way_ends_within_six_seconds_too(kans):
    """It waits for a lock of somebody else when everything freezes."""
    with psycopg.connect(kans.server.url("postgres")) as other:
        other.execute("LOCK TABLE socialaccount_socialapp IN ACCESS EXCLUSIVE MODE")
        asked = subprocess.Popen(
            [sys.executable, "-c", ASK.format(port=kans.port, path=SIGN_IN)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert awaited(lambda: somebody_waits(kans))
        with kans.frozen():
            frozen_at = time.monotonic()
            status = asked.communicate(timeout=60)[0]
            seconds = time.monotonic() - frozen_at
        other.rollback()

    assert (status, seconds < 6 * ALLOWANCE) == ("503\n", True)
    assert kans.is_back_within(5)


ASK = """
import http.client
connection = http.client.HTTPConnection("localhost", {port}, timeout=60)
connection.request("GET", "{path}")
print(connection.getresponse().status)
"""


def somebody_waits(kans):
    with psycopg.connect(kans.server.url("postgres")) as connection:
        return connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone()


def test_a_worker_that_is_killed_is_started_again_and_pages_go_on(kans):
    _, worker = children_of(kans.process.pid)

    os.kill(worker, signal.SIGKILL)

    assert kans.ask()[0] == 200
    assert awaited(lambda: len({*children_of(kans.process.pid)} - {worker}) == 2)


def test_four_slow_bodies_leave_the_sign_in_page_answering_within_a_second(kans):
    slow = [a_slow_one(kans.port) for _ in range(4)]

    status, _, seconds = kans.ask()

    assert (status, seconds < 1 * ALLOWANCE) == (200, True)
    for connection in slow:
        connection.close()


def test_it_takes_less_than_forty_megabytes_itself(kans):
    status = Path(f"/proc/{kans.process.pid}/status").read_text()

    (resident,) = (row.split()[1] for row in status.splitlines() if "VmRSS" in row)
    assert int(resident) < 40 * 1024


def test_killed_it_leaves_no_orphan(kans):
    parts = kans.descendants()
    assert len(parts) == 4  # the web server and its two, and the worker

    kans.process.kill()
    kans.process.wait()

    assert awaited(lambda: not any(map(is_alive, parts)), seconds=10 * ALLOWANCE)
    kans.start()
