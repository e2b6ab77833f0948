"""Limits on signing in: counted from the attempts, for an account and a place."""

from __future__ import annotations

from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import TYPE_CHECKING, Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from kans.foundation.clock import now
from kans.security.models import AttemptOutcome, SignInAttempt, User
from kans.security.rules.sign_in import (
    FROM_HERE,
    IN_ALL,
    MOST_FROM_HERE,
    MOST_IN_ALL,
    Failures,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_YEAR = 365 * 24 * 60 * 60
_signer = TimestampSigner(salt="kans.security.known-browser")


def attempt_at(request: HttpRequest, email: str, ip: str) -> SignInAttempt:
    """Return an attempt to sign in with this address, yet to be written."""
    user = User.objects.filter(email=email.lower()).first()
    return SignInAttempt(
        user=user,
        address_hash=_hash_of(email),
        network=place_of(ip),
        known_browser=user is not None and _knows(request, user),
    )


def begin(attempt: SignInAttempt) -> Failures:
    """Count an attempt as failed until it succeeds; return those before it.

    Written first, so that of many at once each counts the others.
    """
    attempt.write(AttemptOutcome.WRONG_PASSWORD)
    since = now() - IN_ALL
    if attempt.user is not None and attempt.user.limits_lifted_at is not None:
        since = max(since, attempt.user.limits_lifted_at)
    failed = SignInAttempt.failed(attempt.address_hash, since=since)
    failed = failed.exclude(pk=attempt.pk)
    here = failed.filter(network=attempt.network, at__gt=now() - FROM_HERE)
    last = failed.first()
    return Failures(
        from_here=here.count(),
        in_all=failed.count(),
        last_at=last.at if last else None,
        known_browser=attempt.known_browser,
    )


def must_wait(failures: Failures) -> ValidationError | None:
    """Say how long one must wait, where an account is being guessed at."""
    seconds = ceil(failures.wait(now()).total_seconds())
    if not seconds:
        return None
    said = ngettext(
        "Too many wrong passwords were tried with this address. Try again in "
        "%(seconds)s second, or choose a new password by mail.",
        "Too many wrong passwords were tried with this address. Try again in "
        "%(seconds)s seconds, or choose a new password by mail.",
        seconds,
    )
    return ValidationError(said % {"seconds": seconds}, code="slowed")


def is_limited(user: User) -> bool:
    """Whether failures keep this user from signing in somewhere, or slow it."""
    since = max(now() - IN_ALL, user.limits_lifted_at or now() - IN_ALL)
    failed = SignInAttempt.failed(_hash_of(user.email), since=since)
    of_late = failed.filter(at__gt=now() - FROM_HERE).count()
    codes = len(cache.get(_key_of_codes(user)) or ())
    return max(of_late, codes) >= MOST_FROM_HERE or failed.count() >= MOST_IN_ALL


def lift(user: User) -> None:
    """Let codes of the second step be tried again; passwords see when it was lifted."""
    cache.delete(_key_of_codes(user))


def _key_of_codes(user: User) -> str:
    """Where allauth counts wrong codes of the second step."""
    rates = ratelimit.get_rates(app="allauth.account", action="login_failed")
    [rate] = [rate for rate in rates if rate.per == "key"]
    unused: Any = None
    key: str = ratelimit.get_cache_key(
        unused,
        app="allauth.account",
        action="login_failed",
        rate=rate,
        key=f"mfa-auth-user-{user.pk}",
    )
    return key


def place_of(ip: str) -> str:
    """Return the address or, of IPv6, the network: one person has all of it."""
    try:
        address = ip_address(ip)
    except ValueError:  # whatever a proxy says
        return ip[:50]
    if isinstance(address, IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return str(address)


def _hash_of(email: str) -> str:
    secret = salted_hmac("kans.security.sign_in", email.lower(), algorithm="sha256")
    return secret.hexdigest()


# Browsers that signed in before -----------------------------------------------------


def remember_browser(response: HttpResponse, user: User) -> None:
    """Let this browser be known as one with which this user has signed in."""
    response.set_cookie(
        _cookie_of(user),
        _signer.sign(str(user.pk)),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _knows(request: HttpRequest, user: User) -> bool:
    try:
        known = _signer.unsign(
            request.COOKIES.get(_cookie_of(user), ""), max_age=A_YEAR
        )
    except BadSignature:
        return False
    return known == str(user.pk)


def _cookie_of(user: User) -> str:
    return f"kans_known_{sha256(user.pk.bytes).hexdigest()[:12]}"
