"""Tell me shows what one opened lately and has pinned before everything else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.addresses import know_every_page
from kans.security.queries import actor_of
from kans.web.chrome import REPORT, Navigation
from kans.web.models import Kept
from kans.web.models.kept import MOST_OPENED, MOST_PINNED, TooManyPinned
from kans.web.tell_me import found
from tests.builders import (
    a_company,
    a_contact,
    a_membership,
    a_user,
    an_actor,
    an_opportunity,
    ann_without,
)

OPENED, PINS = "/c/cronus/tell-me/opened/", "/c/cronus/tell-me/pins/"
CONTACTS, JOBS = "page:contacts:list", "page:background:jobs"


@pytest.fixture(autouse=True)
def every_page():
    know_every_page()


def sections(asked=""):
    return {
        str(s.caption): [hit.title for hit in s.hits] for s in found(asked) if s.hits
    }


def what(record):
    return f"record:{record._meta.label}:{record.pk}"


@pytest.fixture(autouse=True)
def time_passes(clock, monkeypatch):
    """Each look at the clock is a second after the one before."""

    def now():
        clock.moment += timedelta(seconds=1)
        return clock.now()

    monkeypatch.setattr("kans.web.models.kept.now", now)


def opened(browser, *whats):
    for each in whats:
        assert browser.post(OPENED, {"what": each}).status_code == 302


def pin(browser, *whats):
    for each in whats:
        assert browser.post(PINS, {"what": each}).status_code == 302


class TestRecent:
    def test_with_nothing_typed_the_last_opened_comes_first(self, browser):
        contact = a_contact("Contoso")

        opened(browser, CONTACTS, what(contact), JOBS)

        assert sections()["Recent"] == ["Jobs", "Contoso", "Contacts"]
        assert next(iter(sections())) == "Recent"

    def test_what_is_recent_is_not_said_twice(self, browser):
        opened(browser, CONTACTS)

        assert "Contacts" not in sections()["Pages and tasks"]

    def test_opening_again_moves_it_up(self, browser):
        opened(browser, CONTACTS, JOBS, CONTACTS)

        assert sections()["Recent"] == ["Contacts", "Jobs"]

    def test_what_was_long_ago_is_forgotten(self, browser):
        contacts = [a_contact(f"Contoso {n}") for n in range(MOST_OPENED + 2)]

        opened(browser, *map(what, contacts))

        assert len(sections()["Recent"]) == MOST_OPENED
        assert Kept.objects.count() == MOST_OPENED

    def test_a_recent_record_comes_first_when_its_words_are_typed(self, browser):
        for n in range(6):
            a_contact(f"Contoso {n}")
        late = a_contact("The Contoso Group")
        assert "The Contoso Group" not in sections("contoso")["Contacts"]

        opened(browser, what(late))

        assert sections("contoso")["Contacts"][:2] == ["The Contoso Group", "Contoso 0"]

    def test_a_recent_page_comes_first_among_those_that_fit(self, browser):
        assert sections("sales")["Pages and tasks"][0] != "Sales Cycles"

        opened(browser, "page:opportunities:cycles")

        assert sections("sales")["Pages and tasks"][0] == "Sales Cycles"

    @pytest.mark.parametrize("garbage", ["", "page:nowhere", "record:x.Y:1", "record:"])
    def test_what_is_nothing_is_not_kept(self, browser, garbage):
        opened(browser, garbage)

        assert Kept.objects.count() == 0

    def test_looking_writes_nothing(self, browser):
        browser.get("/c/cronus/contacts/")
        browser.get(OPENED)
        browser.get(PINS)

        assert Kept.objects.count() == 0


class TestPins:
    def test_pins_come_first_in_the_order_of_pinning(self, browser):
        one = an_opportunity("Meet", description="Wind mills")
        opened(browser, JOBS)

        pin(browser, what(one), CONTACTS)

        assert list(sections())[:2] == ["Pinned", "Recent"]
        assert sections()["Pinned"] == ["Wind mills", "Contacts"]

    def test_pinning_again_unpins(self, browser):
        pin(browser, CONTACTS, CONTACTS)

        assert "Pinned" not in sections()
        assert Kept.objects.count() == 0

    def test_what_was_opened_stays_when_it_is_unpinned(self, browser):
        opened(browser, CONTACTS)
        pin(browser, CONTACTS)
        assert "Recent" not in sections()

        pin(browser, CONTACTS)

        assert sections()["Recent"] == ["Contacts"]

    def test_too_many_are_refused(self, ann):
        for n in range(MOST_PINNED):
            Kept.objects.pin(f"page:{n}")

        with pytest.raises(TooManyPinned):
            Kept.objects.pin("page:one more")

        assert Kept.objects.count() == MOST_PINNED

    def test_the_page_has_a_button_at_each_and_comes_back(self, browser):
        page = browser.get("/c/cronus/tell-me/?q=contacts").text
        assert f'value="{CONTACTS}" title="Pin" aria-label="Pin: Contacts"' in page

        page = browser.post(PINS, {"what": CONTACTS, "q": "contacts"}, follow=True)

        assert page.redirect_chain == [("/c/cronus/tell-me/?q=contacts", 302)]
        assert 'aria-label="Unpin: Contacts"' in page.text


class TestWalls:
    def test_what_one_may_not_see_is_not_shown(self, browser):
        contact = a_contact("Contoso")
        opened(browser, what(contact), CONTACTS)

        with acting_as(ann_without("contacts.view_contact")):
            assert "Recent" not in sections()

    def test_what_was_deleted_is_not_shown(self, browser):
        contact = a_contact("Contoso")
        pin(browser, what(contact))

        with acting_as(an_actor(contact.company, name="System")):
            type(contact)._base_manager.filter(pk=contact.pk)._raw_delete("default")

        assert "Pinned" not in sections()

    def test_another_user_and_another_company_have_their_own(self, browser, ann):
        pin(browser, CONTACTS)
        ben = a_membership(a_user("Ben")).user

        with acting_as(actor_of(ben.pk, "cronus")):
            assert "Pinned" not in sections()
        other = a_company("Other")
        with acting_as(an_actor(other, user_id=ann.user_id)):
            assert "Pinned" not in sections()

    def test_a_record_of_another_company_is_not_kept(self, browser):
        with acting_as(an_actor(a_company("Other"))):
            theirs = a_contact("Contoso")

        opened(browser, what(theirs))

        assert Kept.objects.count() == 0


class TestSections:
    def test_tasks_are_found_and_open_a_dialog(self, browser):
        (task,) = (hit for s in found("nieuwe klant") for hit in s.hits if hit.dialog)

        assert (task.title, task.to) == ("New Customer", "/c/cronus/customers/new/")

    def test_reports_come_after_pages_and_before_records(self, browser):
        a_contact("Jobstown")

        assert list(sections("jobs")) == ["Reports", "Contacts"]
        assert Navigation("x", "y", kind=REPORT).kind == "report"

    def test_the_queries_do_not_grow_with_what_is_kept(
        self, browser, django_assert_num_queries
    ):
        contacts = [a_contact(f"Contoso {n}") for n in range(9)]
        pin(browser, what(contacts[0]))
        with django_assert_num_queries(2):
            found("")
        opened(browser, *map(what, contacts))

        with django_assert_num_queries(2):
            found("")
