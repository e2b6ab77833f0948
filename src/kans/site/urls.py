"""Every address of the installation."""

from django.urls import include, path

from kans.foundation.frames.home import home

COMPANY = "c/<slug:company>/"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path(COMPANY, home, name="home"),
    path(COMPANY, include("kans.foundation.urls")),
    path(COMPANY, include("kans.team.urls")),
]
