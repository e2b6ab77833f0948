"""What belongs to a company and what to a person, and becoming the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

OF_PERSONS = (
    "first_name",
    "middle_name",
    "surname",
    "job_title",
    "company_contact",
    "minor",
    "parental_consent",
)
OF_COMPANIES = ("vat_number",)


class OnlyOfPersons(DomainError):
    message = _("%(what)s belongs to a person. Leave it blank for a company.")


class OnlyOfCompanies(DomainError):
    message = _("%(what)s belongs to a company. Leave it blank for a person.")


class NotACompany(DomainError):
    field = "company_contact"
    message = _("%(contact)s is a person. Choose a company that the person works for.")


class CompanyHasPersons(DomainError):
    message = _(
        "%(company)s has persons who work there: %(count)s. Move them to another "
        "company first."
    )


class CompanyHasVatNumber(DomainError):
    message = _(
        "%(company)s has VAT registration number %(number)s, and a person has none. "
        "Clear it first."
    )


def may_have(
    filled: Mapping[str, StrOrPromise], *, is_company: bool
) -> tuple[DomainError, ...]:
    """Whether a contact of this type may have these fields, given with captions."""
    refused, names = (
        (OnlyOfPersons, OF_PERSONS) if is_company else (OnlyOfCompanies, OF_COMPANIES)
    )
    return tuple(
        refused(what=caption, at=name)
        for name, caption in filled.items()
        if name in names
    )


def may_become_person(
    company: str, *, persons: int, vat_number: str
) -> tuple[DomainError, ...]:
    """A company with persons or a VAT number does not become a person (CON-22)."""
    return (
        *((CompanyHasPersons(company=company, count=persons),) if persons else ()),
        *(
            (CompanyHasVatNumber(company=company, number=vat_number),)
            if vat_number
            else ()
        ),
    )
