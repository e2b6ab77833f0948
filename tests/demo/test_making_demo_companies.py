"""The command that makes a demo company, and where it refuses to."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from kans.contacts.models import Contact
from kans.contacts.rules.places import may_be_vat_number
from kans.demo import telling
from kans.demo.signing_in import PASSWORD
from kans.demo.stories import Fate
from kans.demo.tables import read_tables
from kans.foundation.acting.actors import acting_as
from kans.foundation.models import Company
from kans.notes.models import Comment
from kans.opportunities.models import (
    Opportunity,
    OpportunityEntry,
    SalesCycle,
)
from kans.sales.models import CompanyInformation, SalesLine
from kans.sales.rules.sender import may_be_iban
from kans.security.models import User
from kans.security.queries import actor_of, the_system
from kans.trade.models import Item, VatRate
from tests.builders import a_company
from tests.demo.common import ANNA, HARROW, LINDEBOOM, make


@pytest.fixture
def on_this_machine(db, clock, settings, monkeypatch):
    """One's own machine, and companies to which little has happened."""
    settings.LOCAL_ONLY = True
    monkeypatch.setattr(telling, "HOW_MANY", dict.fromkeys(Fate, 2))


def story_of_everything():
    """All that is told, without ids and stamps."""
    told = OpportunityEntry.objects.order_by("opportunity__number", "number")
    return (
        list(Contact.objects.order_by("number").values_list("number", "name", "email")),
        list(
            told.values_list(
                *("opportunity__number", "opportunity__description", "number"),
                *("opportunity__contact_name", "salesperson__code", "action_taken"),
                *("date_of_change", "stage_description", "estimated_value"),
                *("chances_of_success", "estimated_close_date", "close_code__code"),
            )
        ),
        list(Comment.objects.order_by("id").values_list("date", "author_name", "text")),
        list(
            SalesLine.objects.order_by("document__number", "position").values_list(
                *("document__number", "document__document_date", "document__status"),
                *("document__name", "document__attention", "document__amount"),
                *("item__number", "description", "quantity", "line_amount"),
            )
        ),
    )


def test_the_same_seed_and_day_make_the_same_company(on_this_machine):
    make(company="first")
    make(company="again")
    make(company="other", seed=2)

    told = {}
    for company in Company.objects.all():
        with acting_as(the_system(company)):
            told[company.slug] = story_of_everything()
    assert told["again"] == told["first"]
    assert told["other"] != told["first"]


def test_the_english_company_stands_beside_the_dutch_one(on_this_machine):
    make()
    make(language="en")

    harrow = Company.objects.get(slug=HARROW)
    with acting_as(the_system(harrow)):
        assert (harrow.language, harrow.currency) == ("en", "GBP")
        assert Contact.objects.companies().count() == 60
        assert {c.code for c in SalesCycle.objects.all()} == {
            *("NEW", "EXISTING", "PROJECT")
        }
        assert Opportunity.objects.count() == 2 * len(Fate)
        assert Item.objects.count() == 30
        home = VatRate.objects.filter(customer_group__code="DOMESTIC")
        assert home.get(item_group__code="STANDARD").percent == 20
        sender = CompanyInformation.current()
        assert not may_be_iban(sender.iban)
        assert not may_be_vat_number(sender.vat_number, "GB")
    anna = User.objects.get(email=ANNA)
    for slug in (LINDEBOOM, HARROW):
        assert actor_of(anna.pk, slug).may("security.create_user")


def test_the_two_tables_tell_equally_much():
    dutch, english = read_tables("nl"), read_tables("en")

    names = ("sellers", "members", "customers", "cycles", "where", "job_titles")
    for name in (*names, "units", "wares", "templates", "sender", "offers"):
        assert len(getattr(dutch, name)) == len(getattr(english, name)), name
    assert [w.key for w in dutch.wares] == [w.key for w in english.wares]
    for ours, theirs in zip(dutch.cycles, english.cycles, strict=True):
        assert [w.wares for w in ours.work] == [w.wares for w in theirs.work]
        assert len(ours.stages) == len(theirs.stages)
    assert {k: len(v) for k, v in dutch.remarks.items()} == {
        k: len(v) for k, v in english.remarks.items()
    }


def test_with_if_empty_an_installation_that_has_a_company_keeps_what_it_has(
    on_this_machine,
):
    a_company("CRONUS")

    assert make(if_empty=True) == []
    assert Company.objects.count() == 1


def test_where_others_work_it_is_made_only_when_told_and_with_a_secret_password(
    on_this_machine, settings
):
    settings.LOCAL_ONLY = False
    with pytest.raises(CommandError, match="With --yes"):
        make()
    assert not Company.objects.exists()

    first, *_ = make(yes=True)

    anna = User.objects.get(email=ANNA)
    assert not anna.check_password(PASSWORD)
    assert anna.check_password(first.split()[6])
