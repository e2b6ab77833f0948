"""The addresses of items and of the set-up of selling, inside a company."""

from django.urls import path

from kans.trade.pages import items, setup, setup_tables

app_name = "trade"
urlpatterns = [
    path("items/", items.list_, name="items"),
    path("items/new/", items.new, name="new_item"),
    path("items/lookup/", items.lookup, name="lookup"),
    path("items/<code:number>/", items.card, name="item"),
    path("items/<code:number>/edit/", items.edit, name="edit_item"),
    path("items/<code:number>/delete/", items.delete, name="delete_item"),
    path("sales-setup/", setup.setup, name="setup"),
    path("sales-setup/edit/", setup.edit_setup, name="edit_setup"),
]
for table in setup_tables.ALL:
    urlpatterns += table.urls
