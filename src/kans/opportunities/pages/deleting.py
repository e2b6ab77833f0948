"""The batch job Delete Opportunities: filters, what they come to, and the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.opportunities.forms import DeletionForm
from kans.opportunities.jobs import start_deletion
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest


@page(permission="opportunities.delete_opportunity")
def delete_closed(request: PageRequest) -> HttpResponse:
    """Delete closed opportunities by filters, after saying how many (DEL-2)."""
    form = _form(request)
    if form.is_valid():
        with form.refusals():
            job = start_deletion(**form.arguments())
            return done(request, address("background:job", id=job.pk), go=True)
    return show_dialog(
        request,
        form,
        title=_("Delete Opportunities"),
        subtitle=_("Closed opportunities that pass every filter are deleted."),
        submit=_("Delete"),
        danger=True,
        preview=False,
        size="lg",
        cancel=address("opportunities:list"),
        template="opportunities/delete_closed.html",
    )


def _form(request: PageRequest) -> DeletionForm:
    if request.method != "POST":
        return DeletionForm(typed=request.GET)
    if "show" in request.POST:
        return DeletionForm(typed=request.POST)
    return DeletionForm(request.POST)


navigation(
    Navigation(
        _("Delete Opportunities"),
        "opportunities:delete_closed",
        "opportunities.delete_opportunity",
        icon="trash",
        group="found",
        dialog=True,
        synonyms=(_("Delete Closed Opportunities"), "opportunities verwijderen"),
    )
)
