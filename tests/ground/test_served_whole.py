"""What passes through `kans serve`: files, bodies of all kinds, its log."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from uuid import uuid4

import pytest

from kans.foundation.actions.idempotency import HEADER
from kans.notes.models import Attachment
from tests.builders import a_contact
from tests.ground.test_serving import awaited, children_of, is_alive
from tests.ground.test_watching import database_url
from tests.ground.web_server import (
    answer,
    free_port,
    raw_answer,
    sent,
    talk,
    until_it_answers,
)

MEGABYTE = 1024 * 1024
LARGEST_BODY = 110 * MEGABYTE
BOUNDARY = "kans-tests"
FORM = "/accounts/login/"


class Served:
    def __init__(self, folder):
        self.port = free_port()
        self._said = (folder / "said").open("w+")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "kans", "serve", "--no-jobs"),
                *("--workers", "1", "--port", str(self.port)),
            ],
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "kans.testing.settings",
                "KANS_ATTACHMENT_MB": "1",
                "KANS_DATA_DIR": str(folder),
                "KANS_DATABASE_URL": database_url(),
                "KANS_LOG_FORMAT": "json",
            },
            stdout=self._said,
            stderr=subprocess.STDOUT,
        )

    def lines(self):
        self._said.seek(0)
        return [json.loads(line) for line in self._said]

    def web_process(self):
        (web,) = children_of(self.process.pid)
        processes = [p for p in children_of(web) if is_alive(p)]
        return processes[-1] if processes else None

    def stop(self):
        self.process.terminate()
        return self.process.wait(60)


@pytest.fixture(scope="module")
def served(django_db_setup, tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("served"))
    until_it_answers(served.port)
    yield served
    served.stop()


@pytest.fixture
def session(transactional_db, browser):
    return browser.cookies["sessionid"].value


def attach(port, contact, session, content):
    """Attach a file as a browser does; the status of the answer, and its page."""
    token = "a" * 32
    fields = {"csrfmiddlewaretoken": token}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in fields.items()
    ]
    file = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        'filename="Prices é.txt"\r\nContent-Type: text/plain\r\n\r\n'
    )
    begin = "\r\n".join([*parts, file]).encode()
    body = begin + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return talk(
        port,
        f"POST /c/cronus/records/contacts.contact/{contact.pk}/attachments/new/",
        f"Cookie: sessionid={session}; csrftoken={token}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Content-Length: {len(body)}",
        f"{HEADER}: {uuid4().hex}",
        body=body,
    )


def test_a_file_is_attached_and_comes_back_as_it_was(served, session, ann):
    contact = a_contact("Contoso")
    content = b"".join(
        hashlib.sha256(str(n).encode()).hexdigest().encode() + b"\r\n"
        for n in range(MEGABYTE // 66)
    )
    content += b"\n" * (MEGABYTE - len(content))  # just what one may be

    status, page = attach(served.port, contact, session, content)

    assert status == "302 Found", page
    (attachment,) = Attachment.objects.all()
    assert (attachment.name, attachment.size) == ("Prices é.txt", MEGABYTE)
    path = f"GET /c/cronus/attachments/{attachment.pk}/"
    status, head, body = raw_answer(
        sent(served.port, path, f"Cookie: sessionid={session}")
    )
    assert (status, body == content) == ("200 OK", True)
    assert f"content-length: {MEGABYTE}" in head.lower()


def test_one_byte_more_than_a_file_may_be_is_refused_and_nothing_is_kept(
    served, session, ann
):
    contact = a_contact("Contoso")

    status, page = attach(served.port, contact, session, b"a" * (MEGABYTE + 1))

    assert status == "422 Unprocessable Entity"
    assert "1 MB" in page
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "length, status",
    [
        (LARGEST_BODY, "403 Forbidden"),  # of the page: the form came from elsewhere
        (LARGEST_BODY + 1, "413 Payload Too Large"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_body_reaches_the_page_up_to_a_length(served, length, status):
    said = f"Content-Length: {length}"

    assert talk(served.port, f"POST {FORM}", said, body=bytes(length))[0] == status


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_leave_to_send_gets_it_unless_it_would_be_too_much(served):
    waits = "Expect: 100-continue"
    connection = sent(served.port, f"POST {FORM}", "Content-Length: 3", waits)
    assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(b"a=b")
    assert answer(connection)[0] == "403 Forbidden"

    status, page = talk(
        served.port, f"POST {FORM}", f"Content-Length: {LARGEST_BODY + 1}", waits
    )
    assert status == "413 Payload Too Large"
    assert "That is more than Kans takes at once. Nothing was saved." in page


@pytest.mark.django_db(transaction=True)
def test_a_body_in_chunks_is_refused_also_by_who_waits_for_leave(served):
    chunked = "Transfer-Encoding: chunked"

    status, _ = talk(served.port, f"POST {FORM}", chunked, "Expect: 100-continue")

    assert status == "411 Length Required"


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_each_line_is_json_whoever_writes_it(tmp_path):
    served = Served(tmp_path)
    until_it_answers(served.port)
    first = awaited(served.web_process)
    os.kill(first, signal.SIGKILL)
    assert awaited(lambda: served.web_process() not in {first, None}, seconds=60)
    (web,) = children_of(served.process.pid)
    os.kill(web, signal.SIGKILL)
    assert awaited(lambda: children_of(served.process.pid) not in ([web], []))
    assert served.stop() == 0

    said = [(line["level"], line["logger"], line["message"]) for line in served.lines()]
    where = f"Kans runs at http://localhost:{served.port} Ctrl+C stops it."
    assert ("INFO", "kans serve", where) in said
    assert ("ERROR", "_granian", "Unexpected exit from worker-1") in said
    assert ("ERROR", "kans serve", "The web server ended by itself (-9).") in said
    assert all({"time", "request_id"} <= line.keys() for line in served.lines())
