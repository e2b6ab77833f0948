"""A real browser on a live server; a test fails on anything the console reports."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

HERE = Path(__file__).parent
# The shell is the same engine without windows, tabs and bars around it, which cost
# more than half of the time; where it is not to be had, the whole browser will do.
BROWSERS = ("chromium-headless-shell", "chromium")
AXE = HERE.parents[1] / "frontend" / "dist-test" / "axe.min.js"
# What axe finds in order is ten times as much, and of no use here: it stays there.
JUDGE = "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)"
PATIENCE = 10_000  # milliseconds: the machine may be busy

# A refused form answers 422, which the browser reports as if it were a defect.
REFUSED_FORM = re.compile(r"the server responded with a status of 422\b")


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take it for its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS)), None),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What the browser complained of; a test that means to provoke it clears it."""
    found: list[str] = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_browser(
    chromium: Browser, live_server: Any, problems: list[str]
) -> Iterator[Callable[..., Page]]:
    """Open a browser window of its own, as somebody who is signed in or not.

    What Playwright's `new_context` takes may be given: `color_scheme="dark"`,
    `viewport=…`, `java_script_enabled=False`.
    """
    contexts = []

    def open_one(*, locale: str = "en-US", user: Any = None, **context: Any) -> Page:
        base = live_server.url
        opened = chromium.new_context(base_url=base, locale=locale, **context)
        opened.set_default_timeout(PATIENCE)
        opened.set_default_navigation_timeout(3 * PATIENCE)  # the first one compiles
        contexts.append(opened)
        if user:
            name, value = settings.SESSION_COOKIE_NAME, session_of(user)
            opened.add_cookies([{"name": name, "value": value, "url": base}])
        page = opened.new_page()
        watch(page, problems)
        return page

    yield open_one
    for opened in contexts:
        opened.close()


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    """Open the browser of somebody who reads English and has not signed in."""
    return open_browser(locale="en-US")


@pytest.fixture
def dutch_page(open_browser: Callable[..., Page]) -> Page:
    """Open the browser of somebody who reads Dutch and has not signed in."""
    return open_browser(locale="nl-NL")


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return what axe finds wrong on a page: one line for each rule and element."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']}"
            for violation in page.evaluate(JUDGE)
            for node in violation["nodes"]
        ]

    return check


def session_of(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def watch(page: Page, problems: list[str]) -> None:
    """Note every error of the console, the scripts and the server."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            text = message.text
            if not REFUSED_FORM.search(text):
                problems.append(f"console: {text}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and response.status != 422:
            problems.append(f"{response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("response", on_response)
