"""Who signs in elsewhere (OpenID Connect) is a user here, or may become one."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialAccount, SocialLogin

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.models import Change
from kans.security.actions.joining import NowhereToJoin, join
from kans.security.models import Membership, User
from kans.security.queries import actor_of
from kans.security.sign_in import OtherAccountAdapter
from tests.builders import an_actor

JOIN = "cronus:READER"


@pytest.fixture
def werkplek(db, settings, rf):
    """The other side, as the installation knows it, while a request is about it."""
    app = {
        "provider_id": "oidc",
        "name": "Werkplek",
        "client_id": "kans",
        "secret": "s",
        "settings": {"server_url": "https://id.example"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    with request_context(request := rf.get("/")):
        [provider] = OtherAccountAdapter().list_providers(request)
        yield provider


def from_elsewhere(email, *, verified=True, provider=None):
    """What comes back from the other side about somebody."""
    login = SocialLogin(
        user=User(email=email),
        account=SocialAccount(provider="oidc", uid="1"),
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )
    login.provider = provider
    return login


@pytest.mark.parametrize(
    ("where", "verified", "may"),
    [(JOIN, True, True), (JOIN, False, False), ("", True, False), ("", False, False)],
)
def test_a_stranger_is_let_in_only_with_a_verified_address_and_where_it_is_set(
    settings, rf, where, verified, may
):
    settings.OIDC_JOIN = where

    stranger = from_elsewhere("eve@cronus.example", verified=verified)

    assert OtherAccountAdapter().is_open_for_signup(rf.get("/"), stranger) is may


def test_a_user_is_known_by_a_verified_address(ann, werkplek):
    somebody = from_elsewhere("ann@cronus.example", provider=werkplek)

    somebody.lookup()

    assert somebody.user == User.objects.get(name="Ann")


def test_an_unverified_address_makes_nobody_a_user(ann, werkplek):
    somebody = from_elsewhere("ann@cronus.example", verified=False, provider=werkplek)

    somebody.lookup()

    assert somebody.user != User.objects.get(name="Ann")


def test_the_name_is_the_one_told_elsewhere(rf):
    somebody = from_elsewhere("eve@cronus.example")
    told = {"email": "eve@cronus.example", "name": "Eve Smit"}

    user = OtherAccountAdapter().populate_user(rf.get("/"), somebody, told)

    assert (user.name, user.email) == ("Eve Smit", "eve@cronus.example")


def test_who_joins_gets_the_role_that_is_set_and_the_journal_says_so(cronus):
    eve = User(email="eve@cronus.example", name="Eve")
    eve.save()

    join(eve, JOIN)

    assert actor_of(eve.pk, "cronus").may("security.edit_own_settings")
    with acting_as(an_actor(cronus)):
        assert Membership.objects.get().role.level == Level.READER
        assert Change.objects.get(verb="join_company").subject_text == "Eve (Reader)"


@pytest.mark.parametrize("where", ["nowhere:READER", "cronus:NONE", "cronus"])
def test_a_place_that_is_not_there_is_said_to_be_wrong(cronus, where):
    eve = User(email="eve@cronus.example", name="Eve")
    eve.save()

    with pytest.raises(NowhereToJoin):
        join(eve, where)


def test_the_sign_in_page_offers_the_other_place(client, werkplek, ann):
    page = client.get("/accounts/login/?next=/c/cronus/").content.decode()

    assert "Sign in with Werkplek" in page
    assert "/accounts/oidc/oidc/login/?" in page
