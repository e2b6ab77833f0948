"""How signing in goes here: who is let in, what is logged, what its pages show."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as of_allauth
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as get_second_step_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.adapter import (
    DefaultSocialAccountAdapter,
)
from allauth.socialaccount.adapter import (
    get_adapter as get_other_adapter,
)
from babel.dates import format_timedelta
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import now
from kans.foundation.mail import Letter, post
from kans.foundation.models import MailKind
from kans.foundation.text import formats
from kans.security import limits
from kans.security.actions.joining import join
from kans.security.models import AttemptOutcome, SignInAttempt, User
from kans.security.queries import companies_of
from kans.web.pages import page_of_ours

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Users are made by administrators; whoever fails to sign in is noted."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many tried to sign in from here at once. Try again in a minute."
        )
    }
    _attempt: SignInAttempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return bool(page_of_ours(of_allauth.request, url))

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Leave it to the worker: nobody waits for the mail server."""
        whose = context.get("user") or User.objects.filter(email=email).first()
        companies = companies_of(whose.pk) if whose else []
        if not companies:
            logger.info("No mail is sent to who belongs to no company")
            return
        request = of_allauth.request
        shown = {"request": request, "current_site": get_current_site(request)}
        mail = self.render_mail(
            template_prefix, email, {**shown, "email": email, **context}
        )
        html = next((c for c, kind in getattr(mail, "alternatives", ())), "")
        letter = Letter(email, mail.subject, mail.body, str(html))
        post(letter, MailKind.SIGNING_IN, company=companies[0])

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to look at a password where too many wrong ones were tried."""
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="sign_in"
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")
        ip = self.get_client_ip(request)
        self._attempt = limits.attempt_at(request, credentials.get("email", ""), ip)
        failures = limits.begin(self._attempt)
        if refusal := limits.must_wait(failures):
            self._attempt.refuse()
            raise refusal

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None and self._attempt is not None:
            self._attempt.withdraw()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = self._attempt.user if self._attempt else None
        logger.warning(
            "Sign-in failed for %s from %s",
            known.email if known else "an unknown address",
            self.get_client_ip(request),
        )

    def begin_code(self, request: HttpRequest, user: User) -> SignInAttempt:
        """Refuse to look at a code where too many wrong ones were tried."""
        ip = self.get_client_ip(request)
        attempt = limits.attempt_at(request, user.email, ip)
        failures = limits.begin_code(attempt, user)
        if refusal := limits.must_wait(failures):
            attempt.refuse()
            raise refusal
        return attempt

    def code_failed(self, request: HttpRequest, user: User) -> None:
        ip = self.get_client_ip(request)
        logger.warning("Second step failed for %s from %s", user.email, ip)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        ip = self.get_client_ip(request)
        limits.attempt_at(request, user.email, ip).write(AttemptOutcome.SIGNED_IN)
        logger.info("%s signed in from %s", user.email, ip)

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> Any:
        response = super().post_login(request, user, **told)
        limits.remember_browser(response, user)
        return response

    def _delete_login_attempts_cached_email(
        self, request: HttpRequest, **credentials: Any
    ) -> None:
        """Who has chosen a new password by mail may sign in at once."""
        for user in User.objects.filter(email=credentials.get("email", "").lower()):
            user.forget_failures()


class OtherAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who signs in elsewhere is the user with that verified address, or may join."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        verified = any(address.verified for address in sociallogin.email_addresses)
        return bool(settings.OIDC_JOIN) and verified

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = data.get("name") or " ".join(filter(None, parts)) or user.email
        return user

    def save_user(
        self, request: HttpRequest, sociallogin: Any, form: Any = None
    ) -> Any:
        user = super().save_user(request, sociallogin, form)
        join(user, settings.OIDC_JOIN)
        return user


class CountedCodes(second_step.BaseAuthenticateForm):  # type: ignore[misc]
    """Asks for a code, and counts it as wrong until it is right."""

    def clean_code(self) -> str:
        request = of_allauth.request
        attempt = AccountAdapter(request).begin_code(request, self.user)
        code: str = super().clean_code()
        attempt.withdraw()
        return code

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)
        request = of_allauth.request
        AccountAdapter(request).code_failed(request, self.user)


class AuthenticateForm(CountedCodes, second_step.AuthenticateForm):  # type: ignore[misc]
    """A code at signing in."""


class ReauthenticateForm(CountedCodes, second_step.ReauthenticateForm):  # type: ignore[misc]
    """A code before something that is asked for once more."""


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app: it is used by that, and signs nobody in."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        app = TOTP(Authenticator(user=self.user))
        if not app._mark_code_used(code):  # noqa: SLF001 - the library has no other way
            raise get_second_step_adapter().validation_error("incorrect_code")
        return code


@dataclass(frozen=True)
class Elsewhere:
    """Another place to sign in, as the sign-in page offers it."""

    name: str
    href: str


def account_pages(request: HttpRequest) -> dict[str, Any]:
    """What the templates about signing in may ask for."""
    return {"sign_in_elsewhere": partial(_elsewhere, request), "ago": _ago}


def _elsewhere(request: HttpRequest) -> list[Elsewhere]:
    providers = get_other_adapter().list_providers(request)
    after = request.GET.get("next", "")
    return [
        Elsewhere(provider.name, provider.get_login_url(request, next=after or None))
        for provider in providers
    ]


def _ago(moment: datetime) -> str:
    return format_timedelta(moment - now(), add_direction=True, locale=formats.locale())
