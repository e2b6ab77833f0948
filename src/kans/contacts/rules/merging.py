"""Which contacts may be merged into one, and what the one that stays takes over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOSEN = (  # between the two; the rest follows from these
    "name",
    "company_contact",
    "job_title",
    "salesperson",
    "language",
    "vat_number",
    "phone",
    "mobile_phone",
    "email",
    "home_page",
    "address",
    "address_2",
    "post_code",
    "city",
    "county",
    "country",
    "external_id",
)


class MergedWithItself(DomainError):
    field = "other"
    message = _("%(contact)s cannot be merged with itself. Choose another contact.")


class MergedWithAnotherType(DomainError):
    field = "other"
    message = _(
        "%(person)s is a person and %(company)s is a company. Choose two persons, or "
        "two companies."
    )


class MergedWithOwnCompany(DomainError):
    field = "other"
    message = _(
        "%(person)s works for %(company)s, so they are not the same. Choose another "
        "contact."
    )


@dataclass(frozen=True)
class Merging:
    """Two contacts of which one is to go into the other.

    `in_the_way` is what areas above find against it: two customers, once there are.
    """

    kept: str
    other: str
    is_company: bool
    other_is_company: bool
    same: bool = False
    works_there: bool = False
    in_the_way: tuple[DomainError, ...] = ()


def may_merge(merging: Merging) -> tuple[DomainError, ...]:
    """What stands in the way of making one contact of two."""
    if merging.same:
        return (MergedWithItself(contact=merging.kept),)
    return (*_of_types(merging), *merging.in_the_way)


def _of_types(merging: Merging) -> tuple[DomainError, ...]:
    if merging.is_company == merging.other_is_company:
        return ()
    company, person = merging.kept, merging.other
    if merging.other_is_company:
        company, person = person, company
    refused = MergedWithOwnCompany if merging.works_there else MergedWithAnotherType
    return (refused(person=person, company=company),)


def differing(kept: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of which one is to be chosen: both may have them, and they differ."""
    return tuple(name for name in CHOSEN if kept.get(name) != other.get(name))


def taken_from_other(
    kept: Mapping[str, Any], other: Mapping[str, Any]
) -> frozenset[str]:
    """The fields that are taken from the other unless one chooses otherwise.

    What is filled in wins over what is blank; else the kept contact's stays.
    """
    names = differing(kept, other)
    return frozenset(name for name in names if other[name] and not kept[name])
