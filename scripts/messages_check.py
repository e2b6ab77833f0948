"""Says whether the catalogs hold every message, translated, and no other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


def main(template_file: str, locale: str) -> None:
    template = _read(Path(template_file))
    problems = [
        f"{file}: {problem}"
        for file in sorted(Path(locale).glob("*/LC_MESSAGES/django.po"))
        for problem in _problems(template, _read(file))
    ]
    if problems:
        sys.exit("\n".join([*problems, "Run “make messages” and translate."]))


def _problems(template: Catalog, catalog: Catalog) -> list[str]:
    wanted, there = _keys(template), _keys(catalog)
    return [
        *(f"lacks {key}" for key in sorted(wanted - there)),
        *(f"has {key}, which is no longer used" for key in sorted(there - wanted)),
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


def _keys(catalog: Catalog) -> set[str]:
    return {
        f"“{message.id}”" + (f" ({message.context})" if message.context else "")
        for message in catalog
        if message.id
    }


def _translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


if __name__ == "__main__":
    main(*sys.argv[1:])
