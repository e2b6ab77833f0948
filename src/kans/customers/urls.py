"""The addresses of customers and their templates, inside a company."""

from django.urls import path

from kans.customers.pages import becoming, cards, dialogs, lists, templates

app_name = "customers"
urlpatterns = [
    path("customers/", lists.list_, name="list"),
    path("customers/new/", dialogs.new, name="new"),
    path("customers/lookup/", lists.lookup, name="lookup"),
    path("customers/lookup/unlinked/", lists.lookup_unlinked, name="lookup_unlinked"),
    path("customers/<code:number>/", cards.card, name="card"),
    path("customers/<code:number>/edit/", cards.edit, name="edit"),
    path("customers/<code:number>/unlink/", dialogs.unlink, name="unlink"),
    path("customers/<code:number>/delete/", dialogs.delete, name="delete"),
    path("contacts/<code:number>/customer/", becoming.as_customer, name="as_customer"),
    path("contacts/<code:number>/customer/link/", becoming.link, name="link"),
    path("customer-templates/", templates.list_, name="templates"),
    path("customer-templates/new/", templates.new, name="new_template"),
    path("customer-templates/<code:code>/", templates.card, name="template"),
    path("customer-templates/<code:code>/edit/", templates.edit, name="edit_template"),
    path(
        "customer-templates/<code:code>/delete/",
        templates.delete,
        name="delete_template",
    ),
]
