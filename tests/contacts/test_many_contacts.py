"""Doing one verb to many selected contacts or salespeople, from their lists."""

from __future__ import annotations

import pytest

from kans.contacts.bulk import MANY_CONTACTS
from kans.contacts.models import Contact
from kans.foundation.errors import DomainError
from kans.foundation.models import Change
from kans.lists.bulk.judging import judged
from kans.team.models import Salesperson
from tests.builders import (
    a_contact,
    a_person,
    a_salesperson,
    an_opportunity,
)
from tests.opportunities.common import lost
from tests.opportunities.test_many_selected import (
    choose,
    counts,
    press_ok,
    reasons,
)

AT = "/c/cronus/contacts/"


def said_of_each(verb, arguments, contacts):
    """What the action itself says of each contact; those that it can are done."""
    for contact in contacts:
        try:
            verb.act(contact, **arguments)
            yield contact.number, ()
        except DomainError as error:
            yield contact.number, error.refusals


@pytest.fixture
def contacts(ann):
    contoso, fabrikam = a_contact("Contoso"), a_contact("Fabrikam")
    clara, dirk = a_person("Clara", at=contoso), a_person("Dirk")
    lost(an_opportunity(contact=dirk))
    an_opportunity(contact=clara, number="OP7")
    an_opportunity(contact=clara, number="OP5")
    return [clara, dirk, contoso, fabrikam]


def test_deleting_is_judged_as_each_is(contacts):
    verb = MANY_CONTACTS.verb("delete")

    found = judged(MANY_CONTACTS, verb, [c.pk for c in contacts], {})
    shown = {contact.number: tuple(refusals) for contact, refusals in found}

    assert [len(refusals) for refusals in shown.values()] == [1, 0, 1, 0]
    assert shown == dict(said_of_each(verb, {}, contacts))


def test_deleting_asks_a_number_of_queries_that_does_not_depend_on_how_many(
    contacts, django_assert_num_queries
):
    verb = MANY_CONTACTS.verb("delete")
    for some in (contacts[:1], contacts):
        with django_assert_num_queries(4):
            list(judged(MANY_CONTACTS, verb, [c.pk for c in some], {}))


def test_contacts_get_another_salesperson(browser, contacts):
    a_salesperson("LM")
    page = choose(browser, "salesperson", *contacts, door=AT)
    assert counts(page) == {"can": 4}

    ok = press_ok(browser, "salesperson", page, door=AT, salesperson="LM")

    assert ok.status_code == 204
    codes = Contact.objects.values_list("salesperson__code", flat=True)
    assert list(codes) == ["LM"] * 4


def test_one_who_is_blocked_for_privacy_is_refused_for_each(browser, contacts):
    a_salesperson("OUT", privacy_blocked=True)
    page = choose(browser, "salesperson", *contacts, door=AT)

    ok = press_ok(browser, "salesperson", page, door=AT, salesperson="OUT")

    assert counts(ok) == {"done": 0, "refused": 4}
    why = "Salesperson OUT is blocked for privacy. Choose another salesperson."
    assert reasons(ok) == {why: 4}


def test_contacts_are_deleted_but_for_those_with_open_opportunities(browser, contacts):
    page = choose(browser, "delete", *contacts, door=AT)
    assert counts(page) == {"can": 2, "cannot": 2}

    press_ok(browser, "delete", page, door=AT)

    left = Contact.objects.order_by("name").values_list("name", flat=True)
    assert list(left) == ["Clara", "Contoso"]


def test_a_company_and_its_persons_go_together(browser, ann):
    company = a_contact("Contoso")
    person = a_person("Clara", at=company)
    page = choose(browser, "delete", company, person, door=AT)

    ok = press_ok(browser, "delete", page, door=AT)

    assert ok.status_code == 204
    assert not Contact.objects.exists()


class TestSalespeople:
    AT = "/c/cronus/salespeople/"

    @pytest.mark.parametrize(("verb", "blocked"), [("block", True), ("unblock", False)])
    def test_many_are_blocked_or_no_longer(self, browser, verb, blocked):
        some = [a_salesperson(code, blocked=not blocked) for code in ("A", "B", "C")]
        sent = {"rows": "A\nB", "show": "dialog"}
        headers = {"HX-Request": "true", "HX-Target": "dialog"}
        page = browser.post(f"{self.AT}?bulk={verb}", sent, headers=headers)
        assert counts(page) == {"can": 2}

        press_ok(browser, verb, page, door=self.AT)

        found = Salesperson.objects.order_by("code").values_list("blocked", flat=True)
        assert list(found) == [blocked, blocked, not blocked]
        assert Change.objects.filter(verb="edit_salesperson").count() == 1
        assert len(some) == 3
