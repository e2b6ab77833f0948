"""Setting up a fresh installation from the command line."""

from __future__ import annotations

import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kans.foundation.acting.permissions import Level
from kans.foundation.models import Company
from kans.security.models import Membership, User
from kans.security.queries import CompanyUnknown, actor_of
from kans.security.rules.companies import SlugTaken, UnknownCurrency
from kans.site.cli import main
from tests.builders import PASSWORD, a_membership, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(monkeypatch):
    monkeypatch.setenv("KANS_ADMIN_PASSWORD", PASSWORD)


def test_an_empty_installation_gets_a_company_and_its_administrator(given, capsys):
    call_command("create_company", slug="ours", name="Ours", currency="usd")
    call_command("create_administrator", email="Eve@ours.example", company="ours")

    eve = User.objects.get(email="eve@ours.example")
    assert eve.check_password(PASSWORD)
    assert Company.objects.get().currency == "USD"
    assert actor_of(eve.pk, "ours").may("security.create_user")
    assert capsys.readouterr().out == (
        "Company ours is ready.\neve@ours.example administers company ours.\n"
    )


def test_the_password_is_asked_for_when_it_is_not_given(cronus, monkeypatch):
    monkeypatch.delenv("KANS_ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSWORD)

    call_command("create_administrator", email="eve@ours.example", company="cronus")

    assert User.objects.get().check_password(PASSWORD)


def test_who_belongs_to_the_company_already_becomes_administrator(ann, given):
    ben = a_membership(a_user("Ben"), level=Level.READER)

    call_command("create_administrator", email=ben.email, company="cronus")

    assert Membership.objects.get(pk=ben.pk).role.level == Level.ADMINISTRATOR


def test_who_signs_in_already_keeps_the_password(ann, monkeypatch):
    monkeypatch.setenv("KANS_ADMIN_PASSWORD", "Another-one-99")
    ben = a_user("Ben")

    call_command("create_administrator", email=ben.email, company="cronus")

    assert User.objects.get(name="Ben").check_password(PASSWORD)
    assert actor_of(ben.pk, "cronus").may("security.edit_user")


@pytest.mark.parametrize(
    ("command", "options", "refusal"),
    [
        ("create_company", {"slug": "cronus", "name": "C"}, SlugTaken),
        (
            "create_company",
            {"slug": "c", "name": "C", "currency": "?"},
            UnknownCurrency,
        ),
        (
            "create_administrator",
            {"email": "e@x.example", "company": "none"},
            CompanyUnknown,
        ),
        (
            "create_administrator",
            {"email": "nobody", "company": "cronus"},
            CommandError,
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    cronus, given, command, options, refusal
):
    with pytest.raises(refusal):
        call_command(command, **options)

    assert Company.objects.count() == 1
    assert not User.objects.exists()


def test_a_weak_password_is_refused(cronus, monkeypatch):
    monkeypatch.setenv("KANS_ADMIN_PASSWORD", "12345678")

    with pytest.raises(CommandError):
        call_command("create_administrator", email="e@x.example", company="cronus")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["create-company", "--slug", "cronus", "--name", "C"], "Another company has"),
        (["create-company"], 2),
    ],
)
def test_a_command_ends_with_a_sentence_or_a_code(cronus, monkeypatch, words, code):
    monkeypatch.setattr(sys, "argv", ["kans", *words])

    with pytest.raises(SystemExit) as end:
        main()

    assert str(end.value.code).startswith(str(code))
