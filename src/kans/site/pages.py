"""What the installation says of itself: which Kans it is, and under which licences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kans.version import version
from kans.web.chrome import USER, Navigation, navigation
from kans.web.pages import page, respond

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

NOTICES = Path(__file__).parent / "static" / "dist" / "notices.json"


@dataclass(frozen=True)
class Notice:
    """Work of others that Kans brings along, and its licence."""

    name: str
    version: str
    license: str
    text: str


@page(public=True)
def about(request: PageRequest) -> HttpResponse:
    """For everyone who uses it, as the AGPL asks; which version, who has signed in."""
    context = {
        "version": version() if request.user.is_authenticated else "",
        "source": settings.SOURCE_URL,
        "notices": _notices(),
    }
    return respond(request, "about.html", context)


@cache
def _notices() -> tuple[Notice, ...]:
    """Read what the build gathered."""
    gathered = json.loads(NOTICES.read_text(encoding="utf-8"))
    return tuple(Notice(**each) for each in gathered)


navigation(
    Navigation(
        _("About Kans"),
        "about",
        icon="info-circle",
        group=USER,
        synonyms=("over kans", "version", "versie", "licence", "license", "licentie"),
        order=990,
    )
)
