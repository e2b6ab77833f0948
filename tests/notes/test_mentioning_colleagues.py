"""Who is mentioned in a comment is told: by the bell, and by mail if they wish."""

from __future__ import annotations

import pytest

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.journal.journal import open_change
from kans.foundation.journal.notices import take_notices
from kans.notes.actions.belongings import delete_belongings_of
from kans.notes.actions.comments import add_comment, edit_comment
from kans.notes.models import Comment, Mention
from kans.security.models import Membership, User
from kans.security.queries import actor_of
from tests.builders import a_company, a_contact, a_membership, a_role, a_user, an_actor
from tests.mail_server import mail_goes_out

SITE = "https://kans.example/"


@pytest.fixture
def contact(ann):
    return a_contact("Contoso")


@pytest.fixture
def ben(ann):
    return a_membership(a_user("Ben Visser"), level=Level.READER).user


@pytest.fixture
def blind(ann):
    """Eve, whose role may see no contacts."""
    return a_membership(a_user("Eve Bos"), role=a_role("BLIND")).user


@pytest.fixture
def mails(ann, mailoutbox):
    """Write a comment and return the mails that it sent."""

    def write(act, *args, **options):
        before = len(mailoutbox)
        act(*args, **options, site=SITE)
        assert mailoutbox[before:] == []  # nobody waits for the mail server
        mail_goes_out()
        return mailoutbox[before:]

    return write


def as_ben(client, ben):
    client.force_login(ben)
    return client


def the_list(client):
    return client.get("/c/cronus/mentions/").content.decode()


def test_who_is_mentioned_finds_it_behind_the_bell(client, contact, ben):
    add_comment(contact, "Ask @Ben Visser first.")

    page = the_list(as_ben(client, ben))

    assert "Mentions, 1 unread" in page
    assert "Contact Contoso" in page
    assert '<span class="mention" title="Ben Visser">@Ben Visser</span>' in page
    assert "Ann · " in page.replace("\n", "")


def test_opening_a_mention_leads_to_the_comment_and_reads_it(client, contact, ben):
    comment = add_comment(contact, "Ask @Ben Visser first.")
    mention = Mention.objects.get()

    opened = as_ben(client, ben).get(f"/c/cronus/mentions/{mention.pk}/")

    assert opened.url == f"/c/cronus/contacts/CT000001/#comment_{comment.pk}"
    assert "unread" not in the_list(client).lower().replace("nothing unread", "")


def test_mentions_are_marked_as_read_one_by_one_or_all(client, contact, ben):
    for text in ("@Ben Visser one", "@Ben Visser two", "@Ben Visser three"):
        add_comment(contact, text)
    browser = as_ben(client, ben)
    first = Mention.objects.order_by("id")[0]

    browser.post(f"/c/cronus/mentions/{first.pk}/read/")
    assert "Mentions, 2 unread" in the_list(browser)

    browser.post("/c/cronus/mentions/read/")
    assert not Mention.objects.filter(read_at=None).exists()


def test_nobody_reads_the_mentions_of_another(browser, contact, ben):
    add_comment(contact, "@Ben Visser")
    mention = Mention.objects.get()

    assert "Contoso" not in the_list(browser)
    assert browser.get(f"/c/cronus/mentions/{mention.pk}/").status_code == 404
    assert browser.post(f"/c/cronus/mentions/{mention.pk}/read/").status_code == 404
    browser.post("/c/cronus/mentions/read/")
    assert Mention.objects.get().read_at is None


def test_a_mention_comes_by_mail_with_text_and_link(mails, contact, ben):
    User.objects.filter(pk=ben.pk).update(language="en")

    [mail] = mails(add_comment, contact, "Ask @Ben Visser.\nSoon!")

    assert mail.to == ["ben.visser@cronus.example"]
    assert mail.subject == "Ann mentioned you: Contoso"
    assert "> Ask @Ben Visser.\n> Soon!" in mail.body
    assert f"{SITE}c/cronus/mentions/{Mention.objects.get().pk}/" in mail.body


def test_without_a_language_of_one_s_own_the_company_s_is_spoken(mails, contact, ben):
    [mail] = mails(add_comment, contact, "@Ben")

    assert contact.company.language == "nl"
    assert mail.subject == "Ann heeft u genoemd: Contoso"


def test_who_wishes_no_mail_gets_none(client, mails, contact, ben):
    as_ben(client, ben).post(
        "/c/cronus/settings/", {"name": ben.name, "language": "", "theme": "system"}
    )

    assert mails(add_comment, contact, "@Ben Visser") == []
    assert Mention.objects.get().told


