"""The addresses of contacts and of the marketing set-up, inside a company."""

from django.urls import path

from kans.contacts.pages import cards, dialogs, duplicates, lists, merging, setup

app_name = "contacts"
urlpatterns = [
    path("contacts/", lists.list_, name="list"),
    path("contacts/new/", dialogs.new, name="new"),
    path("contacts/lookup/", lists.lookup, name="lookup"),
    path("contacts/lookup/companies/", lists.companies, name="companies"),
    path("contacts/like/", duplicates.like, name="like"),
    path("contacts/duplicates/", duplicates.possible, name="possible_duplicates"),
    path("contacts/<code:number>/", cards.card, name="card"),
    path("contacts/<code:number>/edit/", cards.edit, name="edit"),
    path("contacts/<code:number>/type/", dialogs.type_, name="type"),
    path("contacts/<code:number>/delete/", dialogs.delete, name="delete"),
    path("contacts/<code:number>/persons/", lists.of_company, name="of_company"),
    path("contacts/<code:number>/like/", duplicates.like_of, name="like_of"),
    path("contacts/<code:number>/merge/", merging.merge, name="merge"),
    path(
        "contacts/<code:number>/duplicates/", duplicates.of_contact, name="duplicates"
    ),
    path(
        "contacts/<code:number>/separate/<code:other>/",
        duplicates.separate,
        name="separate",
    ),
    path(
        "contacts/<code:number>/compare/<code:other>/",
        duplicates.compare_again,
        name="compare_again",
    ),
    path("marketing-setup/", setup.setup, name="setup"),
    path("marketing-setup/edit/", setup.edit_setup, name="edit_setup"),
]
