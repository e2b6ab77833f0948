"""Addresses of what every area shares, inside a company."""

from django.urls import path

from kans.foundation import (
    attachment_pages,
    mention_pages,
    record_pages,
    shortcuts,
)
from kans.foundation.frames.lists.exporting.pages import exported
from kans.foundation.jobs import pages as jobs
from kans.foundation.listing.pages import columns, views
from kans.foundation.mail import pages as mail
from kans.foundation.numbering.pages import lines, series
from kans.foundation.tell_me import pages as tell_me
from kans.foundation.undo import pages as undoing

app_name = "foundation"
urlpatterns = [
    path("changes/", undoing.changes, name="changes"),
    path("changes/undo/", undoing.undo_last, name="undo_last"),
    path("changes/redo/", undoing.redo_last, name="redo_last"),
    path("changes/<uuid:change_id>/undo/", undoing.undo, name="undo"),
    path("tell-me/", tell_me.tell_me, name="tell_me"),
    path("tell-me/opened/", tell_me.opened, name="tell_me_opened"),
    path("tell-me/pins/", tell_me.pins, name="tell_me_pins"),
    path("mail/", mail.list_, name="mail"),
    path("mail/test/", mail.test, name="test_mail"),
    path("shortcuts/", shortcuts.shortcuts, name="shortcuts"),
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
    path("exports/<uuid:id>/", exported, name="exported"),
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
    path("jobs/", jobs.list_, name="jobs"),
    path("jobs/<uuid:id>/", jobs.job, name="job"),
    path("jobs/<uuid:id>/refused/", jobs.refused_rows, name="refused_rows"),
    path("jobs/<uuid:id>/cancellation/", jobs.cancel, name="cancel_job"),
    path("jobs/<uuid:id>/again/", jobs.again, name="run_job_again"),
    path("lists/<str:listed>/columns/", columns.choose, name="list_columns"),
    path("lists/<str:listed>/layout/", columns.arrange, name="arrange_list"),
    path("lists/<str:listed>/default-view/", views.begin_with, name="default_view"),
    path("lists/<str:listed>/views/new/", views.new, name="new_view"),
    path(
        "lists/<str:listed>/views/<uuid:view_id>/contents/",
        views.save,
        name="save_view",
    ),
    path(
        "lists/<str:listed>/views/<uuid:view_id>/name/",
        views.rename,
        name="rename_view",
    ),
    path(
        "lists/<str:listed>/views/<uuid:view_id>/sharing/",
        views.share,
        name="share_view",
    ),
    path(
        "lists/<str:listed>/views/<uuid:view_id>/deletion/",
        views.delete,
        name="delete_view",
    ),
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
