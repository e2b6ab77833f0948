"""The versions that are kept of a document: what changed, and going back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.opportunities.rules.documents import DocumentType
from kans.sales.actions import keep_version, restore_version
from kans.sales.actions.restoring import may_restore
from kans.sales.actions.versions import is_as_kept
from kans.sales.forms import RestoreForm
from kans.sales.models import DocumentVersion, SalesDocument
from kans.sales.pages.cards import card_of, document_at
from kans.sales.queries.versions import versions_of
from kans.web.dialogs import show_dialog
from kans.web.forms import ConfirmForm
from kans.web.pages import done, page, posted, respond

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.sales.queries.versions import KeptVersion
    from kans.web.pages import PageRequest


@page(permission="sales.view_documentversion")
def list_(request: PageRequest, number: str) -> HttpResponse:
    """Of a quote that was deleted too: it can come back from here."""
    document = SalesDocument.objects.filter(number=number).first()
    kind = DocumentType(document.type) if document else DocumentType.QUOTE
    versions = versions_of(kind, number)
    if document is None and not versions:
        raise Http404
    context: dict[str, Any] = {
        "number": number,
        "versions": versions,
        "kind": kind.label,
        "name": document.name if document else versions[0].version.name,
        "back": card_of(document).address_of(document)
        if document
        else address("sales:quotes"),
        "restorable": kind is DocumentType.QUOTE,
        "as_it_is": _as_it_is(document, versions),
    }
    return respond(request, "sales/versions.html", context)


def _as_it_is(
    document: SalesDocument | None, versions: list[KeptVersion]
) -> DocumentVersion | None:
    """The latest version, where it says what the document is now."""
    if document is None or not versions:
        return None
    latest = versions[0].version
    return latest if is_as_kept(document, latest) else None


@page(permission="sales.edit_document")
def keep(request: PageRequest, number: str) -> HttpResponse:
    document = document_at(number)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            kept = keep_version(document)
            message = _("Version %(version)s is kept.") % {
                "version": kept.document_version
            }
            return done(request, card_of(document).address_of(document), message)
    return show_dialog(
        request,
        form,
        title=_("Keep Version"),
        subtitle=str(document),
        text=_("What the document is now is kept beside it, for comparison later."),
        submit=_("Keep Version"),
    )


@page(permission="sales.edit_document")
def restore(request: PageRequest, number: str, version: int) -> HttpResponse:
    kept = get_object_or_404(
        DocumentVersion.kept_of(DocumentType.QUOTE, number), document_version=version
    )
    form = RestoreForm(posted(request), version=kept)
    if form.can_be_judged():
        with form.refusals():
            quote = restore_version(kept, **form.arguments())
            said = _("%(number)s is again what version %(version)s says.") % {
                "number": number,
                "version": version,
            }
            to = card_of(quote).address_of(quote)
            return done(request, to, said, go=True)
    return show_dialog(
        request,
        form,
        title=_("Restore Version %(version)s") % {"version": version},
        subtitle=f"{kept.number} {kept.name}",
        text=_(
            "Header and lines become what the version says. What the quote is now "
            "is kept as a version first."
        ),
        submit=_("Restore"),
        verdict=verdict("restore_version", may_restore(kept)),
    )
