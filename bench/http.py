"""Measuring Kans over HTTP, as a signed-in browser asks."""

from __future__ import annotations

import http.client
import itertools
import random
import re
import statistics
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from bench.installation import EMAIL, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.data import Facts
    from bench.installation import Installation

FORM = "application/x-www-form-urlencoded"
Request = tuple[str, str, dict[str, str]]  # method, path, form


@dataclass(frozen=True)
class Measured:
    """Milliseconds (median; 95 of 100 are within `p95`) and requests a second."""

    ms: float
    rate: float
    p95: float = 0


class Browser:
    """One connection, with its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.port = port
        self.cookies = dict(cookies or {})

    def ask(self, method: str, path: str, form: dict[str, str]) -> tuple[int, str]:
        jar = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {"Host": f"localhost:{self.port}", "Cookie": jar}
        body = None
        if method == "POST":
            token = self.cookies.get("csrftoken", "")
            body = urlencode({**form, "csrfmiddlewaretoken": token})
            headers |= {"Content-Type": FORM, "Idempotency-Key": uuid4().hex}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()

    def sign_in(self) -> None:
        self.ask("GET", "/accounts/login/", {})
        status, page = self.ask(
            "POST", "/accounts/login/", {"login": EMAIL, "password": PASSWORD}
        )
        if status != 302:
            raise SystemExit(f"cannot sign in: {status} {page[:500]}")


def requests(name: str, facts: Facts) -> Iterator[Request]:
    chance = random.Random(2)
    base = f"/c/{facts.company}/opportunities/"
    today = time.strftime("%Y-%m-%d")
    match name:
        case "list":
            while True:
                code, _ = chance.choice(facts.salespeople)
                query = "?filter.closed=No&sort=-estimated_value"
                yield "GET", f"{base}of-salesperson/{code}/{query}", {}
        case "card":
            while True:
                yield "GET", f"{base}{chance.choice(facts.all_numbers)}/", {}
        case "stage move":
            for number in itertools.cycle(facts.moving):
                form = {
                    "move": "Next",
                    "on": today,
                    "estimated_value": "1000",
                    "chances_of_success": "50",
                    "estimated_close_date": "+2M",
                }
                yield "POST", f"{base}{number}/update/", form
        case "closing":
            for number in reversed(facts.moving):
                form = {"outcome": "Lost", "code": "LOST", "on": today}
                yield "POST", f"{base}{number}/closure/", form


def measure(
    kans: Installation,
    name: str,
    asked: Iterator[Request],
    clients: int,
    seconds: float,
) -> Measured:
    """Ask for so many seconds with so many clients; every answer must be right."""
    first = Browser(kans.port)
    first.sign_in()
    lock = threading.Lock()
    times: list[float] = []
    wrong: list[str] = []
    until = time.perf_counter() + seconds

    def take() -> Request | None:
        with lock:
            return next(asked, None)

    workers = [
        threading.Thread(
            target=_work,
            args=(Browser(kans.port, first.cookies), take, until, times, wrong),
        )
        for _ in range(clients)
    ]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - began
    if wrong:
        raise SystemExit(f"{name}: {len(wrong)} wrong answers, such as {wrong[0]}")
    slow = sorted(times)[int(len(times) * 0.95)]
    return Measured(statistics.median(times) * 1000, len(times) / took, slow * 1000)


def _work(
    browser: Browser,
    take: Callable[[], Request | None],
    until: float,
    times: list[float],
    wrong: list[str],
) -> None:
    while time.perf_counter() < until and (request := take()):
        method, path, form = request
        began = time.perf_counter()
        status, page = browser.ask(method, path, form)
        times.append(time.perf_counter() - began)
        if status != (302 if method == "POST" else 200):
            said = re.findall(r'_error"><p>([^<]+)', page)[:2]
            wrong.append(f"{status} for {path} {said}")
