"""The mail that lets a new user in: a link at which they choose a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _

from kans.foundation.mail import Letter, post
from kans.foundation.models import MailKind

if TYPE_CHECKING:
    from kans.security.models import User


def send_invitation(user: User, site: str) -> None:
    """Send it, in the language of who invites; the link works once, for some days."""
    key = default_token_generator.make_token(user)
    who = user_pk_to_url_str(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": who, "key": key}
    )
    lines = [
        _("Hello %(name)s,") % {"name": user.name},
        _("You can now sign in to Kans with this e-mail address: %(email)s.")
        % {"email": user.email},
        _("Choose a password first, on this page:"),
        site.rstrip("/") + path,
    ]
    text = "\n\n".join(lines) + "\n"
    post(Letter(user.email, _("You are invited to Kans"), text), MailKind.INVITATION)
