"""Who the company is to its customers: its data, its texts, its logo."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kans.contacts.rules.communication import NotAWebAddress, PhoneWithLetters
from kans.contacts.rules.places import VatNumberMiswritten
from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.errors import Refused
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.sales.actions.sender import (
    change_logo,
    edit_company_information,
    remove_logo,
)
from kans.sales.models import CompanyInformation
from kans.sales.rules.sender import (
    IbanMiswritten,
    LogoTooLarge,
    LogoTooWide,
    LogoUnreadable,
    Picture,
    iban,
    may_be_iban,
    may_be_logo,
    picture_in,
)
from kans.security.models import Membership
from kans.trade.rules.keeping import TooLongToKeep
from kans.undo.actions import undo_change
from tests.builders import a_role, ann_without
from tests.sales.printed import a_jpeg, a_png


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("", True),
        ("NL91 ABNA 0417 1643 00", True),
        ("nl91abna0417164300", True),
        ("DE89370400440532013000", True),
        ("NL91ABNA0417164301", False),
        ("NL91", False),
        ("0417164300", False),
        ("NL91ABNA04171643éé", False),
    ],
)
def test_an_iban_has_the_right_check_digits(typed, right):
    assert (may_be_iban(typed) == ()) is right


def test_an_iban_is_kept_in_groups_of_four():
    assert iban("nl91abna0417164300") == "NL91 ABNA 0417 1643 00"


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (a_png(60, 22), Picture("png", 60, 22)),
        (a_jpeg(), Picture("jpg", 16, 8)),
        (b"", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff" * 40, None),
        (b"GIF89a" + b"\x00" * 40, None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    ],
)
def test_what_picture_a_file_is(content, picture):
    assert picture_in(content) == picture


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (a_png(4001, 1), LogoTooWide),
        (a_png(1, 4001), LogoTooWide),
        (a_png(0, 1), LogoUnreadable),
        (b"no picture", LogoUnreadable),
        (a_png(9, 9) + b"\x00" * 200 * 1024, LogoTooLarge),
    ],
)
def test_what_is_no_logo(content, refusal):
    [found] = may_be_logo(content)

    assert type(found) is refusal


def test_there_is_one_for_each_company(ann):
    edit_company_information(name="Kantoor & Zo B.V.")
    edit_company_information(iban="nl91abna0417164300", home_page="kantoor.example")

    [information] = CompanyInformation.objects.all()
    assert information.name == "Kantoor & Zo B.V."
    assert information.iban == "NL91 ABNA 0417 1643 00"
    assert information.home_page == "https://kantoor.example"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"iban": "NL00ABNA0417164300"}, IbanMiswritten),
        ({"home_page": f"kantoor.nl/{'x' * 240}"}, TooLongToKeep),
        ({"phone": "call us"}, PhoneWithLetters),
        ({"home_page": "javascript:alert(1)"}, NotAWebAddress),
        ({"country": "NL", "vat_number": "NL1"}, VatNumberMiswritten),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ann, facts, refusal):
    with pytest.raises(refusal) as refused:
        edit_company_information(**facts)

    assert refused.value.field in facts
    assert not CompanyInformation.objects.exists()


def test_what_cannot_be_is_refused_all_together(ann):
    facts = {"home_page": f"kantoor.nl/{'x' * 240}", "phone": "call us"}

    with pytest.raises(Refused) as refused:
        edit_company_information(**facts)

    assert {one.field for one in refused.value.refusals} == set(facts)
    assert not CompanyInformation.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(ann):
    information = edit_company_information(name="Kantoor")

    with pytest.raises(ChangedMeanwhile):
        edit_company_information(version=information.version - 1, name="Other")


def test_a_logo_is_chosen_replaced_and_removed(ann):
    change_logo(picture=a_png(60, 22), name="logo.png")
    assert CompanyInformation.current().logo == a_png(60, 22)

    change_logo(picture=a_jpeg(), name="logo.jpg")
    assert CompanyInformation.current().logo == a_jpeg()

    information = remove_logo()
    assert (information.logo, information.logo_name) == (b"", "")


def test_a_long_name_of_its_file_is_told_in_short(ann):
    information = change_logo(picture=a_png(60, 22), name=f"{'x' * 120}.png")

    assert information.logo_name == f"{'x' * 60}…"


def test_a_file_that_only_begins_as_a_picture_is_refused(ann):
    with pytest.raises(LogoUnreadable):
        change_logo(picture=a_png(60, 22)[:40], name="logo.png")

    assert not CompanyInformation.objects.exists()


def test_undo_brings_the_former_logo_back(ann):
    change_logo(picture=a_png(60, 22), name="first.png")
    change_logo(picture=a_jpeg(), name="second.jpg")

    undo_change(Change.objects.latest("id"))

    information = CompanyInformation.current()
    assert information.logo == a_png(60, 22)
    assert information.logo_name == "first.png"


@pytest.mark.parametrize(
    "act",
    [
        lambda: edit_company_information(name="Other"),
        lambda: change_logo(picture=a_png(), name="logo.png"),
        remove_logo,
    ],
)
def test_only_who_may_edit_it_does(ann, act):
    with (
        acting_as(ann_without("sales.edit_companyinformation")),
        pytest.raises(NotPermitted),
    ):
        act()

    assert not CompanyInformation.objects.exists()


# At the door ----------------------------------------------------------------

PAGE = "/c/cronus/company-information/"


def test_the_page_is_there_before_anything_is_filled_in(browser):
    page = browser.get(PAGE).text

    assert "Company Information" in page
    assert "Change Logo" in page
    assert "Remove Logo" not in page
    assert not CompanyInformation.objects.exists()


def test_it_is_filled_in_on_its_page(browser):
    answer = browser.post(
        PAGE + "edit/",
        {"version": "1", "name": "Kantoor", "quote_text_nl": "Regel 1\r\nRegel 2"},
    )

    information = CompanyInformation.objects.get()
    assert answer["Location"] == PAGE
    assert information.name == "Kantoor"
    assert information.quote_text_nl.splitlines() == ["Regel 1", "Regel 2"]


def test_a_logo_is_uploaded_and_removed(browser):
    picture = SimpleUploadedFile("logo.png", a_png(60, 22), "image/png")
    browser.post(PAGE + "logo/", {"file": picture})

    assert CompanyInformation.objects.get().logo == a_png(60, 22)
    assert "logo.png" in browser.get(PAGE).text

    browser.confirm(PAGE + "logo/remove/")

    assert CompanyInformation.objects.get().logo == b""


def test_what_is_no_picture_is_refused_at_its_field(browser):
    answer = browser.post(
        PAGE + "logo/", {"file": SimpleUploadedFile("logo.png", b"GIF89a")}
    )

    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.text
    assert "Choose a PNG or JPEG file." in answer.text


@pytest.mark.parametrize("page", ["", "edit/", "logo/", "logo/remove/"])
def test_it_is_for_administrators(browser, ann_the_user, page):
    manager = a_role(level=Level.MANAGER)
    with open_change("test"):
        Membership.objects.filter(user=ann_the_user).update(role=manager)

    assert browser.get(PAGE + page).status_code == 403
