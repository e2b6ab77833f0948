"""The companies of who looks: list, card, and the dialogs that make and end one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.actors import who_acts_in
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.models import Company
from kans.lists.frame import Column, ListAction, ListFrame, show_list
from kans.security.actions.companies import (
    create_company,
    delete_company,
    edit_company,
    in_the_way_of_deleting,
)
from kans.security.forms import CompanyForm, NewCompanyForm
from kans.security.queries import companies_of
from kans.web.cards import (
    CardFrame,
    Editing,
    Group,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse

    from kans.web.pages import PageRequest


def in_itself(row: Mapping[str, Any]) -> str:
    """A company is shown from within: going to its card is going to the company."""
    return address("security:company", company=row["slug"], slug=row["slug"])


def verbs_of(company: Company) -> Iterable[Verb]:
    to = address("security:delete_company", slug=company.slug)
    refusals = in_the_way_of_deleting(company)
    yield Verb(verdict("delete_company", refusals), to, icon="trash")


COMPANIES = ListFrame(
    name="companies",
    caption=gettext_lazy("Companies"),
    model=Company,
    columns=(
        Column("name"),
        Column("slug"),
        Column("currency"),
        Column("time_zone"),
        Column("language"),
    ),
    search=("name", "slug"),
    order="name",
    handle="slug",
    open=in_itself,
    actions=(
        ListAction(
            gettext_lazy("New"),
            "security:new_company",
            icon="plus",
            primary=True,
            permission="security.create_company",
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
)

CARD = CardFrame(
    model=Company,
    caption=gettext_lazy("Company Card"),
    open="security:company",
    by="slug",
    list="security:companies",
    editing=Editing(verb="edit_company", to="security:edit_company", form=CompanyForm),
    groups=(
        Group(
            "general",
            gettext_lazy("General"),
            ("name", "slug", "currency", "time_zone", "language"),
        ),
    ),
    comments=False,
)


@page(permission="foundation.view_company")
def companies(request: PageRequest) -> HttpResponse:
    return show_list(request, COMPANIES, rows=ones_own(request))


@page(permission="foundation.view_company")
def company(request: PageRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(ones_own(request), slug=slug)
    if not who_acts_in(found):
        return redirect(in_itself({"slug": slug}))
    return show_card(request, CARD, found)


@page(permission="security.create_company")
def new_company(request: PageRequest) -> HttpResponse:
    form = NewCompanyForm(posted(request), initial={"time_zone": "Europe/Amsterdam"})
    if form.can_be_judged():
        with form.refusals():
            made = create_company(**form.arguments())
            to = in_itself({"slug": made.slug})
            return done(request, to, _("The company is created."), go=True)
    return show_dialog(request, form, title=_("New Company"))


@page(permission="security.edit_company")
def edit(request: PageRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(ones_own(request), slug=slug)
    form = CompanyForm(posted(request), record=found, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            edited = edit_company(found, **form.arguments())
            if edited.slug != slug:
                to = in_itself({"slug": edited.slug})
                return done(request, to, _("Saved."), go=True)
            return saved(request, CARD, edited)  # type: ignore[arg-type]
    return show_edit(request, CARD, found, form)


@page(permission="security.delete_company")
def delete(request: PageRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(ones_own(request), slug=slug)
    form = RecordForm(posted(request), record=found)
    if form.can_be_judged():
        with form.refusals():
            delete_company(found, **form.arguments())
            return done(request, address("security:companies"), _("Deleted."))
    return show_deletion(
        request,
        form,
        title=_("Delete Company"),
        text=_("Delete company %(company)s for good?") % {"company": found},
        verdict=verdict("delete_company", in_the_way_of_deleting(found)),
    )


def ones_own(request: PageRequest) -> Any:
    """The companies that who looks belongs to; the others are not there."""
    own = [company.pk for company in companies_of(request.user.pk)]
    return Company.objects.filter(pk__in=own)


navigation(
    Navigation(
        gettext_lazy("Companies"),
        "security:companies",
        "foundation.view_company",
        icon="building",
        group="setup",
        synonyms=("bedrijven", "administraties"),
        order=930,
    )
)
