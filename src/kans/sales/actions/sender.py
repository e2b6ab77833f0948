"""What people do with the company's own data: fill in, and choose a logo."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from django.utils.translation import gettext_lazy as _

from kans.contacts.rules import communication, places
from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.strings import shown
from kans.sales.models import CompanyInformation
from kans.sales.printing.content import Logo
from kans.sales.printing.pdf import can_be_printed
from kans.sales.rules.sender import (
    LogoUnreadable,
    iban,
    may_be_iban,
    may_be_logo,
    picture_in,
)
from kans.trade.actions.keeping import may_be_so_long

if TYPE_CHECKING:
    from kans.foundation.errors import DomainError


class SenderFacts(TypedDict, total=False):
    """What one may tell of the company; what is absent stays as it is."""

    name: str
    address: str
    address_2: str
    post_code: str
    city: str
    country: str
    phone: str
    email: str
    home_page: str
    vat_number: str
    registration_number: str
    iban: str
    quote_text_nl: str
    quote_text_en: str
    order_text_nl: str
    order_text_en: str


@action(
    permission="sales.edit_companyinformation", caption=_("Edit Company Information")
)
def edit_company_information(
    *, version: int | None = None, **facts: Unpack[SenderFacts]
) -> CompanyInformation:
    """Say who the company is to its customers."""
    information = _locked()
    must_be_unchanged(information, version)
    differing = _differing_from(information, facts)
    for name, value in differing.items():
        setattr(information, name, value)

    refuse_if_any((*_may_be(information, differing), *may_be_so_long(information)))

    information.save()
    return information


@action(permission="sales.edit_companyinformation", caption=_("Change Logo"))
def change_logo(*, picture: bytes, name: str) -> CompanyInformation:
    """Print quotes and orders under this picture, a PNG or JPEG file."""
    information = _locked()

    refuse_if_any(may_be_logo(picture))
    if not can_be_printed(Logo(picture, _type_of(picture))):
        raise LogoUnreadable

    information.show(picture, shown(name))
    information.save()
    return information


@action(permission="sales.edit_companyinformation", caption=_("Remove Logo"))
def remove_logo(*, version: int | None = None) -> CompanyInformation:
    """Print the name of the company instead of a logo."""
    information = _locked()
    must_be_unchanged(information, version)

    information.show(b"", "")
    information.save()
    return information


def _type_of(content: bytes) -> str:
    picture = picture_in(content)
    return picture.type if picture else ""


def _locked() -> CompanyInformation:
    there = CompanyInformation.objects.select_for_update().first()
    return there or CompanyInformation()


def _differing_from(information: CompanyInformation, facts: SenderFacts) -> SenderFacts:
    """Those that are not so already, as they are stored."""
    stored = dict(facts)
    for name, as_stored in (
        ("country", str.upper),
        ("home_page", communication.home_page),
        ("vat_number", places.vat_number),
        ("iban", iban),
    ):
        if name in stored:
            stored[name] = as_stored(str(stored[name]))
    differing = {n: v for n, v in stored.items() if getattr(information, n) != v}
    return cast("SenderFacts", differing)


def _may_be(
    information: CompanyInformation, facts: SenderFacts
) -> tuple[DomainError, ...]:
    country = facts.get("country", information.country)
    return (
        *places.may_be_country(facts.get("country", "")),
        *communication.may_be_phone(facts.get("phone", "")),
        *communication.may_be_emails(facts.get("email", "")),
        *communication.may_be_home_page(facts.get("home_page", "")),
        *places.may_be_vat_number(facts.get("vat_number", ""), country),
        *may_be_iban(facts.get("iban", "")),
    )
