"""Addresses of comments, files and mentions, inside a company."""

from django.urls import path

from kans.notes.pages import attachments as attachment_pages
from kans.notes.pages import comments as record_pages
from kans.notes.pages import mentions as mention_pages

app_name = "notes"
urlpatterns = [
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
        record_pages.delete_own_comment,
        name="delete_comment",
    ),
    path(
        "comments/<uuid:comment_id>/remove/",
        record_pages.delete_any_comment,
        name="remove_comment",
    ),
    path("comments/<uuid:comment_id>/pin/", record_pages.pin, name="pin_comment"),
    path(
        "records/<str:kind>/<uuid:record_id>/attachments/new/",
        attachment_pages.attach,
        name="attach",
    ),
    path(
        "records/<str:kind>/<uuid:record_id>/attachments/",
        attachment_pages.list_,
        name="attachments",
    ),
    path(
        "attachments/<uuid:attachment_id>/",
        attachment_pages.download,
        name="attachment",
    ),
    path(
        "attachments/<uuid:attachment_id>/edit/",
        attachment_pages.edit,
        name="edit_attachment",
    ),
    path(
        "attachments/<uuid:attachment_id>/delete/",
        attachment_pages.delete,
        name="delete_attachment",
    ),
    path("colleagues/", record_pages.colleagues, name="colleagues"),
    path("mentions/", mention_pages.mentions, name="mentions"),
    path("mentions/read/", mention_pages.read_all, name="read_mentions"),
    path("mentions/<uuid:mention_id>/", mention_pages.open_one, name="mention"),
    path(
        "mentions/<uuid:mention_id>/read/", mention_pages.read_one, name="read_mention"
    ),
]
