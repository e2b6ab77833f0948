"""What is done with companies: creating, editing, deleting an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_as, acting_user, who_acts_in
from kans.foundation.acting.permissions import Level
from kans.foundation.actions.action import action
from kans.foundation.actions.companies import (
    erase,
    seed_company,
    seeds_new_companies,
    what_it_holds,
)
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.journal.journal import separate_change
from kans.foundation.models import Company
from kans.foundation.records.records import RecordOfAnotherCompany
from kans.security.models import Membership, Role
from kans.security.queries import may_in, the_system
from kans.security.rules import companies as rules

if TYPE_CHECKING:
    from uuid import UUID

    from kans.foundation.errors import DomainError


@action(
    permission="security.create_company",
    caption=_("New Company"),
    irrevocable=_("the company may be in use; delete it from another company instead"),
)
def create_company(
    *, name: str, slug: str, currency: str, time_zone: str, language: str
) -> Company:
    """Create a company; who creates it becomes its administrator."""
    company = Company(
        name=name,
        slug=slug,
        currency=currency.upper(),
        time_zone=time_zone,
        language=language,
    )
    begin_company(company, administrator=acting_user())
    return company


def begin_company(company: Company, *, administrator: UUID | None = None) -> None:
    """Give a new company its roles, set-up and administrator, in its own journal.

    Also for the command line, where nobody acts in any company yet.
    """
    refuse_if_any(_may_be(company))

    with (
        acting_as(the_system(company)),
        transaction.atomic(),
        separate_change("create_company") as change,
    ):
        company.save()
        change.about(company)
        seed_company()
        if administrator:
            role = Role.objects.get(level=Level.ADMINISTRATOR)
            Membership(user_id=administrator, role=role).save()


@seeds_new_companies(Role, Membership)
def _seed_roles() -> None:
    Role.seed()


@action(permission="security.edit_company", caption=_("Edit"))
def edit_company(
    company: Company, *, version: int | None = None, **changes: Any
) -> Company:
    company = Company.objects.select_for_update().get(pk=company.pk)
    must_be_unchanged(company, version)

    for name, value in changes.items():
        setattr(company, name, value)
    company.currency = company.currency.upper()
    refuse_if_any(_may_be(company))

    company.save()
    return company


@action(
    permission="security.delete_company",
    caption=_("Delete Company"),
    irrevocable=_("its journal went with it; create the company again instead"),
)
def delete_company(company: Company, *, version: int | None = None) -> None:
    """Delete another company than the one at work in, if it is empty."""
    if not may_in(company, "security.delete_company"):
        raise RecordOfAnotherCompany
    must_be_unchanged(company, version)
    refuse_if_any(in_the_way_of_deleting(company))

    erase(company)


def in_the_way_of_deleting(company: Company) -> tuple[DomainError, ...]:
    if who_acts_in(company):
        return (rules.CompanyInUse(),)
    with acting_as(the_system(company)):
        records = what_it_holds()
    if records:
        return (
            rules.CompanyNotEmpty(company=company.name, records=", ".join(records)),
        )
    return ()


def _may_be(company: Company) -> tuple[DomainError, ...]:
    others = Company.objects.exclude(pk=company.pk)
    return rules.may_be(
        slug=company.slug,
        taken=others.filter(slug=company.slug).exists(),
        currency=company.currency,
        time_zone=company.time_zone,
    )
