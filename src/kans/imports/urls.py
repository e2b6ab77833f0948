"""Addresses of imports, inside a company."""

from django.urls import path

from kans.imports.pages import columns, runs

app_name = "imports"
urlpatterns = [
    path("imports/", runs.list_, name="list"),
    path("imports/new/", columns.new, name="new"),
    path("imports/<uuid:id>/", runs.run, name="run"),
    path("imports/<uuid:id>/columns/", columns.columns, name="columns"),
    path("imports/<uuid:id>/sheet/", columns.sheet, name="sheet"),
    path("imports/<uuid:id>/check/", columns.check, name="check"),
    path("imports/<uuid:id>/application/", runs.apply, name="apply"),
    path("imports/<uuid:id>/delete/", runs.delete, name="delete"),
    path("imports/<uuid:id>/rejected/", runs.rejected, name="rejected"),
]
