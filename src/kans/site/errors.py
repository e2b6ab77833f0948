"""The answer to a defect, and to a database that cannot be used just now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader

if TYPE_CHECKING:
    from django.http import HttpRequest

TRY_AGAIN_IN = 5  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the page that needs no database, no user and no script."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = loader.get_template("503.html").render()
        headers = {"Retry-After": str(TRY_AGAIN_IN)}
        return HttpResponse(page, status=503, headers=headers)
    return HttpResponse(loader.get_template("500.html").render(), status=500)
