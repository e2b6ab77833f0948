"""Countries, languages, and how VAT numbers are written in and near the Union."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from django.utils.translation import gettext_lazy as _
from stdnum import get_cc_module
from stdnum.ch import uid

from kans.foundation.errors import DomainError
from kans.foundation.notation import country_name

NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}

# After the two letters of the country, as each member state and Switzerland write it.
VAT_NUMBERS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CH": r"E?\d{9}(MWST|TVA|IVA|TPV)?",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
}
VAT_PREFIXES = {"GR": "EL"}  # where it is not the code of the country
COUNTRIES = {prefix: code for code, prefix in VAT_PREFIXES.items()}
SWISS = "CH"  # its digits are those of the company; what stands behind them says VAT


class CountryUnknown(DomainError):
    field = "country"
    message = _("There is no country %(code)s. Use two letters, such as NL.")


class LanguageUnknown(DomainError):
    field = "language"
    message = _("There is no language %(code)s. Use two letters, such as nl.")


class VatNumberMiswritten(DomainError):
    field = "vat_number"
    message = _(
        "%(number)s is not written as a VAT registration number (%(country)s). Check "
        "the digits, or correct the country."
    )


class VatNumberDoubtful(DomainError):
    """It is written as it should be, but nobody was ever given it."""

    field = "vat_number"
    message = _(
        "%(number)s is no VAT registration number (%(country)s): its check digits are "
        "wrong. Compare it with an invoice, or leave it blank."
    )


@cache
def countries() -> frozenset[str]:
    """The codes of all countries: two letters."""
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(c for c in codes if re.fullmatch("[A-Z]{2}", c)) - NOT_COUNTRIES


@cache
def languages() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").languages)
    return frozenset(code for code in codes if len(code) == 2)


def may_be_country(code: str, at: str = "country") -> tuple[DomainError, ...]:
    if not code or code.upper() in countries():
        return ()
    return (CountryUnknown(code=code, at=at),)


def may_be_language(code: str, at: str = "language") -> tuple[DomainError, ...]:
    """A language, or the one of a country: nl, nl-BE."""
    language, _dash, country = code.partition("-")
    if not code or (
        language in languages() and (not country or country in countries())
    ):
        return ()
    return (LanguageUnknown(code=code, at=at),)


def vat_number(text: str) -> str:
    """The number as it is stored: capitals, without what only makes it readable.

    It begins with the letters that the country has on VAT numbers.
    """
    bare = re.sub(r"[\s.-]", "", text).upper()
    prefix = VAT_PREFIXES.get(bare[:2], "")
    return prefix + bare[2:] if prefix and _written_as(prefix, bare[2:]) else bare


def may_be_vat_number(text: str, country: str) -> tuple[DomainError, ...]:
    """Right for the country that it begins with, else for that of the contact."""
    number = vat_number(text)
    if not number:
        return ()
    named = VAT_PREFIXES.get(number[:2], number[:2])
    if named in VAT_NUMBERS and _written_as(named, number[2:]):
        return _checked(text, named, number[2:])
    prefix = VAT_PREFIXES.get(country, country or named)
    if prefix not in VAT_NUMBERS:
        return ()
    if not _written_as(prefix, number):
        return (VatNumberMiswritten(number=text, country=_called(prefix)),)
    return _checked(text, prefix, number)


def _checked(text: str, prefix: str, rest: str) -> tuple[DomainError, ...]:
    """Judge the check digits, where the country has them and they are known."""
    if _has_right_digits(prefix, rest):
        return ()
    return (VatNumberDoubtful(number=text, country=_called(prefix)),)


def _has_right_digits(prefix: str, rest: str) -> bool:
    if prefix == SWISS:
        return bool(uid.is_valid(re.sub(r"\D", "", rest)))
    rule = get_cc_module(COUNTRIES.get(prefix, prefix).lower(), "vat")
    return rule is None or bool(rule.is_valid(prefix + rest))


def _called(prefix: str) -> str:
    return country_name(COUNTRIES.get(prefix, prefix))


def _written_as(prefix: str, rest: str) -> bool:
    return re.fullmatch(VAT_NUMBERS[prefix], rest) is not None
