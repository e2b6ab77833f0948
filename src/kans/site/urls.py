"""Every address of the installation."""

from django.urls import include, path

from kans.security.pages import own
from kans.site.pages import about
from kans.web.home import home

handler500 = "kans.site.errors.server_error"

COMPANY = "c/<slug:company>/"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", own.start, name="start"),
    path("about/", about, name="about"),
    path("theme/", own.theme, name="theme"),
    path(COMPANY, home, name="home"),
    path(COMPANY, include("kans.security.urls")),
    path(COMPANY, include("kans.web.urls")),
    path(COMPANY, include("kans.lists.urls")),
    path(COMPANY, include("kans.notes.urls")),
    path(COMPANY, include("kans.number_series.urls")),
    path(COMPANY, include("kans.undo.urls")),
    path(COMPANY, include("kans.background.urls")),
    path(COMPANY, include("kans.team.urls")),
    path(COMPANY, include("kans.contacts.urls")),
    path(COMPANY, include("kans.customers.urls")),
    path(COMPANY, include("kans.trade.urls")),
    path(COMPANY, include("kans.opportunities.urls")),
    path(COMPANY, include("kans.sales.urls")),
    path(COMPANY, include("kans.imports.urls")),
]
