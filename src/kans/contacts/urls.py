"""The addresses of contacts and of the marketing set-up, inside a company."""

from django.urls import path

from kans.contacts import pages

app_name = "contacts"
urlpatterns = [
    path("contacts/", pages.list_, name="list"),
    path("contacts/new/", pages.new, name="new"),
    path("contacts/lookup/", pages.lookup, name="lookup"),
    path("contacts/lookup/companies/", pages.companies, name="companies"),
    path("contacts/<code:number>/", pages.card, name="card"),
    path("contacts/<code:number>/edit/", pages.edit, name="edit"),
    path("contacts/<code:number>/type/", pages.type_, name="type"),
    path("contacts/<code:number>/delete/", pages.delete, name="delete"),
    path("contacts/<code:number>/persons/", pages.of_company, name="of_company"),
    path("marketing-setup/", pages.setup, name="setup"),
    path("marketing-setup/edit/", pages.edit_setup, name="edit_setup"),
]
