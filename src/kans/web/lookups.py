"""Suggestions for an input that names a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kans.foundation.strings import typed
from kans.web.form_fields import APART, suggestions
from kans.web.pages import respond

if TYPE_CHECKING:
    from django.db import models
    from django.http import HttpResponse

    from kans.web.pages import PageRequest


def show_lookup(
    request: PageRequest,
    rows: models.QuerySet[Any],
    *,
    by: str = "number",
    name: str = "name",
    detail: str = "",
) -> HttpResponse:
    """Answer with the rows that may be meant by what was typed so far."""
    asked = request.GET.get("q") or next(iter(request.GET.values()), "")
    text = typed(str(asked)).partition(APART)[0]
    found = suggestions(rows, text, by=by, name=name, detail=detail)
    options = [APART.join(filter(None, dict.fromkeys(told))) for told in found]
    return respond(request, "parts/suggestions.html", {"options": options})