def test_nobody_is_told_of_what_they_wrote_themselves(mails, contact):
    assert mails(add_comment, contact, "@Ann will call.") == []
    assert not Mention.objects.get().told


def test_somebody_named_twice_is_told_once(mails, contact, ben):
    assert len(mails(add_comment, contact, "@Ben Visser and @Ben")) == 1


def test_who_has_left_is_not_meant(mails, contact, ben):
    User.objects.filter(pk=ben.pk).update(is_active=False)

    assert mails(add_comment, contact, "@Ben Visser") == []
    assert take_notices() == ("Nobody here is called “Ben”, so nobody was told.",)


def test_who_may_not_see_the_record_is_not_told_but_the_author(mails, contact, blind):
    assert mails(add_comment, contact, "@Eve Bos, look!") == []

    assert take_notices() == (
        "Eve Bos may not see this record, and was not told of the comment.",
    )
    assert not Mention.objects.get().told


def test_who_may_no_longer_see_the_record_no_longer_sees_the_mention(
    client, contact, ben
):
    add_comment(contact, "@Ben Visser: secret.")
    mention = Mention.objects.get()
    blind = a_role("BLIND")
    with open_change("test"):
        Membership.objects.filter(user=ben).update(role=blind)

    browser = as_ben(client, ben)

    assert "secret" not in the_list(browser)
    assert "1 unread" not in the_list(browser)
    assert browser.get(f"/c/cronus/mentions/{mention.pk}/").status_code == 404


def test_editing_tells_only_who_is_new(mails, contact, ben):
    eve = a_membership(a_user("Eve Bos")).user
    mails(add_comment, contact, "@Ben Visser")

    sent = mails(
        edit_comment, Comment.objects.get(), version=1, text="@Ben Visser, @Eve Bos"
    )
    again = mails(edit_comment, Comment.objects.get(), version=2, text="@Ben, @Eve!")

    assert [mail.to for mail in sent] == [[eve.email]]
    assert again == []


def test_a_mention_stays_readable_when_the_user_is_called_otherwise(
    browser, contact, ben
):
    add_comment(contact, "Ask @Ben Visser.")
    User.objects.filter(pk=ben.pk).update(name="Ben de Boer")

    page = browser.get(f"/c/cronus/contacts/{contact.number}/").content.decode()

    assert '<span class="mention" title="Ben de Boer">@Ben Visser</span>' in page


def test_colleagues_are_suggested_by_the_beginning_of_a_word(browser, contact, ben):
    a_membership(a_user("Bea Bos"))

    def suggested(like):
        page = browser.get("/c/cronus/colleagues/", {"q": like}).content.decode()
        return [n for n in ("Ann", "Bea Bos", "Ben Visser") if f'"{n}"' in page]

    assert suggested("be") == ["Bea Bos", "Ben Visser"]
    assert suggested("vis") == ["Ben Visser"]
    assert suggested("") == ["Ann", "Bea Bos", "Ben Visser"]


def test_of_two_with_one_name_the_address_is_written(browser, ben):
    other = a_membership(a_user("Ben Visser", email="bv@cronus.example")).user

    page = browser.get("/c/cronus/colleagues/", {"q": "ben"}).content.decode()

    assert f'data-name="{other.email}"' in page
    assert f'data-name="{ben.email}"' in page


def test_users_of_another_company_are_not_meant(browser, contact, cronus):
    other = a_company("My Company")
    with acting_as(an_actor(other)):
        a_membership(a_user("Otto Ver"))

    page = browser.get("/c/cronus/colleagues/", {"q": "otto"}).content.decode()
    add_comment(contact, "@Otto Ver")

    assert "Otto" not in page
    assert not Mention.objects.exists()


def test_the_list_of_mentions_asks_the_same_however_long_it_is(
    client, contact, ben, django_assert_max_num_queries
):
    browser = as_ben(client, ben)

    def asked():
        with django_assert_max_num_queries(100) as queries:
            assert browser.get("/c/cronus/mentions/").status_code == 200
        return len(queries)

    add_comment(contact, "@Ben Visser")
    few = asked()
    for number in range(40):
        add_comment(contact, f"@Ben Visser {number}")

    assert asked() == few
    older = the_list(browser).partition("?after=")[2].partition('"')[0]
    page = browser.get("/c/cronus/mentions/", {"after": older}).content.decode()
    assert "@Ben Visser</span> 8<" in page
    assert "Back to the newest" in page


def test_mentions_go_with_the_record(ann, contact, ben):
    add_comment(contact, "@Ben Visser")

    with open_change("test"):
        delete_belongings_of(contact)

    assert not Mention.objects.exists()
    assert actor_of(ben.pk, "cronus")
