"""Gathers what is to be translated into the catalogs, or checks that they are complete.

An argument `check` changes nothing and says what is missing, in excess or wrong.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "src" / "kans" / "locale"
LANGUAGES = ["nl"]  # the messages themselves are English
SHOWN = 20  # problems; more would hide the first


def gather() -> None:
    template = _template()
    for language in LANGUAGES:
        catalog = _catalog(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        file = _file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as opened:
            write_po(opened, catalog, width=88, ignore_obsolete=True)


def check() -> None:
    template = _template()
    problems = [
        f"{language}: {problem}"
        for language in LANGUAGES
        for problem in _problems(template, _catalog(language))
    ]
    if problems:
        more = [f"… and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        sys.exit(
            "\n".join([*problems[:SHOWN], *more, "Run “make messages”, translate."])
        )


def _template() -> Catalog:
    keywords = (
        "_now",  # gettext beside a gettext_lazy that is called _
        "gettext_lazy",
        "gettext_noop",
        "ngettext_lazy:1,2",
        "pgettext_lazy:1c,2",
    )
    with NamedTemporaryFile(suffix=".pot") as template:
        subprocess.run(
            [
                *(sys.executable, "-m", "babel.messages.frontend", "--quiet"),
                *("extract", "--mapping", "babel.cfg", "--sort-by-file"),
                *("--add-location", "file"),
                *(f"--keyword={keyword}" for keyword in keywords),
                *("--output", template.name, "src"),
            ],
            cwd=ROOT,
            check=True,
        )
        return read_po(template)


def _catalog(language: str) -> Catalog:
    file = _file(language)
    if not file.is_file():
        return Catalog(
            locale=language,
            project="Kans",
            version="1",
            msgid_bugs_address="none",
            last_translator="none",
            language_team="none",
            header_comment="# The texts of Kans. Gathered by “make messages”.",
            fuzzy=False,
        )
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _problems(template: Catalog, catalog: Catalog) -> list[str]:
    wanted, there = _names(template), _names(catalog)
    return [
        *(f"lacks {name}" for name in sorted(wanted - there)),
        *(f"has {name}, which is no longer used" for name in sorted(there - wanted)),
        *(
            f"does not translate “{message.id}”"
            for message in catalog
            if message.id and (message.fuzzy or not _translated(message.string))
        ),
        *(
            f"“{message.id}”: {error}"
            for message, errors in catalog.check()
            for error in errors
        ),
    ]


def _names(catalog: Catalog) -> set[str]:
    return {
        f"“{message.id}”" + (f" ({message.context})" if message.context else "")
        for message in catalog
        if message.id
    }


def _translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            gather()
        case ["check"]:
            check()
        case _:
            sys.exit("usage: messages.py [check]")
