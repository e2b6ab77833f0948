"""About Kans: which version, under which licences, and where its source is."""

import json
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from kans.site import environment
from kans.site.pages import NOTICES
from kans.version import version

BUNDLED = ["DejaVu Sans, in PDFs", "htmx", "Inter", "Inter, in PDFs"]
BUNDLED += ["Noto Emoji, in PDFs", "Tabler", "Tabler Icons"]


def test_who_works_here_finds_it_and_reads_which_version_it_is(browser):
    home = browser.get("/c/cronus/settings/").text
    assert re.search(r'<a href="/about/">.*?About Kans</a>', home, re.DOTALL)

    page = browser.get("/about/").text

    assert f"<p>Version {version()}</p>" in page
    assert "GNU Affero General Public License, version 3 or later" in page


@pytest.mark.django_db
def test_a_stranger_is_offered_the_source_but_not_told_the_version(client):
    assert '<a href="/about/">About Kans</a>' in client.get("/accounts/login/").text

    with override_settings(SOURCE_URL="https://code.example/kans"):
        page = client.get("/about/").text

    assert '<a href="https://code.example/kans" rel="noreferrer">' in page
    assert version() not in page


def test_where_nobody_said_where_the_source_is_it_says_so(browser):
    page = browser.get("/about/", headers={"Accept-Language": "nl"}).text

    assert "Er is nog niet ingesteld waar de broncode van deze installatie" in page
    assert "broncode van deze installatie</a>" not in page


def test_the_build_gathered_the_licence_of_all_that_it_bundled(browser):
    gathered = json.loads(NOTICES.read_text())
    page = browser.get("/about/").text

    assert sorted(each["name"] for each in gathered) == sorted(BUNDLED)
    texts = {each["name"]: each["text"] for each in gathered}
    assert "The Tabler Authors" in texts["Tabler"]
    assert "Permission is hereby granted, free of charge" in texts["Tabler Icons"]
    assert "SIL OPEN FONT LICENSE" in texts["Inter"].upper()
    assert all(f"<summary>{name} " in page for name in BUNDLED)
    assert page.count("<pre ") == len(BUNDLED)


def test_an_address_of_the_source_that_no_browser_should_follow_is_refused(monkeypatch):
    monkeypatch.setenv("KANS_SOURCE_URL", "javascript:alert(1)")

    with pytest.raises(ImproperlyConfigured, match="KANS_SOURCE_URL must begin with"):
        environment.web_address("KANS_SOURCE_URL", "")
