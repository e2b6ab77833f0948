"""Setting up customer templates: the list, the card and the dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.customers.actions import (
    create_customer_template,
    delete_customer_template,
    edit_customer_template,
)
from kans.customers.forms import NewTemplateForm, TemplateForm
from kans.customers.models import CustomerTemplate
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.records.contributions import may_delete
from kans.lists.frame import Column, ListAction, ListFrame, show_list
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
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

VIEW, EDIT = "customers.view_customer_template", "customers.edit_customer_template"


def verbs_of(template: CustomerTemplate) -> tuple[Verb, ...]:
    return (
        Verb(
            verdict("delete_customer_template", may_delete([template])),
            address("customers:delete_template", code=template.code),
            icon="trash",
        ),
    )


CARD = CardFrame(
    model=CustomerTemplate,
    caption=_("Customer Template"),
    open="customers:template",
    by="code",
    list="customers:templates",
    view=VIEW,
    editing=Editing(
        verb="edit_customer_template", to="customers:edit_template", form=TemplateForm
    ),
    groups=(
        Group(
            "general",
            _("General"),
            (
                *("code", "description", "contact_type", "number_series"),
                *("country", "language"),
            ),
        ),
        Group(
            "terms",
            _("Terms"),
            (
                *("payment_terms", "currency", "vat_group", "prices_include_vat"),
                *("line_discount", "document_discount"),
            ),
        ),
    ),
)
TEMPLATES = ListFrame(
    name="customer_templates",
    caption=_("Customer Templates"),
    model=CustomerTemplate,
    columns=(
        Column("code"),
        Column("description"),
        Column("contact_type", tones={"Company": "info", "Person": "neutral"}),
        Column("number_series"),
        Column("country"),
        Column("language"),
        Column("currency"),
        Column("payment_terms"),
        Column("vat_group"),
        Column("line_discount"),
        Column("document_discount"),
        Column("prices_include_vat", visible=False),
    ),
    search=("code", "description"),
    order="code",
    handle="code",
    open="customers:template",
    actions=(
        ListAction(
            _("New"),
            "customers:new_template",
            permission=EDIT,
            icon="plus",
            primary=True,
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
    empty=_("A template is what new customers begin with."),
)

navigation(
    Navigation(
        _("Customer Templates"),
        "customers:templates",
        VIEW,
        icon="copy",
        group="setup",
        synonyms=("klantsjablonen", "debiteursjablonen", "sjablonen", "templates"),
    )
)


@page(permission=VIEW)
def list_(request: PageRequest) -> HttpResponse:
    return show_list(request, TEMPLATES, rows=CustomerTemplate.objects.all())


@page(permission=VIEW)
def card(request: PageRequest, code: str) -> HttpResponse:
    template = get_object_or_404(CustomerTemplate, code=code)
    return show_card(request, CARD, template, verbs=verbs_of(template))


@page(permission=EDIT)
def new(request: PageRequest) -> HttpResponse:
    form = NewTemplateForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            template = create_customer_template(**form.arguments())
            to = CARD.address_of(template)
            return done(request, to, _("The customer template is added."), go=True)
    return show_dialog(
        request, form, title=_("New Customer Template"), complete=True, size="lg"
    )


@page(permission=EDIT)
def edit(request: PageRequest, code: str) -> HttpResponse:
    template = get_object_or_404(CustomerTemplate, code=code)
    form = TemplateForm(posted(request), record=template, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            template = edit_customer_template(template, **form.arguments())
            return saved(request, CARD, template)
    return show_edit(request, CARD, template, form)


@page(permission=EDIT)
def delete(request: PageRequest, code: str) -> HttpResponse:
    template = get_object_or_404(CustomerTemplate, code=code)
    form = RecordForm(posted(request), record=template)
    if form.can_be_judged():
        with form.refusals():
            delete_customer_template(template, **form.arguments())
            return done(
                request,
                address("customers:templates"),
                _("The customer template is deleted."),
                gone=CARD.address_of(template),
            )
    return show_deletion(
        request,
        form,
        title=_("Delete Customer Template"),
        subtitle=str(template),
        text=_("Delete this customer template? Customers keep what they have."),
        verdict=verdict("delete_customer_template", may_delete([template])),
    )
