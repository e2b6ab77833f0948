"""The addresses of opportunities and their set-up, inside a company."""

from django.urls import path

from kans.opportunities.pages import (
    cards,
    close_codes,
    closing,
    creating,
    cycles,
    deleting,
    lists,
    moving,
    stages,
)

app_name = "opportunities"
urlpatterns = [
    path("opportunities/", lists.list_, name="list"),
    path(
        "opportunities/of-salesperson/<code:code>/",
        lists.of_salesperson,
        name="of_salesperson",
    ),
    path(
        "opportunities/of-contact/<code:number>/", lists.of_contact, name="of_contact"
    ),
    path("opportunities/new/", creating.new, name="new"),
    path("opportunities/delete-closed/", deleting.delete_closed, name="delete_closed"),
    path("opportunities/<code:number>/", cards.card, name="card"),
    path("opportunities/<code:number>/edit/", cards.edit, name="edit"),
    path("opportunities/<code:number>/update/", moving.update, name="update"),
    path("opportunities/<code:number>/closure/", closing.closure, name="closure"),
    path("opportunities/<code:number>/reopening/", closing.reopening, name="reopening"),
    path("opportunities/<code:number>/deletion/", closing.deletion, name="deletion"),
    path("sales-cycles/", cycles.list_, name="cycles"),
    path("sales-cycles/new/", cycles.new, name="new_cycle"),
    path("sales-cycles/<code:code>/", cycles.card, name="cycle"),
    path("sales-cycles/<code:code>/edit/", cycles.edit, name="edit_cycle"),
    path("sales-cycles/<code:code>/delete/", cycles.delete, name="delete_cycle"),
    path("sales-cycles/<code:code>/stages/new/", stages.new, name="new_stage"),
    path("stages/<uuid:id>/", stages.card, name="stage"),
    path("stages/<uuid:id>/edit/", stages.edit, name="edit_stage"),
    path("stages/<uuid:id>/delete/", stages.delete, name="delete_stage"),
    path(
        "stages/<uuid:id>/towards-start/",
        stages.order,
        {"towards": "start"},
        name="stage_towards_start",
    ),
    path(
        "stages/<uuid:id>/towards-end/",
        stages.order,
        {"towards": "end"},
        name="stage_towards_end",
    ),
    path("close-codes/", close_codes.list_, name="close_codes"),
    path("close-codes/new/", close_codes.new, name="new_close_code"),
    path("close-codes/<code:code>/", close_codes.card, name="close_code"),
    path("close-codes/<code:code>/edit/", close_codes.edit, name="edit_close_code"),
    path(
        "close-codes/<code:code>/delete/", close_codes.delete, name="delete_close_code"
    ),
]
