"""Kans as a web server, which tests talk to over sockets."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

PAGE = "/about/"  # needs no database


@contextmanager
def web_server(folder, program, *, workers=1, **settings):
    """The port of a web server that runs `app` of a program, which changes things."""
    (folder / "changed.py").write_text(program)
    port = free_port()
    command = ["-m", "kans.site.web", "127.0.0.1", str(port), str(workers)]
    settings = {
        "DJANGO_SETTINGS_MODULE": "kans.testing.settings",
        "PYTHONPATH": str(folder),
        "KANS_DATA_DIR": str(folder),
        "KANS_DATABASE_URL": "sqlite:///kans.sqlite3",
        **settings,
    }
    server = subprocess.Popen(
        [sys.executable, *command, "changed:app"], env=os.environ | settings
    )
    try:
        until_it_answers(port)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def until_it_answers(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return talk(port, f"GET {PAGE}")
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError


def sent(port, line, *headers, body=b"", host="localhost"):
    """A connection on which that much of a request was sent."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(60)
    head = [f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]
    connection.sendall("\r\n".join(head).encode() + body)
    return connection


def answer(connection):
    """The status line and the rest."""
    status, head, body = raw_answer(connection)
    return status, f"{head}\r\n\r\n{body.decode(errors='replace')}"


def raw_answer(connection):
    """The status line, the headers, and the body as it came."""
    with connection, connection.makefile("rb") as read:
        status = read.readline().decode().strip()
        head, _, body = read.read().partition(b"\r\n\r\n")
        return status.removeprefix("HTTP/1.1 "), head.decode(), body


def talk(*request, **more):
    return answer(sent(*request, **more))
