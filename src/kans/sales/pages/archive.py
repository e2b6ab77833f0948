"""The versions of all quotes and orders, those of deleted ones too (DOC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kans.lists.frame import Column, ListFrame, Total, View, show_list
from kans.sales.models import DocumentVersion
from kans.web.chrome import FOUND, Navigation, navigation
from kans.web.pages import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

ARCHIVE = ListFrame(
    name="document_versions",
    caption=_("Document Versions"),
    model=DocumentVersion,
    columns=(
        Column("number"),
        Column("document_version"),
        Column("name"),
        Column("why"),
        Column("kept_at"),
        Column("amount", total=Total.NONE, currency="currency_code"),
        Column("currency_code", on_phone=False),
        Column("type", on_phone=False),
        Column("opportunity_number", on_phone=False),
    ),
    views=(
        View("deleted", pgettext_lazy("view", "Deleted"), {"why": "Deleted"}),
        View("sent", pgettext_lazy("view", "Sent"), {"why": "Sent"}),
    ),
    search=("number", "name"),
    order="-kept_at",
    open="sales:versions",
    empty=_("Versions are kept when a quote is sent, ordered or deleted, and by hand."),
)

navigation(
    Navigation(
        _("Document Versions"),
        "sales:archive",
        "sales.view_documentversion",
        icon="archive",
        group=FOUND,
        order=530,
        synonyms=("archief", "archive", "verwijderde offertes", "deleted quotes"),
    )
)


@page(permission="sales.view_documentversion")
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, ARCHIVE, rows=DocumentVersion.objects.all())
