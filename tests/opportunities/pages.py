"""How the tests of the pages knock: as a browser without JavaScript, or as htmx."""

from __future__ import annotations

import html
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.opportunities.common import unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = "/c/cronus/opportunities/"
INPUT = re.compile(r"<(input)\b([^>]*)>()|<(select)\b([^>]*)>(.*?)</select>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
OFFERED = re.compile(r'<option value="([^"]*)"')


def text_of(page: Any) -> str:
    return html.unescape(page.content.decode())


def errors_at(page: Any) -> dict[str, str]:
    """What each field of a form says is wrong with it."""
    found = re.findall(
        r'<div class="ask-error" id="id_([\w-]+)_error"[^>]*>(.*?)</div>',
        page.content.decode(),
        re.DOTALL,
    )
    return {name: _plain(message) for name, message in found}


def banner_of(page: Any) -> str:
    """What stands above a form that is refused as a whole."""
    found = re.search(
        r'role="alert".*?<div>(.*?)</div>', page.content.decode(), re.DOTALL
    )
    return _plain(found[1]) if found else ""


def form_of(page: Any) -> dict[str, str]:
    """What a browser would post if nothing was changed on the page."""
    given: dict[str, str] = {}
    for found in INPUT.findall(_dialog(page)):
        tag, attributes, rest = found[:3] if found[0] else found[3:]
        facts = dict(ATTRIBUTE.findall(attributes))
        name = facts.get("name", "")
        chosen = "checked" in facts
        if not name or "disabled" in facts:
            continue
        if facts.get("type") in {"radio", "checkbox"} and not chosen:
            continue
        if tag == "select":
            given[name] = next(iter(CHOSEN.findall(rest)), "")
        else:
            given[name] = html.unescape(facts.get("value", "on" if chosen else ""))
    given.pop("csrfmiddlewaretoken", None)
    return given


def offered_in(page: Any, name: str) -> list[str]:
    """The choices of a select."""
    found = re.search(rf'<select name="{name}".*?</select>', _dialog(page), re.DOTALL)
    assert found
    return OFFERED.findall(found[0])


def htmx(part: str) -> dict[str, Any]:
    return {"headers": {"HX-Request": "true", "HX-Target": part}}


@contextmanager
def refused_with_422() -> Iterator[list[Any]]:
    """Inside, a page is posted and put in the list; it is refused, nothing changes."""
    pages: list[Any] = []
    with unchanged():
        yield pages
    assert pages[0].status_code == 422


def queries_of(browser: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(path).status_code == 200
    return len(caught)


def _dialog(page: Any) -> str:
    text = page.content.decode()
    start = text.find('<form class="dialog-form')
    return text[start:] if start >= 0 else text


def _plain(markup: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", markup).split()))
