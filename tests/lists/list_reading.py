"""What a list page says, read off its text."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from django.template import engines
from jinja2 import ChoiceLoader, DictLoader

from tests.lists.list_pages import FACTS

LINES = "/c/cronus/lines/"
PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def with_facts(monkeypatch):
    """The template of the fact box, which only these tests have."""
    environment = engines["jinja2"].env
    loader = loader_with_facts(environment.loader)
    monkeypatch.setattr(environment, "loader", loader)


@cache
def loader_with_facts(loader):
    """Return the same one to each test: Jinja compiles all anew for another loader."""
    return ChoiceLoader([DictLoader(FACTS), loader])


def rows(page):
    """The rows, by what names them."""
    return re.findall(r'data-row="([^"]*)"', page.text)


def heads(page):
    """The columns, in their order."""
    return re.findall(r'<th [^>]*data-column="([^"]*)"', page.text)


def groups(page):
    """The groups with their counts and what stands beside them."""
    found = []
    for row in re.findall(r'<tr class="list-band.*?</tr>', page.text, re.DOTALL):
        named = re.sub(r'<span class="visually-hidden">.*?</span>', "", row)
        texts = re.sub(r"<[^>]+>", " ", named).split()
        found.append(" ".join(texts))
    return found


def totals(page):
    foot = re.search(r"<tfoot.*?</tfoot>", page.text, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", foot[0]).split() if foot else None


def chips(page):
    """The filters that stand above the list, in words."""
    found = re.findall(r'<a class="list-chip" .*?</a>', page.text, re.DOTALL)
    return [
        " ".join(
            re.sub(
                r'<span class="visually-hidden">.*?</span>|<[^>]+>', " ", unescape(chip)
            ).split()
        )
        for chip in found
    ]


def view_of(page):
    """The view that is shown, and whether something was made of it."""
    found = re.search(r'<span class="list-view-name">(.*?)</span>', page.text)
    changed = 'class="list-changed"' in page.text
    return unescape(found[1]) + (" (changed)" if changed else "")


def views_in(page):
    """The views to choose from."""
    menu = page.text.partition('id="list_views"')[2].partition("list-view-verbs")[0]
    return [
        unescape(name.strip()) for name in re.findall(r"<li><a [^>]*>(.*?)[<\n]", menu)
    ]
