"""`make screenshots`: a new demo company, served and looked at, for the README."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from palette import shrink
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "screenshots"
KANS = [sys.executable, "-m", "kans"]
EMAIL, PASSWORD = "anna@kans.example", "welcome-to-kans"
DESK = {"width": 1280, "height": 760}
PHONE = {"width": 390, "height": 780}
BYTES = 150_000  # a picture that is larger is for nobody's connection

LIST = "/c/lindeboom/opportunities/?filter.status=In%20Progress&sort=-estimated_value"


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if not chromium:
        sys.exit("The pictures need Chromium: as root, “apt-get install chromium”.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo_company() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
        )
        at_a_desk(browser, address)
        on_a_phone(browser, address)
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}  {size // 1000} KB")  # noqa: T201
        if size > BYTES:
            sys.exit(f"{picture.name} is larger than {BYTES // 1000} KB.")


def at_a_desk(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, viewport=DESK)
    page.goto(LIST)
    page.locator("tr[data-row]").nth(2).click()
    page.wait_for_timeout(800)  # the facts of the row
    take(page, "list")

    page.locator("tr[data-row]").nth(2).press("Enter")
    page.locator("[data-card]").wait_for()
    take(page, "card")
    page.set_viewport_size({**DESK, "height": 900})  # as high as the dialog
    page.locator("[data-verb=move_opportunity]").first.click()
    page.locator("#dialog .outlook").wait_for()
    take(page, "update")
    page.keyboard.press("Escape")
    page.set_viewport_size(DESK)
    page.locator("[data-verb=close_opportunity]").first.click()
    page.locator("#dialog input[name=outcome][value=Won]").check()
    page.locator("#dialog [name=sales_value]:visible").wait_for()
    take(page, "close")
    page.keyboard.press("Escape")

    page.keyboard.press("Alt+q")
    page.locator("#tell_me_q").fill("verk")
    page.wait_for_timeout(800)
    take(page, "tell-me")
    page.keyboard.press("Escape")

    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    take(page, "card-dark")


def on_a_phone(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(LIST)
    page.locator("[data-row]").first.wait_for()
    take(page, "phone-list")
    page.locator("a[data-open]:visible").first.click()
    page.locator("[data-card]").wait_for()
    take(page, "phone-card")


def take(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    page.screenshot(
        path=PICTURES / f"{name}.png", animations="disabled", caret="hide", scale="css"
    )
    shrink(PICTURES / f"{name}.png")


def signed_in(browser: Browser, address: str, **context: object) -> Page:
    """A window on the first page of the demo company, in Dutch."""
    opened = browser.new_context(
        base_url=address,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        color_scheme="light",
        **context,  # type: ignore[arg-type]
    )
    page = opened.new_page()
    page.goto("/")
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/c/lindeboom/**")
    return page


@contextmanager
def demo_company() -> Iterator[str]:
    """Serve a new demo company from a folder of its own; its address."""
    with tempfile.TemporaryDirectory(prefix="kans-screenshots-") as folder:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KANS_")},
            "KANS_DATA_DIR": folder,
            "KANS_SECRET_KEY": "for-these-pictures-only-" + "x" * 40,
            "KANS_LOCAL_ONLY": "1",
            "KANS_LOG_LEVEL": "ERROR",
        }
        for command in (["migrate", "--verbosity", "0"], ["demo"]):
            subprocess.run(
                [*KANS, *command],
                check=True,
                env=environment,
                stdout=subprocess.DEVNULL,
            )
        port = free_port()
        serving = subprocess.Popen(
            [*KANS, "serve", "--port", str(port), "--workers", "1", "--no-jobs"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://localhost:{port}"
            wait_for(f"{address}/accounts/login/", serving)
            yield address
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(timeout=40)


def wait_for(address: str, serving: subprocess.Popen[bytes]) -> None:
    while serving.poll() is None:
        try:
            urllib.request.urlopen(address)  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("Kans did not start.")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
