"""What the house promises of every page, also of those that are added tomorrow."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from kans.foundation.acting.permissions import Level, every_permission, held_by
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.security.models import Membership, Role
from kans.web.middleware import RefusalMiddleware
from tests.architecture.addresses import ADDRESSES, one_of_each
from tests.builders import a_company, a_user

COMPANY = [a for a in ADDRESSES if a.in_a_company]
PERMITTED = [a for a in COMPANY if a.declared and a.declared.permission]
OF_A_RECORD = [a for a in COMPANY if a.of_a_record]
PUBLIC = {a.name for a in ADDRESSES if a.declared and a.declared.public}


def test_every_page_declares_who_may_open_it():
    assert [a.name for a in ADDRESSES if a.declared is None] == []


def test_a_page_that_declares_nothing_is_never_opened(rf):
    def page(request):
        raise AssertionError

    page.__module__ = "kans.somewhere"
    with pytest.raises(ImproperlyConfigured):
        RefusalMiddleware(None).process_view(rf.get("/"), page, (), {})


def test_nothing_inside_a_company_is_public():
    assert PUBLIC.isdisjoint(address.name for address in COMPANY)


def test_what_a_page_asks_for_is_held_by_a_role():
    held = held_by(Level.ADMINISTRATOR)

    assert [a.name for a in PERMITTED if a.declared.permission not in held] == []


# The walks: one test each over all addresses, since each knocks at hundreds of doors.


@pytest.mark.django_db
def test_who_has_not_signed_in_is_asked_to(client):
    let_in = [
        address.name
        for address in ADDRESSES
        if address.name not in PUBLIC
        and not asked_to_sign_in(client.get(address.to("cronus")))
    ]

    assert let_in == []


def asked_to_sign_in(page):
    return page.status_code == 302 and page.url.startswith("/accounts/login/")


def test_a_company_one_does_not_belong_to_is_not_there(client, ann):
    client.force_login(a_user("Eve"))

    there = [
        address.name
        for address in COMPANY
        if client.get(address.to("cronus")).status_code != 404
    ]

    assert there == []


def test_who_lacks_just_that_permission_is_refused(browser):
    with open_change("test"):
        role = Role(code="LACKING", name="Lacking")
        role.save()
        Membership.objects.update(role=role)

    let_in = []
    for address in PERMITTED:
        held = every_permission() - {address.declared.permission}
        with open_change("test"):
            Role.objects.filter(code="LACKING").update(permissions=sorted(held))
        for knock in (browser.get, browser.post):
            page = knock(address.to("cronus"))
            if page.status_code != 403:
                let_in.append((address.name, page.status_code))

    assert let_in == []


def test_a_record_of_another_company_is_not_there(browser, ann):
    foreign = one_of_each(a_company("My Company"))
    before = Change.objects.count()

    there = [
        (address.name, type(record).__name__, page.status_code)
        for address in OF_A_RECORD
        for to, record in address.doors(foreign).items()
        for knock in (browser.get, browser.post)
        if (page := knock(to)).status_code != 404
    ]

    assert len({type(record) for record in foreign}) > 2
    assert there == []
    assert Change.objects.count() == before
