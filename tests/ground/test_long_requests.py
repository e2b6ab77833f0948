"""What takes long holds up nobody else, and is not waited for without an end."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from kans.foundation.models import WorkerHeartbeat
from tests.ground.test_serving import awaited
from tests.ground.test_watching import database_url
from tests.ground.web_server import PAGE, answer, sent, talk, web_server

PROGRAM = """
import os, re, time
from kans.site import front, urls
from kans.site.front import app
from django.http import HttpResponse
from django.urls import path

def of_us(view):
    view.declared = urls.about.declared
    view.__module__ = urls.about.__module__
    return view

@of_us
def slow(request, seconds):
    time.sleep(seconds)
    return HttpResponse("slept\\n")

@of_us
def busy(request, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
    return HttpResponse("done\\n")

@of_us
def process(request):
    return HttpResponse(str(os.getpid()))

@of_us
def stuck(request):
    re.match("(a*)*b", "a" * 40)

urls.urlpatterns += [
    path("slow/<int:seconds>", slow), path("busy/<int:seconds>", busy),
    path("stuck", stuck), path("process", process),
]
front.GRACE = 1
"""
MOST = 4  # requests that a process works on at once


@pytest.fixture(scope="module")
def port(django_db_setup, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    settings = {"KANS_DATABASE_URL": database_url(), "KANS_REQUEST_SECONDS": "6"}
    with web_server(folder, PROGRAM, **settings) as port:
        yield port


def process_of(port):
    with suppress(OSError):
        status, rest = talk(port, "GET /process")
        return rest.partition("\r\n\r\n")[2] if status == "200 OK" else None


def timed(port, line):
    begun = time.monotonic()
    status, rest = talk(port, line)
    return status, rest.partition("\r\n\r\n")[2], time.monotonic() - begun


@pytest.mark.django_db(transaction=True)
def test_while_all_threads_are_busy_monitors_are_answered_at_once(port):
    WorkerHeartbeat.beat("here/1")
    assert awaited(lambda: talk(port, "GET /readyz")[0] == "200 OK")
    busy = [sent(port, "GET /slow/5") for _ in range(MOST)]
    time.sleep(4)  # each takes over from the one before after a second

    alive, ready = timed(port, "GET /healthz"), timed(port, "GET /readyz")
    refused = talk(port, "POST /healthz", "Content-Length: 3", body=b"a=b")
    unknown = talk(port, "GET /healthz", host="10.0.0.7")

    assert alive[:2] == ("200 OK", "alive\n")
    assert ready[:2] == ("200 OK", "ready\n")
    assert (alive[2] < 1, ready[2] < 1 * 3) == (True, True)
    assert refused[0] == "405 Method Not Allowed"
    assert "allow: get, head" in refused[1].lower()
    assert unknown[0] == "200 OK"
    assert "set-cookie" not in unknown[1].lower()
    assert answer(busy[0])[0] == "200 OK"
    for each in busy[1:]:
        answer(each)


def test_a_page_waits_no_longer_than_a_moment_behind_a_long_one(port):
    long = sent(port, "GET /busy/4")

    status, _, seconds = timed(port, f"GET {PAGE}")

    assert (status, seconds < 3) == ("200 OK", True)
    assert answer(long)[0] == "200 OK"


def test_what_takes_too_long_is_not_waited_for_and_nobody_is_told_what_nobody_knows(
    port,
):
    status, page, seconds = timed(port, "GET /busy/10")

    assert status == "503 Service Unavailable"
    assert '<p role="alert">This takes too long, so it is no longer waited for.' in page
    assert "saved" not in page
    assert 7 <= seconds < 10
    assert talk(port, f"GET {PAGE}")[0] == "200 OK"


def test_who_waited_in_vain_is_told_that_nothing_was_done(port):
    busy = [sent(port, "GET /slow/9") for _ in range(MOST)]

    status, page, _ = timed(port, f"GET {PAGE}")

    assert status == "503 Service Unavailable"
    assert '<p role="alert">Kans is too busy just now. Nothing was saved.' in page
    for each in busy:
        assert answer(each)[0] == "503 Service Unavailable"


@pytest.mark.long
@pytest.mark.parametrize("what", ["busy/9999", "stuck"])
def test_what_never_ends_has_its_process_replaced(port, what):
    assert awaited(lambda: talk(port, f"GET {PAGE}")[0] == "200 OK")
    number = process_of(port)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(talk, port, f"GET /{what}")
        assert awaited(lambda: process_of(port) not in {number, None}, seconds=120)


@pytest.mark.long
def test_told_to_stop_it_first_finishes_what_is_under_way(tmp_path):
    with web_server(tmp_path, PROGRAM) as port:
        long = sent(port, "GET /slow/5")
        time.sleep(1)

    assert answer(long)[0] == "200 OK"
