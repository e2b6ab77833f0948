"""Addresses of undo and recent changes, inside a company."""

from django.urls import path

from kans.undo import pages as undoing

app_name = "undo"
urlpatterns = [
    path("changes/", undoing.changes, name="changes"),
    path("changes/undo/", undoing.undo_last, name="undo_last"),
    path("changes/redo/", undoing.redo_last, name="redo_last"),
    path("changes/<uuid:change_id>/undo/", undoing.undo, name="undo"),
]
