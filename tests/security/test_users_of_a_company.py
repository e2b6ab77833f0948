"""Letting people into a company, changing what they may, and letting them go."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from kans.foundation.acting.actors import NotPermitted, acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.errors import Refused
from kans.foundation.history import history
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change, ChangedRecord
from kans.security.actions.users import (
    activate_user,
    create_user,
    deactivate_user,
    edit_own_settings,
    edit_user,
    invite_user,
    remove_user,
    set_password,
)
from kans.security.models import Membership, Theme, User
from kans.security.queries import actor_of
from kans.security.rules.memberships import (
    AddressTaken,
    AlreadyMember,
    AlsoElsewhere,
    LastAdministrator,
    MoreThanYouMay,
    NobodyToInvite,
    NotYourself,
    SalespersonTaken,
)
from kans.team.models import (
    Salesperson,
    SalespersonBlocked,
    SalespersonPrivacyBlocked,
)
from tests.builders import (
    PASSWORD,
    a_company,
    a_membership,
    a_role,
    a_user,
    an_actor,
    ann_without,
)
from tests.mail_server import mail_goes_out

pytestmark = pytest.mark.usefixtures("ann")


def a_seller(code="JR", **facts):
    with open_change("test"):
        seller = Salesperson(code=code, **facts)
        seller.save()
    return seller


def the_role(level=Level.SALESPERSON):
    return a_role(level=level)


def let_ben_in(**facts):
    given = {"email": "Ben@cronus.example", "name": "Ben", "password": PASSWORD}
    return create_user(**{**given, "role": the_role(), **facts})


@pytest.fixture
def anns():
    return Membership.objects.get(user__name="Ann")


# Letting in -----------------------------------------------------------------


def test_a_new_user_can_sign_in_at_once_with_a_verified_address():
    membership = let_ben_in()

    ben = User.objects.get(email="ben@cronus.example")
    assert membership.user == ben
    assert ben.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=ben)
    assert (address.email, address.verified, address.primary) == (ben.email, True, True)


def test_what_a_new_user_may_do_is_said_by_the_role():
    membership = let_ben_in(role=the_role(Level.READER))

    actor = actor_of(membership.user.pk, "cronus")
    assert actor.permissions == the_role(Level.READER).held()


def test_letting_in_is_journaled_without_the_password():
    membership = let_ben_in()

    change = Change.objects.get(verb="create_user")
    assert change.subject_id == membership.pk
    kinds = sorted(r.record_type for r in change.records.all())
    assert kinds == ["security.membership", "security.user"]
    assert PASSWORD not in str([(r.before, r.after) for r in change.records.all()])


def test_a_user_of_another_company_joins_this_one_and_keeps_the_password():
    with acting_as(an_actor(a_company("My Company"))):
        a_membership(a_user("Ben", password="Another-one-99"))

    membership = let_ben_in(name="Benjamin")

    assert User.objects.filter(email="ben@cronus.example").count() == 1
    assert membership.user.check_password("Another-one-99")
    assert membership.user.name == "Ben"


def test_nobody_joins_twice():
    let_ben_in()

    with pytest.raises(AlreadyMember):
        let_ben_in(email="BEN@cronus.example")
    assert Membership.objects.count() == 2


def test_a_new_user_needs_a_password_or_an_invitation():
    with pytest.raises(NobodyToInvite):
        let_ben_in(password="")
    assert not User.objects.filter(name="Ben").exists()


def test_an_invitation_leads_to_a_page_where_the_user_chooses_a_password(
    mailoutbox, client
):
    let_ben_in(password="", invite_at="https://kans.example")
    mail_goes_out()

    [mail] = mailoutbox
    assert mail.to == ["ben@cronus.example"]
    [link] = [word for word in mail.body.split() if word.startswith("https://")]
    path = link.removeprefix("https://kans.example")
    page = client.get(path, follow=True)
    page = client.post(
        page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}
    )
    assert page.status_code == 302
    assert User.objects.get(name="Ben").check_password(PASSWORD)


def test_an_invitation_can_be_sent_again(mailoutbox):
    membership = let_ben_in()

    invite_user(membership, invite_at="https://kans.example/")
    mail_goes_out()

    assert "https://kans.example/accounts/" in mailoutbox[0].body


def test_nobody_gives_a_role_that_may_more_than_they_may():
    with (
        acting_as(ann_without("security.delete_company")),
        pytest.raises(MoreThanYouMay),
    ):
        let_ben_in(role=the_role(Level.ADMINISTRATOR))
    assert Membership.objects.count() == 1


# The salesperson that a user is (SP-4) ---------------------------------------


def test_the_salesperson_takes_over_the_users_address_and_phone():
    seller = a_seller(email="old@cronus.example", phone="1")

    let_ben_in(salesperson=seller, phone="030-1234567")

    seller.refresh_from_db()
    assert (seller.email, seller.phone) == ("ben@cronus.example", "030-1234567")


def test_a_blank_phone_does_not_wipe_the_salespersons():
    seller = a_seller(phone="1")

    let_ben_in(salesperson=seller)

    seller.refresh_from_db()
    assert seller.phone == "1"


def test_a_salesperson_is_one_user_at_most():
    seller = a_seller()
    let_ben_in(salesperson=seller)

    with pytest.raises(SalespersonTaken) as refusal:
        let_ben_in(email="eve@cronus.example", name="Eve", salesperson=seller)

    assert str(refusal.value) == (
        "Salesperson JR is Ben already. A salesperson is one user at most."
    )
    assert not User.objects.filter(name="Eve").exists()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"blocked": True}, SalespersonBlocked),
        ({"privacy_blocked": True}, SalespersonPrivacyBlocked),
    ],
)
def test_a_blocked_salesperson_cannot_be_tied(anns, facts, refusal):
    seller = a_seller(**facts)

    with pytest.raises(refusal):
        edit_user(anns, salesperson=seller)
    assert Membership.objects.get(pk=anns.pk).salesperson is None


def test_a_tie_that_was_made_before_the_block_stays(anns):
    seller = a_seller()
    edit_user(anns, salesperson=seller)
    with open_change("test"):
        Salesperson.objects.update(blocked=True)

    edit_user(anns, name="Anna", salesperson=Salesperson.objects.get())

    assert Membership.objects.get(pk=anns.pk).salesperson == seller


# Changing --------------------------------------------------------------------


def test_name_address_and_role_are_changed_together():
    membership = let_ben_in()

    edit_user(
        membership,
        version=1,
        name="Benjamin",
        email="Benjamin@cronus.example",
        role=the_role(Level.MANAGER),
    )

    ben = User.objects.get(pk=membership.user.pk)
    assert (ben.name, ben.email) == ("Benjamin", "benjamin@cronus.example")
    assert ben.name_key == "benjamin"
    assert EmailAddress.objects.get(user=ben).email == "benjamin@cronus.example"
    assert Membership.objects.get(pk=membership.pk).role == the_role(Level.MANAGER)


def test_changing_a_user_is_journaled():
    membership = let_ben_in()

    edit_user(membership, name="Benjamin")

    row = ChangedRecord.objects.get(change__verb="edit_user")
    assert (row.record_type, row.record_id) == ("security.user", membership.user.pk)
    assert (row.before, row.after) == ({"name": "Ben"}, {"name": "Benjamin"})


def test_the_history_of_a_member_tells_of_the_user_too():
    membership = let_ben_in()
    edit_user(membership, name="Benjamin", role=the_role(Level.READER))

    told = [str(change) for event in history(membership) for change in event.changes]

    assert sorted(told) == ["Name: Ben → Benjamin", "Role: Salesperson → Reader"]


def test_an_address_belongs_to_one_user():
    membership = let_ben_in()

    with pytest.raises(AddressTaken):
        edit_user(membership, email="ann@cronus.example")
    assert User.objects.get(pk=membership.user.pk).email == "ben@cronus.example"


def test_a_new_password_replaces_the_old_one():
    membership = let_ben_in()

    set_password(membership, password="Another-one-99")

    assert User.objects.get(name="Ben").check_password("Another-one-99")
    row = ChangedRecord.objects.get(change__verb="set_password")
    assert row.after == {"password": "set anew"}


def test_who_is_deactivated_cannot_act_until_activated_again(client):
    membership = let_ben_in()
    client.force_login(membership.user)

    deactivate_user(membership)
    assert client.get("/accounts/email/").status_code == 302

    activate_user(Membership.objects.get(pk=membership.pk))
    assert User.objects.get(name="Ben").is_active


def test_who_is_removed_no_longer_acts_in_the_company():
    membership = let_ben_in()
    user = membership.user

    remove_user(membership)

    assert actor_of(user.pk, "cronus") is None
    assert User.objects.filter(pk=user.pk).exists()


# The company stays in safe hands ---------------------------------------------


@pytest.mark.parametrize("verb", [remove_user, deactivate_user])
def test_nobody_removes_or_deactivates_themselves(anns, verb):
    let_ben_in(role=the_role(Level.ADMINISTRATOR))

    with pytest.raises(NotYourself):
        verb(anns)
    assert Membership.objects.get(pk=anns.pk).user.is_active


@pytest.mark.parametrize(
    "change",
    [
        remove_user,
        deactivate_user,
        lambda anns: edit_user(anns, role=the_role(Level.READER)),
    ],
    ids=["remove", "deactivate", "another role"],
)
def test_the_last_administrator_stays_one(ann, anns, change):
    with (
        acting_as(an_actor(ann.company, name="Somebody else")),
        pytest.raises(LastAdministrator),
    ):
        change(anns)

    stored = Membership.objects.get(pk=anns.pk)
    assert (stored.role.level, stored.user.is_active) == (Level.ADMINISTRATOR, True)


def test_an_administrator_who_cannot_sign_in_does_not_count(ann, anns):
    bens = let_ben_in(role=the_role(Level.ADMINISTRATOR))
    deactivate_user(bens)

    with acting_as(an_actor(ann.company)), pytest.raises(LastAdministrator):
        remove_user(anns)


def test_one_of_two_administrators_may_go(ann, anns):
    let_ben_in(role=the_role(Level.ADMINISTRATOR))

    with acting_as(an_actor(ann.company)):
        remove_user(anns)

    assert not Membership.objects.filter(pk=anns.pk).exists()


# A user of several companies ---------------------------------------------------


@pytest.fixture
def shared():
    """Ben, of this company and of one that Ann does not administer."""
    with acting_as(an_actor(a_company("My Company"))):
        ben = a_membership(a_user("Ben")).user
    return a_membership(ben, level=Level.READER)


@pytest.mark.parametrize(
    "change",
    [
        lambda membership: edit_user(membership, name="Benjamin"),
        lambda membership: edit_user(membership, email="mine@cronus.example"),
        lambda membership: set_password(membership, password="Mine-now-77"),
        deactivate_user,
        lambda membership: invite_user(membership, invite_at="https://kans.example"),
    ],
    ids=["name", "address", "password", "deactivate", "invite"],
)
def test_who_administers_one_company_has_no_power_over_a_user_of_another(
    shared, change
):
    was = User.objects.filter(name="Ben").values().get()

    with pytest.raises(AlsoElsewhere):
        change(shared)

    assert User.objects.filter(pk=shared.user.pk).values().get() == was


def test_the_role_of_a_shared_user_here_is_decided_here(shared):
    edit_user(shared, role=the_role(Level.MANAGER), name="Ben")

    assert Membership.objects.get(pk=shared.pk).role == the_role(Level.MANAGER)


def test_whoever_administers_all_companies_of_a_user_decides(ann_the_user, shared):
    mine = a_company("Third")
    with acting_as(an_actor(mine)):
        a_membership(ann_the_user)
        a_membership(ben := User.objects.get(name="Ben"), level=Level.READER)
    with acting_as(an_actor(a_company("My Company", slug="other"))):
        a_membership(ann_the_user)

    with pytest.raises(AlsoElsewhere):
        edit_user(shared, name="Benjamin")

    Membership.before_anyone_acts.filter(user=ben, company__slug="my-company").delete()
    edit_user(shared, name="Benjamin")
    assert User.objects.get(pk=ben.pk).name == "Benjamin"


# One's own settings -------------------------------------------------------------


def test_one_chooses_ones_own_name_language_and_theme(ann_the_user):
    edit_own_settings(ann_the_user, name="Anna", language="nl", theme=Theme.DARK)

    ann = User.objects.get(pk=ann_the_user.pk)
    assert (ann.name, ann.language, ann.theme) == ("Anna", "nl", "dark")


def test_nobody_chooses_anothers_settings():
    ben = let_ben_in().user

    with pytest.raises(NotYourself):
        edit_own_settings(ben, name="Benjamin")


def test_who_lacks_the_permission_lets_nobody_in():
    with acting_as(ann_without("security.create_user")), pytest.raises(NotPermitted):
        let_ben_in()
    assert not User.objects.filter(name="Ben").exists()


def test_all_refusals_are_reported_together():
    seller = a_seller(blocked=True)

    with pytest.raises(Refused) as refusal:
        let_ben_in(password="", salesperson=seller)

    assert [r.code for r in refusal.value.refusals] == [
        "NobodyToInvite",
        "SalespersonBlocked",
    ]
