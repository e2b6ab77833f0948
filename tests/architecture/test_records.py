"""What the house promises of every record, also of those that are added tomorrow.

A promise is one test, which lists every model or field that breaks it.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models import signals

from kans.foundation.acting.actors import NobodyActs
from kans.foundation.models import Company, WorkerHeartbeat
from kans.foundation.records.fields import TextKey
from kans.foundation.records.records import CompanyRow
from kans.security.models import SignInAttempt, User

SHARED_BY_ALL_COMPANIES = {Company, SignInAttempt, User, WorkerHeartbeat}
NOT_SHOWN = {"id", "version", "company"}
MODELS = [m for m in apps.get_models() if m.__module__.startswith("kans.")]
OF_A_COMPANY = [m for m in MODELS if m not in SHARED_BY_ALL_COMPANIES]
SHOWN = [m for m in MODELS if hasattr(m, "differing") or m is User]
READS = ("all", "exists", "first", "count", "explain", "in_bulk", "values")
FIELDS = [
    (model, field)
    for model in SHOWN
    for field in model._meta.local_fields
    if not isinstance(field, TextKey)
    and field.name not in NOT_SHOWN
    and field.model.__module__.startswith("kans.")
    and field.editable
    and not (model is User and field.name in {"password", "last_login"})
]
RELATIONS = [
    (model, field)
    for model in MODELS
    for field in model._meta.local_fields
    if field.is_relation
]


def named(pairs):
    return [f"{model.__name__}.{field.name}" for model, field in pairs]


def begins_with_a_capital(text):
    return str(text)[:1].isupper()


def is_refused(read):
    """Whether reading or writing so is refused while nobody acts."""
    try:
        read()
    except NobodyActs:
        return True
    return False


def test_every_record_belongs_to_a_company():
    assert [
        model.__name__
        for model in OF_A_COMPANY
        if not issubclass(model, CompanyRow) or model._meta.get_field("company").null
    ] == []


@pytest.mark.django_db
def test_no_record_is_read_while_nobody_acts():
    assert [
        f"{model.__name__}.objects.{read}"
        for model in OF_A_COMPANY
        for read in READS
        if not is_refused(lambda m=model, r=read: getattr(m.objects, r)())
    ] == []


def test_no_other_way_leads_to_a_record_while_nobody_acts():
    assert [
        f"{model.__name__}.{manager}"
        for model in OF_A_COMPANY
        for manager in ("_default_manager", "_base_manager")
        if not is_refused(getattr(model, manager).all)
    ] == []


@pytest.mark.django_db
def test_no_record_is_written_while_nobody_acts():
    assert [
        model.__name__
        for model in OF_A_COMPANY
        if not is_refused(lambda m=model: m.objects.bulk_create([m()]))
    ] == []


def test_what_is_unique_begins_with_the_company():
    """Or with a record of a company; what lists are sorted by always does."""
    unique = [
        (model, model._meta.get_field(fields[0]), fields)
        for model in OF_A_COMPANY
        for fields in [
            c.fields for c in model._meta.constraints if hasattr(c, "fields")
        ]
    ]
    indexes = [
        (model.__name__, index.fields)
        for model in OF_A_COMPANY
        for index in model._meta.indexes
        if index.fields
    ]

    assert [
        (model.__name__, fields)
        for model, first, fields in unique
        if "company" not in fields and first.related_model not in OF_A_COMPANY
    ] == []
    assert [
        (m.__name__, fields) for m, fields in indexes if fields[0] != "company"
    ] == []


def test_every_kind_of_record_has_a_name():
    assert [
        model.__name__
        for model in SHOWN
        if not begins_with_a_capital(model._meta.verbose_name)
        or not begins_with_a_capital(model._meta.verbose_name_plural)
    ] == []


def test_every_field_has_a_caption_and_a_tooltip():
    assert (
        named(
            (model, field)
            for model, field in FIELDS
            if not begins_with_a_capital(field.verbose_name)
            or not str(field.help_text).endswith(".")
        )
        == []
    )


def test_no_relation_passes_the_journal_by():
    told = {models.PROTECT, models.DO_NOTHING}

    assert named(r for r in RELATIONS if r[1].remote_field.on_delete not in told) == []


def test_relations_stay_inside_the_house():
    assert (
        named(
            (model, field)
            for model, field in RELATIONS
            if not field.related_model.__module__.startswith("kans.")
        )
        == []
    )


def test_text_keys_follow_a_field_of_their_record():
    assert (
        named(
            (model, key)
            for model in MODELS
            for key in model._meta.local_fields
            if isinstance(key, TextKey)
            and key.source not in {field.name for field in model._meta.fields}
        )
        == []
    )


def test_nothing_happens_behind_a_record_by_a_signal():
    assert [
        (model.__name__, name)
        for name in (
            "pre_save",
            "post_save",
            "pre_delete",
            "post_delete",
            "m2m_changed",
        )
        for model in MODELS
        for heard in getattr(signals, name)._live_receivers(model)
        for receiver in heard
        if receiver.__module__.startswith("kans.")
    ] == []
