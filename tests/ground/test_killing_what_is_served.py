"""Nothing that was acknowledged is lost, whatever dies under `kans serve` meanwhile."""

import http.client
import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest

from tests.ground.test_serving import awaited, children_of
from tests.ground.test_the_database_away import Installation

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("KANS_KILLS", "20"))
CLIENTS = 3
BOOTS_WITHIN = 120  # seconds, on a busy machine
EMAIL, PASSWORD = "ann@example.com", "long-and-unusual-words"
# Each part may die four times a minute: once every sixteen seconds.
WORKER_REST = 16


@pytest.fixture
def kans(tmp_path):
    installation = Installation(tmp_path, KANS_ADMIN_PASSWORD=PASSWORD)
    installation.kans("migrate", "--verbosity", "0")
    company = ("--slug", "cronus", "--name", "CRONUS", "--currency", "EUR")
    installation.kans("create-company", *company, "--time-zone", "Europe/Amsterdam")
    ann = ("--company", "cronus", "--email", EMAIL, "--name", "Ann")
    installation.kans("create-administrator", *ann)
    installation.start()
    yield installation
    installation.stop()


class Client:
    """A signed-in browser that types in companies, one after the other."""

    def __init__(self, port, cookies=None):
        self.port = port
        self.cookies = dict(cookies or {})

    def ask(self, method, path, **form):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=90)
        jar = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {"Cookie": jar, "Content-Type": "application/x-www-form-urlencoded"}
        token = self.cookies.get("csrftoken", "")
        body = urlencode(form | {"csrfmiddlewaretoken": token})
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status

    def sign_in(self):
        self.ask("GET", "/accounts/login/")
        sent = {"login": EMAIL, "password": PASSWORD}
        assert self.ask("POST", "/accounts/login/", **sent) == 302

    def write_until(self, stop, name, acknowledged):
        number = 0
        while not stop.is_set():
            number += 1
            company = f"{name}{number}"
            if self.create(company, stop):
                acknowledged.append(company)

    def create(self, company, stop):
        """Send the same form until it is answered, as people press OK again."""
        form = {"type": "Company", "name": company, "idempotency_key": uuid4().hex}
        while not stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                status = self.ask("POST", "/c/cronus/contacts/new/", **form)
                assert status in {302, 503}, status
                if status == 302:
                    return True
        return False


def test_whatever_is_killed_what_was_acknowledged_is_there_once_and_whole(kans):
    first = Client(kans.port)
    first.sign_in()
    stop, acknowledged = threading.Event(), []
    writers = [
        threading.Thread(
            target=Client(kans.port, first.cookies).write_until,
            args=(stop, f"{'ABCDEFGH'[n]}", acknowledged),
        )
        for n in range(CLIENTS)
    ]
    for writer in writers:
        writer.start()
    try:
        kill_at_random(kans, acknowledged)
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    assert kans.process.poll() is None
    assert awaited(lambda: kans.ask()[0] == 200, seconds=BOOTS_WITHIN)
    with psycopg.connect(kans.server.url("postgres")) as database:
        rows = database.execute("SELECT name, number FROM contacts_contact").fetchall()
        created = database.execute(
            "SELECT count(*) FROM foundation_change WHERE verb = 'create_contact'"
        ).fetchone()
    names = [name for name, _number in rows]
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(names)} there")  # noqa: T201
    assert acknowledged
    assert {*acknowledged} <= {*names}
    assert len(names) - len(acknowledged) <= CLIENTS  # the last of each, unanswered
    assert len(names) == len({*names}) == created[0]
    assert len(names) == len({number for _name, number in rows})


def kill_at_random(kans, acknowledged):
    """Kill one process of the web server or the worker, while writes get through."""
    chance = random.Random(17)
    worker_may_die_at = time.monotonic()
    for _ in range(KILLS):
        written = len(acknowledged)
        assert awaited(
            lambda least=written: len(acknowledged) > least, seconds=BOOTS_WITHIN
        )
        time.sleep(chance.uniform(0, 1))
        if time.monotonic() > worker_may_die_at and chance.random() < 0.5:
            worker_may_die_at = time.monotonic() + WORKER_REST
            victim = awaited(lambda: worker_of(kans), seconds=60)
        else:
            victim = awaited(lambda: web_worker_of(kans, chance), seconds=60)
        os.kill(victim, signal.SIGKILL)


def worker_of(kans):
    parts = children_of(kans.process.pid)
    return next((part for part in parts if not is_web(part)), None)


def web_worker_of(kans, chance):
    """One of the two: granian gives up when one dies within 5.5 s of its start."""
    web = [part for part in children_of(kans.process.pid) if is_web(part)]
    workers = [worker for part in web for worker in children_of(part)]
    victim = chance.choice(workers) if len(workers) == 2 else None
    return victim if victim and age_of(victim) > 6 else None


def is_web(pid):
    return "kans.site.web" in Path(f"/proc/{pid}/cmdline").read_text()


def age_of(pid):
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    began = int(facts[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began
