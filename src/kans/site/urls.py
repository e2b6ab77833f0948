"""Every address of the installation."""

from django.urls import include, path

from kans.foundation.frames.home import home
from kans.security.pages import own
from kans.site.pages import about

handler500 = "kans.site.errors.server_error"

COMPANY = "c/<slug:company>/"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", own.start, name="start"),
    path("about/", about, name="about"),
    path("theme/", own.theme, name="theme"),
    path(COMPANY, home, name="home"),
    path(COMPANY, include("kans.security.urls")),
    path(COMPANY, include("kans.foundation.urls")),
    path(COMPANY, include("kans.team.urls")),
    path(COMPANY, include("kans.contacts.urls")),
    path(COMPANY, include("kans.customers.urls")),
    path(COMPANY, include("kans.trade.urls")),
    path(COMPANY, include("kans.opportunities.urls")),
    path(COMPANY, include("kans.sales.urls")),
    path(COMPANY, include("kans.imports.urls")),
]
