"""A card and its dialogs, to try the frames with: of number series."""

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.action import action
from kans.foundation.actions.verdicts import verdict
from kans.foundation.errors import DomainError
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.jobs import start_job
from kans.foundation.jobs.daily import ForgetKeys
from kans.lists.frame import Column, ListFrame, show_list
from kans.number_series.models import NumberSeries
from kans.site.urls import urlpatterns as site
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    FactBox,
    Group,
    Related,
    Shown,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.cards import declared as cards
from kans.web.dialogs import show_dialog
from kans.web.form_fields import DateEntryField, MoneyEntryField, from_model
from kans.web.forms import ActionForm, ConfirmForm, EditForm
from kans.web.pages import done, page, posted

ALL = "foundation.add_comment"  # everybody in these tests holds it


class Forbidden(DomainError):
    field = "description"
    message = _("The word forbidden is not allowed. Choose another one.")


class StillUsed(DomainError):
    message = _("The series is still used. Take it out of the set-up first.")


@action(permission=ALL, caption=_("Edit Series"))
def try_edit(series, *, version, **changes):
    series = NumberSeries.objects.locked(series)
    must_be_unchanged(series, version)
    if changes.get("description") == "forbidden":
        raise Forbidden
    for name, value in changes.items():
        setattr(series, name, value)
    series.save()
    return series


@action(permission=ALL, caption=_("Plan Series"))
def try_plan(series, *, on, value):
    series.description = f"{on} {value}"
    series.save()


@action(permission=ALL, caption=_("Remove Series"))
def try_remove(series):
    series.delete()


class SeriesForm(EditForm):
    code = from_model(NumberSeries, "code")
    description = from_model(NumberSeries, "description")
    default_numbers = from_model(NumberSeries, "default_numbers")
    manual_numbers = from_model(NumberSeries, "manual_numbers")


class PlanForm(ActionForm):
    on = DateEntryField(label=_("On"), help_text=_("The day it is planned for."))
    value = MoneyEntryField(label=_("Value"), help_text=_("What it is worth."))


real = cards.card_of(NumberSeries)
CARD = CardFrame(
    model=NumberSeries,
    caption=_("Number Series Card"),
    open="tried:card",
    by="code",
    list="tried:home",
    view=ALL,
    editing=Editing("try_edit", "tried:edit", SeriesForm),
    groups=(
        Group("general", _("General"), ("code", "description", "modified_at")),
        Group(
            "numbering",
            _("Numbering"),
            (
                "default_numbers",
                "manual_numbers",
                "date_order",
                Shown("version", _("Version"), format="number"),
            ),
        ),
    ),
)
cards._cards.pop(NumberSeries)  # a test puts it back for itself
if real:
    cards._cards[NumberSeries] = real
LIST = ListFrame(
    name="tried",
    caption=_("Series"),
    model=NumberSeries,
    columns=(Column("code"), Column("description")),
    order="code",
    handle="code",
    open="tried:card",
)


@page(permission=ALL)
def card(request, code):
    series = get_object_or_404(NumberSeries, code=code)
    return show_card(
        request,
        CARD,
        series,
        badge=Badge(_("In Use"), "good"),
        verbs=(
            Verb(
                verdict("try_plan"),
                address("tried:plan", code=code),
                icon="calendar",
                primary=True,
            ),
            Verb(
                verdict("try_remove", [StillUsed()] if series.date_order else []),
                address("tried:remove", code=code),
                icon="trash",
            ),
        ),
        related=(Related(_("Series"), address("tried:home"), "target-arrow", 3),),
        fact_boxes=(
            FactBox("figures", _("Figures"), "tried/figures.html", {"count": 3}),
        )
        if code == "BOXED"
        else (),
    )


@page(permission=ALL)
def edit(request, code):
    series = get_object_or_404(NumberSeries, code=code)
    form = SeriesForm(posted(request), record=series, only=asked_for(request))
    if form.is_valid():
        with form.refusals():
            series = try_edit(series, **form.arguments())
            return saved(request, CARD, series)
    return show_edit(request, CARD, series, form)


@page(permission=ALL)
def plan(request, code):
    series = get_object_or_404(NumberSeries, code=code)
    form = PlanForm(posted(request))
    if form.is_valid():
        with form.refusals():
            try_plan(series, **form.arguments())
            return done(request, address("tried:card", code=code), "It is planned.")
    return show_dialog(
        request, form, title="Plan Series", subtitle=str(series), complete=True
    )


@page(permission=ALL)
def remove(request, code):
    series = get_object_or_404(NumberSeries, code=code)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        with form.refusals():
            try_remove(series)
            return done(
                request,
                address("tried:home"),
                "It is removed.",
                gone=address("tried:card", code=code),
            )
    return show_dialog(
        request,
        form,
        title="Remove Series",
        text="Remove the series?",
        submit="Remove",
        danger=True,
    )


@page(permission=ALL)
def home(request):
    return show_list(request, LIST, rows=NumberSeries.objects.all())


@page(permission=ALL)
def numbered(request):
    rows = NumberSeries.objects.exclude(code="B")
    return show_list(request, LIST, rows=rows)


@page(permission=ALL)
def broken(request, code):
    """Fails after its work, which is not kept: it is all one until it is answered."""
    try_edit(NumberSeries.objects.get(code=code), version=None, description="Saved")
    raise ZeroDivisionError


@page(permission=ALL, keyless="what it saves is kept before it is answered")
def broken_later(request, code):
    """Fails once it has done its work or, when asked so, before."""
    series = NumberSeries.objects.filter(code=code)
    match request.POST.get("what"):
        case "action":
            try_edit(series.get(), version=None, description="Saved")
        case "job":
            start_job(ForgetKeys, {})
        case "row":
            QuerySet.update(series, description="Saved")
    raise ZeroDivisionError


@page(permission=ALL)
def signed_out_meanwhile(request, code):
    """Does its work while the session is ended in another window."""
    try_edit(NumberSeries.objects.get(code=code), version=None, description="Saved")
    request.session["something"] = "to keep"
    Session.objects.all().delete()
    return done(request, address("tried:home"))


handler500 = "kans.site.errors.server_error"
tried = (
    [
        path("", home, name="home"),
        path("numbered/", numbered, name="numbered"),
        path("<code:code>/", card, name="card"),
        path("<code:code>/edit/", edit, name="edit"),
        path("<code:code>/plan/", plan, name="plan"),
        path("<code:code>/broken/", broken, name="broken"),
        path("<code:code>/broken-later/", broken_later, name="broken_later"),
        path("<code:code>/meanwhile/", signed_out_meanwhile, name="meanwhile"),
        path("<code:code>/removal/", remove, name="remove"),
    ],
    "tried",
)
urlpatterns = [*site, path("c/<slug:company>/tried/", include(tried))]
