"""The journal keeps what was deleted whole for a while, then only its figures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kans.contacts.actions import delete_contact, edit_contact
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.models import Change, ChangedRecord
from kans.opportunities.actions import close_opportunity, delete_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.undo.retention import forget_deleted
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_contact,
    an_opportunity,
    ann_without,
)

APRIL = MARCH_1 + timedelta(days=31)


def told_of(record):
    return [
        (row.record_text, row.before, row.after)
        for row in ChangedRecord.objects.filter(record_id=record.pk).order_by("id")
    ]


@pytest.fixture
def gone(ann):
    """A lost opportunity of 1,000 that was deleted on March 1."""
    opportunity = an_opportunity(
        standing_on="Qualify", description="Printers for Mrs. Jansen"
    )
    lost = a_close_code("LOST", Outcome.LOST)
    close_opportunity(opportunity, Outcome.LOST, lost, on=MARCH_1)
    delete_opportunity(Opportunity.objects.get())
    return opportunity


def test_what_was_deleted_is_whole_for_thirty_days(gone, clock):
    before = told_of(gone)
    clock.set(MARCH_1 + timedelta(days=30))

    assert forget_deleted(kept_days=30) == 0
    assert told_of(gone) == before


def test_after_that_its_figures_stay_and_its_texts_go(gone, clock):
    clock.set(APRIL)

    assert forget_deleted(kept_days=30) > 0

    *_, (text, values, _after) = told_of(gone)
    assert text == ""
    assert values["number"] == gone.number
    assert Decimal(values["estimated_value"]) == 1000
    assert values["status"] == "Lost"
    assert values["date_closed"] == MARCH_1.isoformat()
    assert (values["description"], values["contact_name"]) == ("", "")
    assert "Jansen" not in str(told_of(gone))
    assert not Change.objects.filter(subject_text__contains="Jansen").exists()


def test_what_was_changed_before_it_was_deleted_goes_too(ann, clock):
    contact = a_contact("Contoso", phone="020 123")
    edit_contact(contact, name="Jansen & Zn.", phone="020 456")
    delete_contact(contact)
    clock.set(APRIL)

    forget_deleted(kept_days=30)

    assert "Jansen" not in str(told_of(contact))
    assert "020" not in str(told_of(contact))


def test_what_is_still_there_keeps_its_history(ann, clock):
    contact = a_contact("Contoso")
    edit_contact(contact, name="Contoso & Zn.")
    before = told_of(contact)
    clock.set(APRIL)

    forget_deleted(kept_days=30)

    assert told_of(contact) == before


def test_what_is_forgotten_is_forgotten_once(gone, clock):
    clock.set(APRIL)
    forget_deleted(kept_days=30)

    assert forget_deleted(kept_days=30) == 0


def test_the_command_goes_through_every_company(gone, clock):
    clock.set(APRIL)
    said = StringIO()

    call_command("forget_deleted", stdout=said)

    assert said.getvalue().startswith("cronus: ")
    assert told_of(gone)[-1][0] == ""
    with pytest.raises(CommandError, match="0 or more"):
        call_command("forget_deleted", "--days=-1")


def test_only_who_may_lets_the_journal_forget(gone, clock):
    clock.set(APRIL)
    before = told_of(gone)

    with (
        acting_as(ann_without("foundation.forget_deleted")),
        pytest.raises(NotPermitted),
    ):
        forget_deleted(kept_days=30)

    assert told_of(gone) == before
