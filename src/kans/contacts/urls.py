"""The addresses of contacts and of the marketing set-up, inside a company."""

from django.urls import path

from kans.contacts.pages import cards, dialogs, lists, setup

app_name = "contacts"
urlpatterns = [
    path("contacts/", lists.list_, name="list"),
    path("contacts/new/", dialogs.new, name="new"),
    path("contacts/lookup/", lists.lookup, name="lookup"),
    path("contacts/lookup/companies/", lists.companies, name="companies"),
    path("contacts/<code:number>/", cards.card, name="card"),
    path("contacts/<code:number>/edit/", cards.edit, name="edit"),
    path("contacts/<code:number>/type/", dialogs.type_, name="type"),
    path("contacts/<code:number>/delete/", dialogs.delete, name="delete"),
    path("contacts/<code:number>/persons/", lists.of_company, name="of_company"),
    path("marketing-setup/", setup.setup, name="setup"),
    path("marketing-setup/edit/", setup.edit_setup, name="edit_setup"),
]
