"""How pages, numbers and codes stand in an address."""

from __future__ import annotations

from typing import Any

from django.urls import get_resolver, register_converter, reverse

from kans.foundation.acting.actors import who_acts


class CodeConverter:
    """A number or code as one segment; `/` and `~` are written `~s` and `~t`.

    Nothing but dots, which a browser takes for the way up, is written in `~d`.
    """

    regex = r"[^/\0]+"  # PostgreSQL knows no text with a NUL

    def to_python(self, value: str) -> str:
        return value.replace("~d", ".").replace("~s", "/").replace("~t", "~")

    def to_url(self, value: str) -> str:
        text = str(value).replace("~", "~t").replace("/", "~s")
        return text if text.strip(".") else text.replace(".", "~d")


register_converter(CodeConverter, "code")


def address(name: str, **parts: Any) -> str:
    """The address of a page: `areas:page` lies inside the acting company."""
    if ":" in name and "company" not in parts:
        parts["company"] = who_acts().company.slug
    return reverse(name, kwargs=parts)


def know_every_page() -> None:
    """Load the pages of every area: they declare the lists and cards as they load."""
    _ = get_resolver().url_patterns
