"""How phone numbers, e-mail addresses and home pages are written."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text.phones import (
    is_of_possible_length,
    numbers_in,
    split_extension,
)

WEB = ("http", "https")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_must_be_web_address = URLValidator(schemes=WEB)


class PhoneWithLetters(DomainError):
    message = _(
        "A phone number has no letters: %(text)s. Type digits, spaces and signs such "
        "as + ( ) -, and an extension like ext. 12."
    )


class SeveralPhoneNumbers(DomainError):
    message = _(
        "%(text)s is more than one telephone number, which no telephone can dial. Type "
        "only one here; a second goes in Mobile Phone No., where there is that field."
    )


class PhoneOfNoLength(DomainError):
    """It may be typed: who knows no more may still want to keep it."""

    message = _(
        "%(text)s has more or fewer digits than a telephone number. Compare it with a "
        "letter or message of theirs."
    )


class NotAnEmailAddress(DomainError):
    field = "email"
    message = _(
        "%(text)s is not an e-mail address. Type it like name@company.com, and put "
        "semicolons between several."
    )


class NotAWebAddress(DomainError):
    field = "home_page"
    message = _(
        "%(text)s is not the address of a web site. Type it like www.company.com."
    )


def may_be_phone(text: str, at: str = "phone") -> tuple[DomainError, ...]:
    if len(numbers_in(text)) > 1:
        return (SeveralPhoneNumbers(text=text, at=at),)
    if any(letter.isalpha() for letter in text) and not split_extension(text)[1]:
        return (PhoneWithLetters(text=text, at=at),)
    return ()


def doubtful_phone(
    text: str, country: str, at: str = "phone"
) -> tuple[DomainError, ...]:
    """Return what would be refused if it were typed now, or has an unlikely length."""
    refusals = may_be_phone(text, at)
    if refusals or not text or is_of_possible_length(text, country):
        return refusals
    return (PhoneOfNoLength(text=text, at=at),)


def emails(text: str) -> list[str]:
    """The addresses in a text of several, separated by semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def may_be_emails(text: str) -> tuple[DomainError, ...]:
    return tuple(NotAnEmailAddress(text=e) for e in emails(text) if not _is_email(e))


def home_page(text: str) -> str:
    """The address of a web site in full, as it is stored."""
    text = text.strip()
    if not text or _SCHEME.match(text):
        return text
    return f"https://{text.removeprefix('//')}"


def may_be_home_page(text: str) -> tuple[DomainError, ...]:
    """Only web addresses: a link of another kind could do harm when followed."""
    if not text or _is_web_address(home_page(text)):
        return ()
    return (NotAWebAddress(text=text),)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_web_address(text: str) -> bool:
    try:
        _must_be_web_address(text)
    except ValidationError:
        return False
    return "@" not in urlsplit(text).netloc  # nor a name and password before the site
