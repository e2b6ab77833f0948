"""What is one's own: the first page, the settings, the theme, the work date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.addresses import address
from kans.foundation.acting.clock import today, work_date
from kans.foundation.text.formats import date as written
from kans.security.actions.users import edit_own_settings
from kans.security.forms import OwnSettingsForm, WorkDateForm
from kans.security.middleware import LAST_COMPANY, WORK_DATE
from kans.security.models import Theme
from kans.security.queries import companies_of, roles_by_name
from kans.web.chrome import USER, Navigation, home_of, navigation, provide
from kans.web.dialogs import show_dialog
from kans.web.pages import done, page, page_of_ours, posted, respond, tell

if TYPE_CHECKING:
    from kans.web.pages import PageRequest


@page(signed_in=True)
def start(request: PageRequest) -> HttpResponse:
    """To the company that was visited last, or else to the first one."""
    companies = companies_of(request.user.pk)
    if not companies:
        return respond(request, "security/nowhere.html", {})
    last = request.COOKIES.get(LAST_COMPANY)
    return redirect(
        home_of(next((c for c in companies if c.slug == last), companies[0]))
    )


@page(signed_in=True)
def settings(request: PageRequest) -> HttpResponse:
    user: Any = request.user
    now = {name: getattr(user, name) for name in OwnSettingsForm.base_fields}
    form = OwnSettingsForm(posted(request), initial=now)
    if form.can_be_judged():
        with form.refusals():
            edit_own_settings(user, **form.arguments())
            return done(request, address("security:settings"), _("Saved."), go=True)
    status = 422 if form.errors else 200
    return respond(request, "security/settings.html", {"form": form}, status=status)


@page(signed_in=True, keyless="one theme is chosen")
def theme(request: PageRequest) -> HttpResponse:
    """Takes the theme from the switch in the header."""
    user: Any = request.user
    chosen = request.POST.get("theme", "")
    if chosen in Theme.values:
        user.choose_theme(chosen)
    if request.htmx:
        return HttpResponse(status=204)
    back = page_of_ours(request, request.POST.get("next", ""))
    return HttpResponseRedirect(back or "/")


@page(signed_in=True, keyless="one date is the work date")
def work_date_page(request: PageRequest) -> HttpResponse:
    """Set the work date of this session, or let it follow the calendar again."""
    form = WorkDateForm(posted(request), initial={"work_date": work_date()})
    if form.is_valid():
        chosen = form.cleaned_data["work_date"]
        dates = dict(request.session.get(WORK_DATE, {}))
        dates.pop(request.company_slug, None)
        if chosen and chosen != today():
            dates[request.company_slug] = chosen.isoformat()
        request.session[WORK_DATE] = dates
        said = _("Your work date is %(date)s.") % {"date": written(chosen or today())}
        if request.htmx:  # it stands in the header, which only a whole page renews
            tell(request, said)
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return done(
            request, reverse("home", kwargs={"company": request.company_slug}), said
        )
    return show_dialog(request, form, title=_("Work Date"), preview=False)


provide(
    companies_of=companies_of,
    roles=roles_by_name,
    work_date_page="security:work_date",
    theme_page="theme",
)
navigation(
    Navigation(
        gettext_lazy("My Settings"),
        "security:settings",
        icon="settings",
        group=USER,
        synonyms=(
            "mijn instellingen",
            "language",
            "taal",
            "theme",
            "thema",
            "password",
        ),
        order=900,
    )
)
