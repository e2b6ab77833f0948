"""Files hang on records: attached, described, handed out and deleted."""

from __future__ import annotations

import pytest
from django.conf import settings

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.history import history
from kans.foundation.models import Change
from kans.notes.actions.attachments import (
    attach_files,
    delete_attachment,
    edit_attachment,
)
from kans.notes.files.storage import path_of, received
from kans.notes.models import Attachment
from kans.notes.rules.attaching import AttachmentTooLarge, TooManyFiles, TooMuchInFiles
from tests.builders import (
    a_company,
    a_contact,
    a_marketing_setup,
    a_membership,
    a_role,
    a_user,
    an_actor,
    an_attachment,
)
from tests.notes.files import PDF, PNG, AsItIs, upload


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def contact(ann):
    return a_contact("Contoso")


def place(contact):
    return f"/c/cronus/records/contacts.contact/{contact.pk}/attachments/new/"


def address(attachment, verb=""):
    return f"/c/cronus/attachments/{attachment.pk}/{verb}"


def the_card(browser, contact):
    return browser.get(f"/c/cronus/contacts/{contact.number}/").content.decode()


def body(response):
    return b"".join(response.streaming_content)


def test_files_are_attached_several_at_once(browser, contact):
    answer = browser.post(
        place(contact), {"file": [upload("offer.pdf"), upload("plan.png", PNG)]}
    )

    assert answer.status_code == 302
    offer, plan = Attachment.objects.order_by("id")
    assert (offer.name, offer.size, offer.content_type) == (
        "offer.pdf",
        len(PDF),
        "application/pdf",
    )
    assert plan.record_id == contact.pk
    assert path_of(offer).read_bytes() == PDF
    page = the_card(browser, contact)
    assert "offer.pdf" in page
    assert f'<img src="{address(plan)}"' in page
    assert f'<img src="{address(offer)}"' not in page


def test_one_bad_file_keeps_the_others_out(browser, contact):
    before = Change.objects.count()

    page = browser.post(
        place(contact), {"file": [upload("offer.pdf"), upload("run.exe", b"MZ")]}
    )

    assert page.status_code == 422
    assert "run.exe is of a kind that is not kept here." in page.content.decode()
    assert not Attachment.objects.exists()
    assert Change.objects.count() == before
    assert not [p for p in settings.FILES_DIR.rglob("*") if p.is_file()]


def test_the_script_gets_the_new_list_of_files(browser, contact):
    headers = {"HX-Request": "true", "HX-Target": "attachments_list"}

    answer = browser.post(place(contact), {"file": upload("a.pdf")}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.strip().startswith("<div id=")
    assert "The file is attached." in page
    assert "<html" not in page


def test_a_form_without_a_file_asks_for_one(browser, contact):
    page = browser.post(place(contact), {})

    assert page.status_code == 422
    assert "This field is required." in page.content.decode()


def test_the_name_that_is_sent_loses_its_folders(browser, contact):
    browser.post(place(contact), {"file": upload("C:\\Users\\jo\\offer.pdf")})

    assert Attachment.objects.get().name == "offer.pdf"


@pytest.fixture
def small(settings):
    settings.ATTACHMENT_BYTES = 1024 * 1024
    settings.LARGEST_UPLOAD = 2 * 1024 * 1024
    return settings


def test_a_file_has_a_largest_size(browser, contact, small):
    fits = browser.post(
        place(contact), {"file": upload("a.txt", b"x" * small.ATTACHMENT_BYTES)}
    )
    larger = browser.post(
        place(contact), {"file": upload("b.txt", b"x" * (small.ATTACHMENT_BYTES + 1))}
    )

    assert fits.status_code == 302
    assert larger.status_code == 422
    assert "b.txt is larger than 1 MB." in larger.content.decode()
    assert Attachment.objects.count() == 1


def test_what_is_larger_than_anything_we_take_is_not_even_written(
    browser, contact, small
):
    page = browser.post(
        place(contact), {"file": upload("huge.txt", b"x" * (3 * 1024 * 1024))}
    )

    assert page.status_code == 422
    assert "huge.txt is larger than 1 MB." in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_record_has_room_for_so_much(contact, small, monkeypatch):
    monkeypatch.setattr("kans.notes.rules.attaching.MOST_FILES", 2)
    monkeypatch.setattr("kans.notes.rules.attaching.MOST_TIMES", 1)
    an_attachment(on=contact)

    for files, refusal in [
        ([AsItIs("a.pdf"), AsItIs("b.pdf")], TooManyFiles),
        ([AsItIs("a.txt", b"x" * 1024 * 1024)], TooMuchInFiles),
        ([AsItIs("a.txt", b"x" * 1024 * 1025)], AttachmentTooLarge),
    ]:
        with pytest.raises(refusal), received(files) as some:
            attach_files(contact, files=some)

    assert Attachment.objects.count() == 1


def test_a_file_is_handed_out_to_be_saved_never_to_be_run(browser, contact):
    attachment = an_attachment("Čaj “5”.txt", b"Fifty desks.", on=contact)

    answer = browser.get(address(attachment))

    assert body(answer) == b"Fifty desks."
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C4%8Caj%20%E2%80%9C5%E2%80%9D.txt"
    )
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]
    assert answer["Content-Length"] == "12"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.png", PNG, "image/png"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.csv", b"a;b", "application/octet-stream"),
    ],
)
def test_only_of_pictures_and_pdf_the_browser_learns_the_kind(
    browser, contact, name, content, told
):
    answer = browser.get(address(an_attachment(name, content, on=contact)))

    assert answer["Content-Type"] == told
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_picture_that_is_known_is_not_sent_again(browser, contact):
    attachment = an_attachment("a.png", PNG, on=contact)
    etag = browser.get(address(attachment))["ETag"]

    again = browser.get(address(attachment), headers={"If-None-Match": etag})

    assert again.status_code == 304


