"""Addresses of lists, inside a company."""

from django.urls import path

from kans.lists.frame.exporting.pages import exported
from kans.lists.pages import columns, views

app_name = "lists"
urlpatterns = [
    path("exports/<uuid:id>/", exported, name="exported"),
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
]
