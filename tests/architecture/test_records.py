"""What the house promises of every record, also of those that are added tomorrow."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models import signals

from kans.foundation.actors import NobodyActs
from kans.foundation.fields import TextKey
from kans.foundation.models import Company
from kans.foundation.records import CompanyRow
from kans.security.models import User

SHARED_BY_ALL_COMPANIES = {Company, User}
NOT_SHOWN = {"id", "version", "company"}
MODELS = [m for m in apps.get_models() if m.__module__.startswith("kans.")]
OF_A_COMPANY = [m for m in MODELS if m not in SHARED_BY_ALL_COMPANIES]
SHOWN = [m for m in MODELS if hasattr(m, "differing") or m is User]
FIELDS = [
    pytest.param(field, id=f"{model.__name__}.{field.name}")
    for model in SHOWN
    for field in model._meta.local_fields
    if not isinstance(field, TextKey)
    and field.name not in NOT_SHOWN
    and field.model.__module__.startswith("kans.")
    and field.editable
    and not (model is User and field.name in {"password", "last_login"})
]
RELATIONS = [
    pytest.param(field, id=f"{model.__name__}.{field.name}")
    for model in MODELS
    for field in model._meta.local_fields
    if field.is_relation
]


def named(model):
    return model.__name__


@pytest.mark.parametrize("model", OF_A_COMPANY, ids=named)
def test_every_record_belongs_to_a_company(model):
    assert issubclass(model, CompanyRow)
    assert not model._meta.get_field("company").null


@pytest.mark.parametrize(
    "read", ["all", "exists", "first", "count", "explain", "in_bulk", "values"]
)
@pytest.mark.parametrize("model", OF_A_COMPANY, ids=named)
def test_no_record_is_read_while_nobody_acts(model, read):
    with pytest.raises(NobodyActs):
        getattr(model.objects, read)()


@pytest.mark.parametrize("manager", ["_default_manager", "_base_manager"])
@pytest.mark.parametrize("model", OF_A_COMPANY, ids=named)
def test_no_other_way_leads_to_a_record_while_nobody_acts(model, manager):
    with pytest.raises(NobodyActs):
        getattr(model, manager).all()


@pytest.mark.parametrize("model", OF_A_COMPANY, ids=named)
def test_no_record_is_written_while_nobody_acts(model):
    with pytest.raises(NobodyActs):
        model.objects.bulk_create([model()])


@pytest.mark.parametrize("model", OF_A_COMPANY, ids=named)
def test_what_is_unique_and_what_lists_are_sorted_by_begins_with_the_company(model):
    unique = [c.fields for c in model._meta.constraints if hasattr(c, "fields")]
    indexes = [index.fields for index in model._meta.indexes if index.fields]

    for fields in unique:
        leads = model._meta.get_field(fields[0])
        assert "company" in fields or leads.related_model in OF_A_COMPANY
    for fields in indexes:
        assert fields[0] == "company"


@pytest.mark.parametrize("model", SHOWN, ids=named)
def test_every_kind_of_record_has_a_name(model):
    assert str(model._meta.verbose_name)[0].isupper()
    assert str(model._meta.verbose_name_plural)[0].isupper()


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_caption_and_a_tooltip(field):
    assert str(field.verbose_name)[0].isupper()
    assert str(field.help_text).endswith(".")


@pytest.mark.parametrize("field", RELATIONS)
def test_no_relation_passes_the_journal_by(field):
    assert field.remote_field.on_delete in {models.PROTECT, models.DO_NOTHING}


@pytest.mark.parametrize("field", RELATIONS)
def test_relations_stay_inside_the_house(field):
    assert field.related_model.__module__.startswith("kans.")


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_text_keys_follow_a_field_of_their_record(model):
    for key in model._meta.local_fields:
        if isinstance(key, TextKey):
            assert model._meta.get_field(key.source)


@pytest.mark.parametrize(
    "signal", ["pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"]
)
def test_nothing_happens_behind_a_record_by_a_signal(signal):
    for model in MODELS:
        called = getattr(signals, signal)._live_receivers(model)
        heard = [r for both in called for r in both]
        assert not [r for r in heard if r.__module__.startswith("kans.")]