def test_who_may_not_see_the_record_does_not_get_its_files(client, contact):
    attachment = an_attachment(on=contact)
    clerk = a_membership(
        a_user("Ben"), role=a_role("CLERK", "foundation.edit_attachment")
    ).user
    client.force_login(clerk)

    for verb in ("", "edit/"):
        assert client.get(address(attachment, verb)).status_code == 404
    stranger = a_user("Eve")
    client.force_login(stranger)
    assert client.get(address(attachment)).status_code == 404


def test_another_company_s_file_is_not_there(browser, contact):
    with acting_as(an_actor(a_company("My Company"))):
        foreign = an_attachment()

    for verb in ("", "edit/", "delete/"):
        assert browser.get(address(foreign, verb)).status_code == 404
        assert browser.post(address(foreign, verb)).status_code == 404


def test_a_reader_sees_files_and_changes_none(client, contact):
    attachment = an_attachment(on=contact)
    client.force_login(a_membership(a_user("Ben"), level=Level.READER).user)

    page = the_card(client, contact)

    assert attachment.name in page
    assert "data-attach" not in page
    assert client.get(address(attachment)).status_code == 200
    assert client.post(place(contact), {"file": upload("a.pdf")}).status_code == 403
    assert client.post(address(attachment, "delete/")).status_code == 403


def test_what_takes_no_comments_takes_no_files(browser, ann):
    setup = a_marketing_setup()

    kind = "contacts.marketingsetup"
    to = f"/c/cronus/records/{kind}/{setup.pk}/attachments/new/"
    assert browser.post(to, {"file": upload("a.pdf")}).status_code == 404


def test_a_file_is_renamed_and_described(browser, contact):
    attachment = an_attachment("offer.txt", on=contact)
    typed = {"name": "offer.exe", "description": "For Eva", "version": "1"}

    refused = browser.post(address(attachment, "edit/"), typed)
    browser.post(address(attachment, "edit/"), typed | {"name": " Offer 2.txt "})

    assert refused.status_code == 422
    attachment.refresh_from_db()
    assert (attachment.name, attachment.description) == ("Offer 2.txt", "For Eva")


def test_a_deleted_file_stays_on_the_disk_until_it_is_forgotten(browser, contact):
    attachment = an_attachment(on=contact)

    browser.confirm(address(attachment, "delete/"))

    assert not Attachment.objects.exists()
    assert path_of(attachment).exists()
    assert browser.get(address(attachment)).status_code == 404


def test_a_missing_file_is_said_to_be_missing(browser, contact):
    attachment = an_attachment(on=contact)
    path_of(attachment).unlink()

    page = browser.get(address(attachment))

    assert page.status_code == 404
    assert "missing on the server" in page.content.decode()


def test_the_history_of_the_record_tells_of_its_files(contact):
    attachment = an_attachment("offer.txt", on=contact)
    edit_attachment(attachment, version=1, name="deal.txt")
    delete_attachment(Attachment.objects.get())

    told = [(event.verb, event.about) for event in history(contact)][:3]

    assert told == [
        ("Delete Attachment", "deal.txt"),
        ("Edit Attachment", "deal.txt"),
        ("Attach Files", "offer.txt"),
    ]


def test_a_card_asks_the_same_however_many_files_and_comments_it_has(
    browser, contact, django_assert_max_num_queries
):
    def asked():
        with django_assert_max_num_queries(100) as queries:
            the_card(browser, contact)
        return len(queries)

    an_attachment(on=contact)
    few = asked()
    for number in range(5):
        an_attachment(f"{number}.txt", on=contact)

    assert asked() == few
