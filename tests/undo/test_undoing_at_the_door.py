"""Undo where one looks for it: in the toast, by a key, in the history."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial

import pytest
from uuid6 import uuid7

from kans.contacts.actions import create_contact, edit_contact
from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.actions.action import for_each
from kans.foundation.jobs import run_now
from kans.foundation.jobs.running import advance, run, take_next
from kans.foundation.models import Change, Job
from kans.opportunities.actions import delete_opportunity
from kans.opportunities.models import Opportunity
from kans.security.actions.companies import edit_company
from kans.security.models import Membership, Role
from kans.team.actions import create_salesperson, edit_salesperson
from kans.team.models import Salesperson
from kans.undo import pages
from tests.builders import (
    a_company,
    a_contact,
    a_marketing_setup,
    a_number_series,
    an_actor,
    an_opportunity,
)
from tests.jobs.starting import a_hiring, one_turn
from tests.opportunities.common import lost
from tests.opportunities.pages import form_of, text_of
from tests.undo.undoing import figures, the_last, undo, whole

AT = "/c/cronus/"
OFFER = re.compile(
    r'<form class="offer" method="post" action="([^"]+)".*?</form>', re.DOTALL
)
HOST = "http://testserver"


def plain(page):
    return " ".join(text_of(page).split())


def offered_in(page):
    """Where the toast of a page posts to, and what its button says."""
    found = OFFER.search(text_of(page))
    if found is None:
        return None
    return found[1], re.search(r"<button[^>]*>([^<]+)<", found[0])[1]


def as_htmx(page, target="dialog"):
    return {
        "headers": {
            "HX-Request": "true",
            "HX-Target": target,
            "HX-Current-URL": f"{HOST}{page}",
        }
    }


def edited(browser, contact, **typed):
    address = f"{AT}contacts/{contact.number}/edit/"
    form = {**form_of(browser.get(address)), **typed}
    return browser.post(address, form, follow=True)


# The toast --------------------------------------------------------------------------


def test_what_was_done_is_offered_to_be_undone_and_then_redone(browser):
    contact = a_contact("Contoso", phone="1")
    before = figures()

    page = edited(browser, contact, phone="020 123")
    to, button = offered_in(page)
    assert button == "Undo"
    assert Contact.objects.get().phone == "020 123"

    page = browser.post(to, {"back": f"{AT}contacts/{contact.number}/"}, follow=True)
    assert "“Edit Contact” is undone." in plain(page)
    assert page.request["PATH_INFO"] == f"{AT}contacts/{contact.number}/"
    assert figures() == before
    to, button = offered_in(page)
    assert button == "Redo"

    page = browser.post(to, {"back": f"{AT}contacts/{contact.number}/"}, follow=True)
    assert "“Edit Contact” is done again." in plain(page)
    assert Contact.objects.get().phone == "020 123"
    assert offered_in(page)[1] == "Undo"

    browser.post(offered_in(page)[0])
    assert figures() == before


def test_a_field_that_is_edited_in_place_offers_it_too(browser):
    contact = a_contact("Contoso")
    card = f"{AT}contacts/{contact.number}/"
    form = {"only": "phone", "phone": "020 123", "version": "1"}

    page = browser.post(f"{card}edit/", form, **as_htmx(card, "field_phone"))

    assert 'id="field_phone"' in text_of(page)
    assert offered_in(page)[1] == "Undo"


def test_htmx_is_told_to_show_the_page_again(browser):
    contact = a_contact("Contoso", phone="1")
    card = f"{AT}contacts/{contact.number}/"
    to, _button = offered_in(edited(browser, contact, phone="2"))

    answer = browser.post(to, **as_htmx(card))

    assert (answer.status_code, answer["HX-Trigger"]) == (204, "kans:refresh")
    assert Contact.objects.get().phone == "1"


def test_from_the_page_of_a_record_that_is_gone_one_comes_to_the_list(browser):
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT00001"))
    create_contact(name="Contoso")
    card = f"{AT}contacts/CT00001/"
    to = f"{AT}changes/{the_last().pk}/undo/"

    answer = browser.post(to, **as_htmx(f"{card}?from=x"))

    assert json.loads(answer["HX-Location"])["path"] == f"{AT}contacts/"
    assert not Contact.objects.exists()


def test_from_the_page_of_a_record_that_is_called_otherwise_one_comes_to_it(browser):
    a_marketing_setup(contact_numbers=a_number_series("C", manual_numbers=True))
    contact = a_contact("Contoso", number="OLD")
    edit_contact(contact, number="NEW")
    to = f"{AT}changes/{the_last().pk}/undo/"

    answer = browser.post(to, **as_htmx(f"{AT}contacts/NEW/"))

    assert json.loads(answer["HX-Location"])["path"] == f"{AT}contacts/OLD/"


def test_from_a_company_that_gets_its_address_back_one_comes_to_it(browser, ann):
    edit_company(ann.company, slug="kronos")
    to = f"/c/kronos/changes/{the_last().pk}/undo/"

    answer = browser.post(to, **as_htmx("/c/kronos/contacts/"))

    assert json.loads(answer["HX-Location"])["path"] == "/c/cronus/"
    assert browser.get("/c/cronus/contacts/").status_code == 200


def test_what_stands_in_the_way_is_told_in_a_dialog(browser):
    contact = a_contact("Contoso", phone="1")
    to, _button = offered_in(edited(browser, contact, phone="2"))
    edit_contact(Contact.objects.get(), phone="3")
    before = whole()

    page = browser.post(to, **as_htmx(f"{AT}contacts/{contact.number}/"))

    assert page.status_code == 422
    assert "Phone No. of Contact Contoso was changed since: Ann, Edit Contact" in (
        plain(page)
    )
    assert whole() == before


def test_what_cannot_be_undone_is_not_offered(browser, ann):
    from kans.security.models import User
    from tests.builders import a_membership, a_user

    member = a_membership(a_user("Ben"))
    address = f"{AT}users/{member.email}/password/"
    page = browser.post(address, {"password": "Another-lane-18"}, follow=True)

    assert "The password is set." in plain(page)
    assert offered_in(page) is None
    assert User.objects.get(name="Ben").check_password("Another-lane-18")


def test_who_may_not_undo_is_not_offered_it(browser, ann):
    contact = a_contact("Contoso")
    role = Role.objects.get(level="ADMIN").held() - {"foundation.undo_change"}
    limited(role)

    page = edited(browser, contact, phone="2")

    assert Contact.objects.get().phone == "2"
    assert offered_in(page) is None
    assert "data-undo-last" not in text_of(page)


def limited(permissions):
    from kans.foundation.journal.journal import open_change

    with open_change("test"):
        role = Role(code="X", name="X", permissions=sorted(permissions))
        role.save()
        Membership.objects.update(role=role)


# The history ------------------------------------------------------------------------


def test_the_history_offers_it_for_each_change_and_shows_what_is_undone(browser):
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    change = the_last()
    history = f"{AT}records/contacts.contact/{contact.pk}/history/"
    assert f'href="{AT}changes/{change.pk}/undo/"' in text_of(browser.get(history))

    undo()

    page = plain(browser.get(history))
    assert "<del>Edit Contact</del>" in page
    assert "Undone: Ann, 03/01/2026 10:00" in page
    assert f'href="{AT}changes/{change.pk}/undo/"' not in page
    assert f'{AT}changes/{the_last().pk}/undo/" hx-target="#dialog">Redo' in page
    assert "Undo: Edit Contact" in page


def test_the_history_of_many_changes_asks_as_many_questions(
    browser, django_assert_max_num_queries
):
    contact = a_contact("Contoso")
    for number in range(12):
        edit_contact(contact, phone=str(number))
        undo()
        undo()
        undo()

    with django_assert_max_num_queries(14):
        browser.get(f"{AT}records/contacts.contact/{contact.pk}/history/")


def test_before_ok_it_is_shown_what_will_be_put_back(browser):
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    before = whole()

    page = plain(browser.get(f"{AT}changes/{the_last().pk}/undo/"))

    assert "Edit Contact Contoso" in page
    assert "Ann did this on 03/01/2026 10:00." in page
    assert "This is what “Undo” will do" in page
    assert "<del>2</del>" in page
    assert "<ins>1</ins>" in page
    assert whole() == before


def test_a_refused_one_says_why_before_one_tries(browser):
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    first = the_last()
    edit_contact(contact, phone="3")

    page = plain(browser.get(f"{AT}changes/{first.pk}/undo/"))

    assert "Phone No. of Contact Contoso was changed since" in page
    assert re.search(r"<button [^>]*data-ok[^>]* disabled>Undo", page)
    assert "This is what" not in page


def test_what_was_deleted_is_found_among_the_recent_changes(browser):
    opportunity = an_opportunity(standing_on="Qualify")
    lost(opportunity)
    before = figures()
    delete_opportunity(Opportunity.objects.get())
    change = the_last()

    page = plain(browser.get(f"{AT}changes/"))
    assert "OP0001 Fifty desks" in page
    assert f"{AT}changes/{change.pk}/undo/" in page

    browser.post(f"{AT}changes/{change.pk}/undo/")
    assert figures() == before


def test_who_may_not_see_what_others_do_sees_their_own(browser, ann):
    with acting_as(an_actor(ann.company, name="Ben")):
        edit_contact(a_contact("Theirs"), phone="1")
    edit_contact(a_contact("Mine"), phone="1")
    assert "Theirs" in plain(browser.get(f"{AT}changes/"))

    limited({"foundation.undo_change"})

    page = plain(browser.get(f"{AT}changes/"))
    assert "Mine" in page
    assert "Theirs" not in page


def test_older_changes_are_a_page_further(browser, monkeypatch):
    contact = a_contact("Contoso")
    for number in range(60):
        edit_contact(contact, phone=str(number))

    page = text_of(browser.get(f"{AT}changes/"))
    older = re.search(r'href="([^"]+before=[^"]+)"', page)[1]

    assert page.count("Edit Contact<") == 50
    rest = browser.get(older)
    assert rest.status_code == 200
    assert "Older changes" not in text_of(rest)


@pytest.mark.parametrize("before", ["x", "", "00000000", "\0"])
def test_an_address_that_says_garbage_shows_the_newest(browser, before):
    edited(browser, a_contact("Contoso"), phone="1")

    page = browser.get(f"{AT}changes/", {"before": before})

    assert page.status_code == 200
    assert "Edit Contact" in plain(page)


def test_a_change_of_another_company_is_not_there(browser, ann):
    other = a_company("My Company")
    with acting_as(an_actor(other)):
        edit_contact(a_contact("Theirs"), phone="2")
        change = the_last()

    for knock in (browser.get, browser.post):
        assert knock(f"{AT}changes/{change.pk}/undo/").status_code == 404
    with acting_as(an_actor(other)):
        assert Contact.objects.get().phone == "2"


# The keys ---------------------------------------------------------------------------


def test_ctrl_z_walks_back_and_ctrl_y_forth(browser):
    contact = a_contact("Contoso", phone="1")
    for phone in ("2", "3"):
        edit_contact(contact, phone=phone)

    def phone_after(key):
        browser.post(f"{AT}changes/{key}/")
        return Contact.objects.get().phone

    assert [phone_after("undo"), phone_after("undo")] == ["2", "1"]
    assert [phone_after("redo"), phone_after("redo")] == ["2", "3"]
    assert [phone_after("undo"), phone_after("redo"), phone_after("undo")] == [
        *("2", "3", "2")
    ]


def test_what_others_did_or_what_was_long_ago_is_not_meant(browser, ann, clock):
    contact = a_contact("Contoso", phone="1")
    with acting_as(an_actor(ann.company, name="Ben")):
        edit_contact(contact, phone="2")

    nothing = browser.post(f"{AT}changes/undo/")
    assert nothing.status_code == 409
    assert "In the last hour you did nothing" in text_of(nothing)

    edit_contact(contact, phone="3")
    clock.moment += timedelta(minutes=61)
    assert browser.post(f"{AT}changes/undo/").status_code == 409
    assert Contact.objects.get().phone == "3"


def test_once_something_else_was_done_there_is_nothing_to_redo(browser):
    contact = a_contact("Contoso", phone="1")
    edit_contact(contact, phone="2")
    browser.post(f"{AT}changes/undo/")
    edit_contact(contact, city="Delft")

    answer = browser.post(f"{AT}changes/redo/")

    assert answer.status_code == 409
    assert "You undid nothing that could be redone." in text_of(answer)


# Many at once -----------------------------------------------------------------------


def a_batch(verb, act, rows):
    batch = uuid7()
    list(for_each(verb, act, rows, chunk=2, batch=batch))
    return batch


@pytest.fixture
def hired(ann):
    """Five salespeople, created by one job, two at a time."""
    a_batch("create_salesperson", lambda c: create_salesperson(code=c), "ABCDE")
    return the_last()


def test_a_batch_is_undone_whole_from_any_of_its_chunks(browser, hired):
    page = plain(browser.get(f"{AT}changes/{hired.pk}/undo/"))
    assert "to 5 records at once" in page

    browser.post(f"{AT}changes/{hired.pk}/undo/")
    assert not Salesperson.objects.exists()

    browser.post(f"{AT}changes/{the_last().pk}/undo/")
    assert Salesperson.objects.count() == 5


def test_what_a_job_does_is_undone_once_it_has_ended(browser, hired, monkeypatch):
    job = a_hiring(12)
    taken = one_turn(job)
    half = figures()
    chunk = the_last("test_hire")
    refused = (
        "The job that does this still runs: Hire Salespeople. Wait until it ends, or "
        "cancel it first"
    )

    assert refused in plain(browser.get(f"{AT}changes/{chunk.pk}/undo/"))
    for most in (3, pages.MOST_AT_ONCE):
        monkeypatch.setattr(pages, "MOST_AT_ONCE", most)
        answer = browser.post(f"{AT}changes/{chunk.pk}/undo/")
        assert answer.status_code == 422
        assert refused in plain(answer)
    last = browser.post(f"{AT}changes/undo/")
    assert last.status_code == 409
    assert refused in plain(last)
    assert figures() == half
    assert not Job.objects.exclude(pk=job.pk).exists()

    run(taken, until=lambda: False, between=lambda: None)
    browser.post(f"{AT}changes/undo/")
    assert Salesperson.objects.count() == 5


def test_what_is_being_undone_is_redone_once_all_of_it_is(browser, hired, monkeypatch):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 3)
    browser.post(f"{AT}changes/{hired.pk}/undo/")
    taken = take_next(Job.objects.get().pk)
    while Salesperson.objects.count() == 5:
        advance(taken)

    answer = browser.post(f"{AT}changes/redo/")

    assert answer.status_code == 409
    assert "The job that does this still runs: Undo." in plain(answer)


def test_a_large_batch_is_undone_in_the_background(browser, hired, monkeypatch):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 3)

    page = plain(browser.get(f"{AT}changes/{hired.pk}/undo/"))
    assert "It is undone in the background" in page
    refused = browser.post(f"{AT}changes/undo/")
    assert "too many to undo while you wait" in text_of(refused)
    answer = browser.post(f"{AT}changes/{hired.pk}/undo/")

    job = run_now(Job.objects.get())
    assert answer.url == f"{AT}jobs/{job.pk}/"
    assert (job.status, job.total, job.done) == ("DONE", 5, 5)
    assert not Salesperson.objects.exists()
    assert Change.objects.filter(undoes__batch=hired.batch).count() == 3

    browser.post(f"{AT}changes/{the_last().pk}/undo/")
    assert run_now(Job.objects.latest("id")).status == "DONE"
    assert Salesperson.objects.count() == 5


def test_in_the_background_nothing_is_undone_if_something_stands_in_the_way(
    browser, hired, monkeypatch
):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 3)
    edit_salesperson(Salesperson.objects.get(code="A"), phone="1")
    before = figures()

    browser.post(f"{AT}changes/{hired.pk}/undo/")

    job = run_now(Job.objects.get())
    assert job.status == "FAILED"
    assert "Phone No. of Salesperson A was changed since" in job.error
    assert figures() == before


def test_in_the_background_a_chunk_may_stand_on_an_older_one_of_its_batch(
    browser, hired, monkeypatch
):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 3)
    sellers = list(Salesperson.objects.order_by("code"))
    edit = partial(edit_salesperson, phone="1")
    list(for_each("edit_salesperson", edit, sellers, chunk=2, batch=hired.batch))

    browser.post(f"{AT}changes/{hired.pk}/undo/")

    assert run_now(Job.objects.get()).status == "DONE"
    assert not Salesperson.objects.exists()
