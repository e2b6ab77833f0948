"""The documentation names what is there, and all of what has to be named."""

import re
import tomllib
from json import loads
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

from kans.foundation.acting.permissions import Level, held_by
from kans.security.models import BUILT_IN

ROOT = Path(__file__).parents[2]
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
ADMINISTRATION = (ROOT / "docs/administration.md").read_text()
DECISIONS = (ROOT / "docs/decisions.md").read_text()

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[`/ \n])kans ((?!\.)[a-z]+(?:[-_][a-z]+)*)\b")
VARIABLE = re.compile(r"\bKANS_[A-Z]+(?:_[A-Z]+)*\b")
SECRETS = {
    "KANS_SECRET_KEY",
    "KANS_OIDC_CLIENT_SECRET",
    "KANS_EMAIL_OAUTH_CLIENT_SECRET",
    "KANS_EMAIL_OAUTH_REFRESH_TOKEN",
    "KANS_METRICS_TOKEN",
}
# Of the tests, not of an installation.
FOR_TESTS = {"KANS_MAVEN_DATA"}


def anchor(heading):
    kept = re.sub(r"[^\w\- ]", "", heading.casefold())
    return kept.strip().replace(" ", "-")


def anchors(file):
    return {anchor(found) for found in HEADING.findall(file.read_text())}


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_link_leads_somewhere(file):
    broken = []
    for link in LINK.findall(file.read_text()):
        path, _, place = unquote(link).partition("#")
        if "://" in link:
            continue
        target = (file.parent / path).resolve() if path else file
        if not target.exists() or (place and place not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_command_that_is_named_exists(file):
    code = re.findall(r"```.*?```|`[^`\n]+`", file.read_text(), re.DOTALL)
    named = {name for piece in code for name in COMMAND.findall(piece)}

    known = {*get_commands(), "help"}
    assert {name for name in named if name.replace("-", "_") not in known} == set()


def test_every_command_of_ours_is_named():
    ours = {name for name, app in get_commands().items() if app.startswith("kans.")}
    text = "".join(file.read_text() for file in DOCS)

    named = {name.replace("-", "_") for name in COMMAND.findall(text)}
    assert ours - named == set()


def test_every_variable_of_the_environment_is_documented_and_read():
    source = "".join(
        file.read_text()
        for file in (ROOT / "src/kans").rglob("*.py")
        if "testing" not in file.parts
    )
    read = set(VARIABLE.findall(source)) | {f"{name}_FILE" for name in SECRETS}
    rows = re.findall(r"^\| `(KANS_\w+)`", ADMINISTRATION, re.MULTILINE)

    assert len(rows) == len(set(rows))
    assert set(rows) == read
    named = {
        name for file in DOCS for name in VARIABLE.findall(file.read_text())
    } - FOR_TESTS
    assert named - read == set()


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    frontend = loads((ROOT / "frontend/package.json").read_text())
    wanted = (
        {
            re.split(r"[^\w-]", line)[0]
            for line in [
                *project["project"]["dependencies"],
                *project["dependency-groups"]["dev"],
                *project["build-system"]["requires"],
            ]
        }
        | set(frontend.get("dependencies", {}))
        | set(frontend["devDependencies"])
    )
    rows = re.findall(r"^\| ([^|]+) \| [^|]{20,} \|$", DECISIONS, re.MULTILINE)
    given = {name for row in rows for name in row.split(", ")}

    assert wanted - given == set()
    assert given - wanted == set()


def test_every_permission_is_documented_with_the_role_that_first_holds_it():
    rows = re.findall(
        r"^\| `([a-z]+\.\w+)` \| ([\w ]+) \|$", ADMINISTRATION, re.MULTILINE
    )

    first = {}
    for level in Level:
        for permission in held_by(level):
            first.setdefault(permission, str(BUILT_IN[level]))
    assert dict(rows) == first
    assert len(rows) == len(first)
