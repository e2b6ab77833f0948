"""Kans in an environment of its own, as the guide has it installed."""

import http.client
import os
import re
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import urlencode

HOST = "kans.example.com"
PATIENCE = 120  # seconds, on a busy machine
HIDDEN = re.compile(r'name="(\w+)" value="([^"]*)"')


class Installation:
    """A data folder and a database, and the programs of some version in `venv`."""

    def __init__(self, folder, venv, port, **settings):
        self.folder, self.venv, self.port = folder, venv, port
        self.server = None
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KANS_")},
            "KANS_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2,
            "KANS_ALLOWED_HOSTS": HOST,
            "KANS_PROXIES": "1",
            "KANS_LOG_LEVEL": "ERROR",
            **settings,
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def kans(self, *arguments):
        """What a command says; it has to succeed."""
        done = self.started(*arguments)
        said, _ = done.communicate(timeout=PATIENCE * 5)
        assert done.returncode == 0, said
        return said

    def started(self, *arguments):
        return subprocess.Popen(
            [str(self.venv / "bin" / "kans"), *arguments],
            cwd=self.data,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, commands):
        """Run some lines of the guide, as in one terminal."""
        done = subprocess.run(
            ["sh", "-euc", commands],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def serve(self, *options):
        self.server = self.started("serve", "--port", str(self.port), *options)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.server.poll() is None, self.server.stdout.read()
            assert time.monotonic() < until
            time.sleep(0.2)

    def stop(self):
        if self.server:
            server, self.server = self.server, None
            _ended(server)

    @contextmanager
    def at_work(self):
        """While a worker does what waits."""
        worker = self.started("worker")
        try:
            yield
        finally:
            _ended(worker)

    def _answers(self):
        try:
            return Visitor(self.port).get("/accounts/login/")[0] == 200
        except OSError:
            return False


def _ended(process):
    process.terminate()
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said


class Visitor:
    """Somebody's browser, behind the proxy that ends TLS."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def sign_in(self, email, password):
        self.get("/accounts/login/")
        sent = {"login": email, "password": password}
        status, _page = self.post("/accounts/login/", **sent)
        assert status == 302
        return self

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **form):
        return self._ask("POST", path, **form)

    def confirm(self, path):
        """Open a dialog, press its button, and see the page that it leads to."""
        _status, page = self.get(path)
        answer = self.post(path, **dict(HIDDEN.findall(page)))
        self.get(path.partition("changes/")[0] + "opportunities/")
        return answer

    def _ask(self, method, path, **form):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        token = self.cookies.get("csrftoken", "")
        body = urlencode({"csrfmiddlewaretoken": token, **form})
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body if form else None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status, page
