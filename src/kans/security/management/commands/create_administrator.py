"""kans create-administrator: the first user of a fresh installation."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.actions.dry_run import dry, takes_dry_run
from kans.security.actions.users import create_user, edit_user
from kans.security.models import Membership, Role, User
from kans.security.queries import actor_for_command

if TYPE_CHECKING:
    from argparse import ArgumentParser

PASSWORD = "KANS_ADMIN_PASSWORD"


class Command(BaseCommand):
    help = (
        "Let somebody administer a company: a new user, whose password is read from "
        f"{PASSWORD} or asked for, or one who signs in already. "
        "Exit code 1: it was refused; 2: the options are wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--email", required=True, help="the address to sign in with"
        )
        parser.add_argument("--company", required=True, help="the company's address")
        parser.add_argument("--name", default="", help="the name others see")
        takes_dry_run(parser)

    def handle(self, **options: Any) -> None:
        email = options["email"].lower()
        _checked(validate_email, email)
        dry_run = options["dry_run"]
        actor = actor_for_command(options["company"])
        with acting_as(actor), dry(self, run=dry_run):
            role = Role.objects.get(level=Level.ADMINISTRATOR)
            member = Membership.objects.filter(user__email=email).first()
            if member:
                edit_user(member, role=role)
            else:
                known = User.objects.filter(email=email).exists()
                create_user(
                    email=email,
                    name=options["name"] or email.partition("@")[0],
                    role=role,
                    password="unused" if known or dry_run else _password(),
                )
        if not dry_run:
            self.stdout.write(f"{email} administers company {options['company']}.")


def _password() -> str:
    password = os.environ.get(PASSWORD) or getpass.getpass("Password: ")
    _checked(validate_password, password)
    return password


def _checked(check: Any, value: str) -> None:
    try:
        check(value)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
