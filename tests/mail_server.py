"""A mail server and a token server of the tests' own, and the worker that mails."""

from __future__ import annotations

import base64
import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.test import override_settings

from kans.foundation.jobs.running import run, take_next


def mail_goes_out():
    """Let the worker do what is due, and leave what must be tried again."""
    done = []
    while job := take_next():
        run(job, until=lambda: False, between=lambda: None)
        done.append(job)
    return done


@dataclass
class Post:
    """What a mail server does with what it is given, and what it has taken."""

    refuses: tuple[str, ...] = ()
    defers: tuple[str, ...] = ()
    breaks_off: str = ""  # before it takes a message, or after
    answers: str = "250 OK"  # once it has taken one
    tokens: tuple[str, ...] = ()
    signed_in: list[str] = field(default_factory=list)
    taken: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuses:
            return "550 No such mailbox"
        if address in self.defers:
            return "450 Greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content))
        if self.breaks_off == "after":
            server.transport.abort()
        return self.answers

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.breaks_off == "before":
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def auth_XOAUTH2(self, server, args):  # noqa: N802
        said = base64.b64decode(args[1]).decode()
        self.signed_in.append(said)
        if any(f"auth=Bearer {token}\1\1" in said for token in self.tokens):
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)


@contextmanager
def a_mail_server(post, **settings):
    """Mail goes there; whoever sends may have to sign in by a token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"auth_require_tls": False, "auth_required": bool(post.tokens)}
    controller = Controller(post, "127.0.0.1", port, **options)
    controller.start()
    ours = {
        "EMAIL_BACKEND": "kans.foundation.mail.smtp.Backend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "kans@cronus.example",
        "EMAIL_TIMEOUT": 10,
    }
    try:
        with override_settings(**ours, **settings):
            yield
    finally:
        controller.stop()


@contextmanager
def a_token_server(*answers):
    """Gives these answers (status, JSON) one after the other; yields what is asked."""
    asked, waiting = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            told = parse_qs(self.rfile.read(length).decode())
            asked.append({name: values[0] for name, values in told.items()})
            status, answer = waiting.pop(0)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    oauth = {
        "token_url": f"http://127.0.0.1:{server.server_port}/token",
        "client_id": "kans",
        "client_secret": "secret",
        "refresh_token": "",
        "scope": "https://outlook.office365.com/.default",
    }
    try:
        yield oauth, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
