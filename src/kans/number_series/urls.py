"""Addresses of number series, inside a company."""

from django.urls import path

from kans.number_series.pages import lines, series

app_name = "number_series"
urlpatterns = [
    path("number-series/", series.list_, name="number_series"),
    path("number-series/new/", series.new, name="new_number_series"),
    path(
        "number-series/lines/<uuid:id>/edit/",
        lines.edit,
        name="edit_number_series_line",
    ),
    path(
        "number-series/lines/<uuid:id>/delete/",
        lines.delete,
        name="delete_number_series_line",
    ),
    path("number-series/<code:code>/", series.card, name="number_series_card"),
    path("number-series/<code:code>/edit/", series.edit, name="edit_number_series"),
    path(
        "number-series/<code:code>/delete/",
        series.delete,
        name="delete_number_series",
    ),
    path(
        "number-series/<code:code>/lines/new/",
        lines.new,
        name="new_number_series_line",
    ),
    path("number-series/<code:code>/next/", series.next_, name="next_number"),
]
