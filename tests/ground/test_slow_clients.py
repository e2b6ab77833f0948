"""A slow client costs a connection; it keeps nobody else from the one that works."""

import select
import socket
import time

import pytest

from tests.ground.web_server import PAGE, answer, sent, talk, web_server

LIMITS = """
from kans.site import front, intake
intake.BODY_SECONDS = 1.5
intake.LARGEST_BODY = 1000
intake.MOST_BODIES = 6
intake.MOST_BYTES = 3000
app = front.app
"""
FORM = "/accounts/login/"
LARGE = 9 * 1024 * 1024


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """One process of the web server, with less patience than it has in earnest."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "static").mkdir()
    (folder / "static" / "large.bin").write_bytes(bytes(LARGE))
    with web_server(folder, LIMITS) as port:
        yield port


def a_slow_one(port):
    return sent(port, f"POST {FORM}", "Content-Length: 100", body=b"login=a")


def test_four_slow_bodies_do_not_keep_others_waiting_and_get_an_answer(port):
    slow = [a_slow_one(port) for _ in range(4)]

    status, page = talk(port, f"GET {PAGE}")

    assert status == "200 OK"
    assert "About Kans" in page
    assert not select.select(slow, [], [], 0)[0]  # they still hang
    for connection in slow:
        status, page = answer(connection)
        assert status == "408 Request Timeout"
        assert '<p role="alert">What you sent came too slowly' in page


def test_who_is_too_slow_is_told_in_the_language_of_the_browser(port):
    language = "Accept-Language: nl"

    _, page = talk(port, f"POST {FORM}", "Content-Length: 9", language, body=b"a")

    assert '<p role="alert">Wat u stuurde, kwam te langzaam binnen' in page


def test_a_body_that_keeps_coming_has_time_for_each_megabyte(port):
    connection = sent(port, f"POST {FORM}", f"Content-Length: {3 * 1024 * 1024}")
    for _ in range(3):
        time.sleep(0.6)  # together more than one megabyte may take
        connection.sendall(bytes(1024 * 1024))

    status, page = answer(connection)

    assert status == "413 Payload Too Large"
    assert '<p role="alert">That is more than Kans takes at once' in page


def test_a_body_that_came_fast_at_first_has_no_more_time_than_others_for_its_end(port):
    begun = time.monotonic()
    connection = sent(
        *(port, f"POST {FORM}", f"Content-Length: {9 * 1024 * 1024}"),
        body=bytes(8 * 1024 * 1024),
    )

    assert answer(connection)[0] == "408 Request Timeout"
    assert time.monotonic() - begun < 8 * 1.5


def test_of_too_many_bodies_the_first_makes_way_and_a_form_comes_in_at_once(port):
    slow = [a_slow_one(port) for _ in range(6)]
    assert not select.select(slow, [], [], 0.2)[0]

    status, _ = talk(port, f"POST {FORM}", "Content-Length: 3", body=b"a=b")

    assert status == "403 Forbidden"  # of the page: the form came from elsewhere
    status, page = answer(slow[0])
    assert status == "503 Service Unavailable"
    assert "retry-after: 5" in page.lower()
    assert '<p role="alert">Kans is too busy just now. Nothing was saved.' in page
    assert {answer(connection)[0] for connection in slow[1:]} == {"408 Request Timeout"}


def test_of_bodies_that_are_too_much_together_the_first_makes_way(port):
    length = ("Content-Length: 1000",)
    large = [sent(port, f"POST {FORM}", *length, body=bytes(900)) for _ in range(4)]

    assert answer(large[0])[0] == "503 Service Unavailable"
    assert {answer(each)[0] for each in large[1:]} == {"408 Request Timeout"}
    status, _ = talk(port, f"POST {FORM}", *length, body=bytes(1000))
    assert status == "403 Forbidden"  # nothing of them is counted any more


def test_a_body_whose_end_is_missing_reaches_no_page(port):
    connection = a_slow_one(port)
    connection.shutdown(socket.SHUT_WR)

    assert answer(connection)[0] == "400 Bad Request"


def test_a_body_that_does_not_say_its_length_is_refused(port):
    chunked = ("Transfer-Encoding: chunked",)

    status, page = talk(port, f"POST {FORM}", *chunked, body=b"3\r\na=b\r\n0\r\n\r\n")

    assert status == "411 Length Required"
    assert "x-request-id: " in page.lower()
    assert '<p role="alert">What you sent does not say how long it is' in page


def test_a_whole_body_reaches_the_page(port):
    status, _ = talk(port, f"POST {FORM}", "Content-Length: 3", body=b"a=b")

    assert status == "403 Forbidden"  # of the page: the form came from elsewhere


def test_who_does_not_read_the_answer_keeps_nobody_waiting(port):
    silent = sent(port, "GET /static/large.bin")

    status, _ = talk(port, f"GET {PAGE}")

    assert status == "200 OK"
    assert answer(silent)[1].partition("\r\n\r\n")[2] == "\0" * LARGE


def test_only_the_head_is_sent_to_who_asks_for_the_head(port):
    whole, head = talk(port, f"GET {PAGE}"), talk(port, f"HEAD {PAGE}")

    assert head[0] == whole[0] == "200 OK"
    assert head[1].endswith("\r\n\r\n")
    body = whole[1].partition("\r\n\r\n")[2]
    assert length_in(head) == length_in(whole) == len(body.encode())


def length_in(answered):
    headers = answered[1].partition("\r\n\r\n")[0].lower().splitlines()
    return next(
        int(h.split(": ")[1]) for h in headers if h.startswith("content-length")
    )


def test_a_static_file_comes_in_part_and_with_the_headers_of_every_page(port):
    status, rest = talk(port, "GET /static/large.bin", "Range: bytes=5-14")

    headers, _, body = rest.partition("\r\n\r\n")
    assert (status, body) == ("206 Partial Content", "\0" * 10)
    assert "x-content-type-options: nosniff" in headers.lower()


def test_a_header_that_would_pass_for_another_is_not_read(port):
    """`X_Forwarded_Proto` is not what a proxy sets, but WSGI knows no difference."""
    _, page = talk(port, f"GET {PAGE}", "ACCEPT_LANGUAGE: nl")

    assert "About Kans" in page
