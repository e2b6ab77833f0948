"""Limits on signing in: counted from the attempts, for an account and a place."""

from __future__ import annotations

from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from kans.foundation.acting.clock import now
from kans.security.models import AttemptOutcome, SignInAttempt, User
from kans.security.rules.sign_in import CODES, PASSWORDS, Failures

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from kans.security.rules.sign_in import Limits

WRONG_PASSWORD, WRONG_CODE = AttemptOutcome.WRONG_PASSWORD, AttemptOutcome.WRONG_CODE
LIMITS = {WRONG_PASSWORD: PASSWORDS, WRONG_CODE: CODES}
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
    attempt.write(WRONG_PASSWORD)
    lifted = attempt.user.limits_lifted_at if attempt.user else None
    failed = _failed(WRONG_PASSWORD, attempt.address_hash, lifted)
    return _before(attempt, failed, PASSWORDS, known_browser=attempt.known_browser)


def begin_code(attempt: SignInAttempt, user: User) -> Failures:
    """Count a code of the second step as wrong until it is right, as a password.

    A known browser does not wait for what others tried, but its own attempts count:
    who has taken it along and knows the password guesses no faster than others.
    """
    attempt.write(WRONG_CODE)
    failed = _failed(WRONG_CODE, attempt.address_hash, user.codes_lifted_at)
    if attempt.known_browser:
        failed = failed.filter(known_browser=True)
    return _before(attempt, failed, CODES, known_browser=False)


def _before(
    attempt: SignInAttempt,
    failed: QuerySet[SignInAttempt],
    limits: Limits,
    *,
    known_browser: bool,
) -> Failures:
    failed = failed.exclude(pk=attempt.pk)
    here = failed.filter(network=attempt.network, at__gt=now() - limits.from_here)
    last = failed.first()
    newest = limits.most_from_here
    times = list(here.values_list("at", flat=True)[:newest])
    return Failures(
        from_here=len(times),
        # Once the oldest of the newest few counts no longer, there are too few.
        free_at=times[-1] + limits.from_here if len(times) == newest else None,
        in_all=failed.count(),
        last_at=last.at if last else None,
        known_browser=known_browser,
        limits=limits,
    )


def _failed(
    outcome: AttemptOutcome, address: str, lifted_at: datetime | None
) -> QuerySet[SignInAttempt]:
    """Return the failures at an address that count, the latest first."""
    since = now() - LIMITS[outcome].in_all
    since = max(since, lifted_at) if lifted_at else since
    return SignInAttempt.failed(outcome, address, since=since)


def must_wait(failures: Failures) -> ValidationError | None:
    """Say how long one must wait, here or where an account is being guessed at."""
    pause = max(failures.wait(now()), failures.blocked_for(now()))
    seconds = ceil(pause.total_seconds())
    if not seconds:
        return None
    if failures.limits is CODES:
        return _wait_for_a_code(ceil(seconds / 60))
    return (
        _wait_here(ceil(seconds / 60)) if failures.blocked else _wait_a_while(seconds)
    )


def _wait_here(minutes: int) -> ValidationError:
    said = ngettext(
        "Too many wrong passwords were tried with this address from here. Try again in "
        "%(minutes)s minute, or choose a new password by mail.",
        "Too many wrong passwords were tried with this address from here. Try again in "
        "%(minutes)s minutes, or choose a new password by mail.",
        minutes,
    )
    return ValidationError(said % {"minutes": minutes}, code="blocked")


def _wait_a_while(seconds: int) -> ValidationError:
    said = ngettext(
        "Too many wrong passwords were tried with this address. Try again in "
        "%(seconds)s second, or choose a new password by mail.",
        "Too many wrong passwords were tried with this address. Try again in "
        "%(seconds)s seconds, or choose a new password by mail.",
        seconds,
    )
    return ValidationError(said % {"seconds": seconds}, code="slowed")


def _wait_for_a_code(minutes: int) -> ValidationError:
    said = ngettext(
        "Too many wrong codes were tried for this account. Try again in %(minutes)s "
        "minute, or sign in with a browser that you used before.",
        "Too many wrong codes were tried for this account. Try again in %(minutes)s "
        "minutes, or sign in with a browser that you used before.",
        minutes,
    )
    return ValidationError(said % {"minutes": minutes}, code="slowed")


def is_limited(user: User) -> bool:
    """Whether failures keep this user from signing in somewhere, or slow it."""
    address = _hash_of(user.email)
    passwords = _failed(WRONG_PASSWORD, address, user.limits_lifted_at)
    codes = _failed(WRONG_CODE, address, user.codes_lifted_at)
    return _are_many(passwords, PASSWORDS) or _are_many(codes, CODES)


def _are_many(failed: QuerySet[SignInAttempt], limits: Limits) -> bool:
    of_late = failed.filter(at__gt=now() - limits.from_here).count()
    return of_late >= limits.most_from_here or failed.count() >= limits.most_in_all


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
