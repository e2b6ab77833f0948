"""What the house promises of every page, also of those that are added tomorrow."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from kans.foundation.journal import open_change
from kans.foundation.middleware import RefusalMiddleware
from kans.foundation.models import Change
from kans.foundation.permissions import Level, every_permission, held_by
from kans.security.models import Membership, Role
from tests.architecture.addresses import ADDRESSES, one_of_each
from tests.builders import a_company, a_user

COMPANY = [a for a in ADDRESSES if a.in_a_company]
PERMITTED = [a for a in COMPANY if a.declared and a.declared.permission]
OF_A_RECORD = [a for a in COMPANY if a.of_a_record]
PUBLIC = {a.name for a in ADDRESSES if a.declared and a.declared.public}


def named(address):
    return address.name


@pytest.mark.parametrize("address", ADDRESSES, ids=named)
def test_every_page_declares_who_may_open_it(address):
    assert address.declared is not None


def test_a_page_that_declares_nothing_is_never_opened(rf):
    def page(request):
        raise AssertionError

    page.__module__ = "kans.somewhere"
    with pytest.raises(ImproperlyConfigured):
        RefusalMiddleware(None).process_view(rf.get("/"), page, (), {})


def test_nothing_inside_a_company_is_public():
    assert PUBLIC.isdisjoint(address.name for address in COMPANY)


@pytest.mark.parametrize("address", PERMITTED, ids=named)
def test_what_a_page_asks_for_is_held_by_a_role(address):
    assert address.declared.permission in held_by(Level.ADMINISTRATOR)


@pytest.mark.parametrize(
    "address", [a for a in ADDRESSES if a.name not in PUBLIC], ids=named
)
@pytest.mark.django_db
def test_who_has_not_signed_in_is_asked_to(client, address):
    page = client.get(address.to("cronus"))

    assert page.status_code == 302
    assert page.url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", COMPANY, ids=named)
def test_a_company_one_does_not_belong_to_is_not_there(client, ann, address):
    client.force_login(a_user("Eve"))

    assert client.get(address.to("cronus")).status_code == 404


@pytest.mark.parametrize("how", ["get", "post"])
@pytest.mark.parametrize("address", PERMITTED, ids=named)
def test_who_lacks_just_that_permission_is_refused(browser, address, how):
    with open_change("test"):
        held = every_permission() - {address.declared.permission}
        role = Role(code="LACKING", name="Lacking", permissions=sorted(held))
        role.save()
        Membership.objects.update(role=role)

    page = getattr(browser, how)(address.to("cronus"))

    assert page.status_code == 403
    assert "You do not have permission to do this." in page.content.decode()


@pytest.fixture
def foreign(ann):
    """A record of each kind, in another company."""
    return one_of_each(a_company("My Company"))


@pytest.mark.parametrize("how", ["get", "post"])
@pytest.mark.parametrize("address", OF_A_RECORD, ids=named)
def test_a_record_of_another_company_is_not_there(browser, foreign, address, how):
    assert len(foreign) > 2
    before = Change.objects.count()

    for record in foreign:
        page = getattr(browser, how)(address.to("cronus", record))
        assert page.status_code == 404, record

    assert Change.objects.count() == before


@pytest.mark.parametrize("address", COMPANY, ids=named)
def test_every_page_opens_on_whatever_there_is(browser, ann, address):
    """Nothing is a defect: a page shows the record, or says it is not there."""
    for record in one_of_each(ann.company) if address.of_a_record else [None]:
        page = browser.get(address.to("cronus", record))
        assert page.status_code in {200, 302, 404}, record
