"""What a company must be like, and when it may go."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from babel.core import get_global
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class SlugTaken(DomainError):
    field = "slug"
    message = _("Another company has the address “%(slug)s”. Choose another.")


class SlugMissing(DomainError):
    field = "slug"
    message = _("Type an address, of small letters, digits and hyphens.")


class SlugUnfit(DomainError):
    field = "slug"
    message = _(
        "“%(slug)s” cannot stand in an address. Use small letters, digits and hyphens."
    )


class CurrencyMissing(DomainError):
    field = "currency"
    message = _("Type the code of the currency, of three letters: EUR.")


class UnknownCurrency(DomainError):
    field = "currency"
    message = _("%(currency)s is no currency. Type its code of three letters: EUR.")


class UnknownTimeZone(DomainError):
    field = "time_zone"
    message = _("%(time_zone)s is no time zone. Type one like Europe/Amsterdam.")


class CompanyNotEmpty(DomainError):
    message = _(
        "%(company)s still has records: %(records)s. Only an empty company is deleted."
    )


class CompanyInUse(DomainError):
    message = _("You are at work in this company. Go to another one to delete it.")


def may_be(
    *, slug: str, taken: bool, currency: str, time_zone: str
) -> tuple[DomainError, ...]:
    """What a company cannot be like, all together."""
    found: list[DomainError] = []
    if not slug:
        found.append(SlugMissing())
    elif not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        found.append(SlugUnfit(slug=slug))
    elif taken:
        found.append(SlugTaken(slug=slug))
    if not currency:
        found.append(CurrencyMissing())
    elif currency not in get_global("all_currencies"):
        found.append(UnknownCurrency(currency=currency))
    if time_zone not in available_timezones():
        found.append(UnknownTimeZone(time_zone=time_zone))
    return tuple(found)
