"""The company's own data: one card, edited in place, and its logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.sales.actions.sender import (
    change_logo,
    edit_company_information,
    remove_logo,
)
from kans.sales.forms.sender import CompanyInformationForm, LogoForm
from kans.sales.models import CompanyInformation
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
from kans.web.dialogs import show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

CARD = CardFrame(
    model=CompanyInformation,
    caption=_("Company Information"),
    open="sales:company_information",
    by="",
    comments=False,
    editing=Editing(
        verb="edit_company_information",
        to="sales:edit_company_information",
        form=CompanyInformationForm,
    ),
    groups=(
        Group(
            "general",
            _("General"),
            ("name", "address", "address_2", "post_code", "city", "country"),
        ),
        Group("communication", _("Communication"), ("phone", "email", "home_page")),
        Group(
            "registration",
            _("Registration"),
            ("vat_number", "registration_number", "iban"),
        ),
        Group(
            "printing",
            _("Quotes and Orders"),
            (
                "logo_name",
                "quote_text_nl",
                "quote_text_en",
                "order_text_nl",
                "order_text_en",
            ),
        ),
    ),
)

navigation(
    Navigation(
        _("Company Information"),
        "sales:company_information",
        "sales.view_companyinformation",
        icon="building",
        group="setup",
        synonyms=(
            *("bedrijfsgegevens", "bedrijfsinformatie", "afzender", "briefpapier"),
            *("logo", "sender", "letterhead", "iban", "terms", "voorwaarden"),
        ),
    ),
)


def _verbs(information: CompanyInformation) -> Iterator[Verb]:
    yield Verb(verdict("change_logo"), address("sales:change_logo"), icon="photo")
    if information.logo_name:
        yield Verb(verdict("remove_logo"), address("sales:remove_logo"), icon="trash")


@page(permission="sales.view_companyinformation")
def card(request: PageRequest) -> HttpResponse:
    information = CompanyInformation.current()
    return show_card(request, CARD, information, verbs=tuple(_verbs(information)))


@page(permission="sales.edit_companyinformation")
def edit(request: PageRequest) -> HttpResponse:
    information = CompanyInformation.current()
    form = CompanyInformationForm(
        posted(request), record=information, only=asked_for(request)
    )
    if form.can_be_judged():
        with form.refusals():
            information = edit_company_information(**form.arguments())
            return saved(request, CARD, information)
    return show_edit(request, CARD, information, form)


@page(permission="sales.edit_companyinformation")
def logo(request: PageRequest) -> HttpResponse:
    form = LogoForm(posted(request), files=request.FILES or None)
    if form.can_be_judged():
        with form.refusals():
            change_logo(**form.arguments())
            to = address("sales:company_information")
            return done(request, to, _now("The logo is changed."))
    return show_dialog(
        request,
        form,
        title=_now("Change Logo"),
        complete=True,
        preview=False,  # what is chosen would have to be chosen again
    )


@page(permission="sales.edit_companyinformation")
def no_logo(request: PageRequest) -> HttpResponse:
    form = RecordForm(posted(request), record=CompanyInformation.current())
    if form.can_be_judged():
        with form.refusals():
            remove_logo(**form.arguments())
            to = address("sales:company_information")
            return done(request, to, _now("The logo is removed."))
    return show_dialog(
        request,
        form,
        title=_now("Remove Logo"),
        text=_now("Print the name of the company instead of the logo?"),
    )
