"""Quotes and order confirmations as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from kans.sales.pages.cards import document_at
from kans.sales.printing.from_document import printed
from kans.sales.printing.pdf import pdf_of
from kans.sales.printing.wording import file_name_of
from kans.web.pages import page

if TYPE_CHECKING:
    from kans.web.pages import PageRequest


@page(permission="sales.view_salesdocument")
def pdf(request: PageRequest, number: str) -> HttpResponse:
    """To be read in the browser; it bears the name under which it is kept."""
    content = printed(document_at(number))
    return pdf_answer(pdf_of(content), file_name_of(content))


def pdf_answer(pdf: bytes, file_name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    named = content_disposition_header(False, file_name)
    answer["Content-Disposition"] = named or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
