"""The addresses of salespeople, inside a company."""

from django.urls import path

from kans.team import pages

app_name = "team"
urlpatterns = [
    path("salespeople/", pages.list_, name="list"),
    path("salespeople/new/", pages.new, name="new"),
    path("salespeople/<code:code>/", pages.card, name="card"),
    path("salespeople/<code:code>/edit/", pages.edit, name="edit"),
    path("salespeople/<code:code>/delete/", pages.delete, name="delete"),
]
