"""The first page of a company: for now, the first one that the user may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

from kans.foundation.acting.actors import NotPermitted
from kans.web.chrome import MAIN, pages
from kans.web.pages import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest


@page(signed_in=True)
def home(request: PageRequest) -> HttpResponse:
    entries = pages()
    if not entries:
        raise NotPermitted
    main = [entry for entry in entries if entry.group == MAIN]
    return redirect((main or entries)[0].to)
