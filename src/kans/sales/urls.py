"""The addresses of quotes and orders, inside a company."""

from django.urls import path

from kans.sales.pages import (
    archive,
    assigning,
    cards,
    dialogs,
    lines,
    lists,
    messages,
    printing,
    sender,
    sending,
    versions,
)

app_name = "sales"
DOCUMENT = "sales/<code:number>"

urlpatterns = [
    path("quotes/", lists.quotes, name="quotes"),
    path("quotes/new/", dialogs.new, name="create_quote"),
    path("quotes/expired/", lists.expired, name="expired"),
    path("sales/versions/", archive.list_, name="archive"),
    path("orders/", lists.orders, name="orders"),
    path("sales/lookup/items/", lists.items, name="items"),
    path("sales/lookup/customers/", lists.customers, name="customers"),
    *(
        path(
            f"{area}/<code:{named}>/{kind}/",
            view,
            {"kind": kind},
            name=f"{kind}_of_{whose}",
        )
        for kind in ("quotes", "orders")
        for area, named, whose, view in (
            ("contacts", "number", "contact", lists.of_contact),
            ("customers", "number", "customer", lists.of_customer),
            ("salespeople", "code", "salesperson", lists.of_salesperson),
        )
    ),
    path("opportunities/<code:number>/quote/", dialogs.quote, name="quote"),
    path(
        "opportunities/<code:number>/quote/assign/",
        assigning.assign_from_opportunity,
        name="assign_quote",
    ),
    path(f"{DOCUMENT}/", cards.card, name="card"),
    path(f"{DOCUMENT}/pdf/", printing.pdf, name="pdf"),
    path(f"{DOCUMENT}/send/", sending.send, name="send_document"),
    path("sales/messages/<uuid:message_id>/", messages.show, name="message"),
    path("sales/messages/<uuid:message_id>/pdf/", messages.pdf, name="pdf_of_message"),
    path("sales/messages/<uuid:message_id>/again/", messages.again, name="send_again"),
    path(f"{DOCUMENT}/edit/", cards.edit, name="edit"),
    path(f"{DOCUMENT}/opportunity/", assigning.assign, name="assign_opportunity"),
    path(f"{DOCUMENT}/order/", dialogs.order, name="make_order"),
    path(f"{DOCUMENT}/release/", dialogs.release, name="release_document"),
    path(f"{DOCUMENT}/reopen/", dialogs.reopen, name="reopen_document"),
    path(f"{DOCUMENT}/complete/", dialogs.complete, name="complete_order"),
    path(f"{DOCUMENT}/cancel/", dialogs.cancel, name="cancel_order"),
    path(f"{DOCUMENT}/delete/", dialogs.delete, name="delete_document"),
    path(f"{DOCUMENT}/version/", versions.keep, name="keep_version"),
    path(f"{DOCUMENT}/versions/", versions.list_, name="versions"),
    path(
        f"{DOCUMENT}/versions/<int:version>/restore/",
        versions.restore,
        name="restore_version",
    ),
    path(f"{DOCUMENT}/lines/", lines.add, name="add_lines"),
    path(f"{DOCUMENT}/lines/pasted/", lines.paste, name="paste_lines"),
    path(f"{DOCUMENT}/lines/<uuid:id>/", lines.edit, name="edit_line"),
    path(f"{DOCUMENT}/lines/<uuid:id>/move/", lines.move, name="move_line"),
    path(f"{DOCUMENT}/lines/<uuid:id>/delete/", lines.delete, name="delete_line"),
    path("company-information/", sender.card, name="company_information"),
    path("company-information/edit/", sender.edit, name="edit_company_information"),
    path("company-information/logo/", sender.logo, name="change_logo"),
    path("company-information/logo/remove/", sender.no_logo, name="remove_logo"),
]
