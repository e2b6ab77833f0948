"""A higher area answers for each of its foreign keys that points down."""

from __future__ import annotations

from django.apps import apps

from kans.foundation.records.contributions import covered_keys
from kans.foundation.records.records import CompanyRecord

AREAS = [
    *("foundation", "security", "team", "contacts"),
    *("trade", "customers", "opportunities", "sales"),
]


def area(model):
    return AREAS.index(model._meta.app_label)


POINTING_DOWN = [
    f"{model._meta.app_label}.{model.__name__}.{field.name}"
    for model in apps.get_models()
    if model.__module__.startswith("kans.") and issubclass(model, CompanyRecord)
    for field in model._meta.local_fields
    if field.is_relation
    and issubclass(field.related_model, CompanyRecord)
    and area(field.related_model) < area(model)
]


def test_what_points_down_is_answered_for_and_nothing_else_is():
    assert covered_keys() == set(POINTING_DOWN)
