"""Addresses of what every page has, inside a company."""

from django.urls import path

from kans.web import shortcuts
from kans.web.tell_me import pages as tell_me

app_name = "web"
urlpatterns = [
    path("tell-me/", tell_me.tell_me, name="tell_me"),
    path("tell-me/opened/", tell_me.opened, name="tell_me_opened"),
    path("tell-me/pins/", tell_me.pins, name="tell_me_pins"),
    path("shortcuts/", shortcuts.shortcuts, name="shortcuts"),
]
