"""Addresses of what every area shares, inside a company."""

from django.urls import path

from kans.foundation import record_pages, tell_me

app_name = "foundation"
urlpatterns = [
    path("tell-me/", tell_me.tell_me, name="tell_me"),
    path(
        "records/<str:kind>/<uuid:record_id>/history/",
        record_pages.record_history,
        name="history",
    ),
    path(
        "records/<str:kind>/<uuid:record_id>/comments/new/",
        record_pages.comment_on,
        name="add_comment",
    ),
    path(
        "comments/<uuid:comment_id>/edit/",
        record_pages.change_comment,
        name="edit_comment",
    ),
    path(
        "comments/<uuid:comment_id>/delete/",
        record_pages.remove_comment,
        name="delete_comment",
    ),
]
