"""How a company comes into being and goes: what every area adds to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from kans.foundation.journal.afterwards import after_commit
from kans.foundation.journal.journal import the_change
from kans.foundation.models import Company
from kans.foundation.records.records import CompanyRecord, CompanyRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

_seeds: list[Callable[[], None]] = []
_seeded: set[type[CompanyRecord]] = set()
_kept_elsewhere: list[Callable[[UUID], None]] = []


def seeds_new_companies(
    *made: type[CompanyRecord],
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Let a function make what each new company begins with: records of these kinds.

    A company that has nothing else counts as empty. The system acts in it meanwhile.
    """

    def register(seed: Callable[[], None]) -> Callable[[], None]:
        _seeds.append(seed)
        _seeded.update(made)
        return seed

    return register


def erases_with_company(remove: Callable[[UUID], None]) -> Callable[[UUID], None]:
    """Let a function remove what is kept of an erased company outside the database.

    It is called with the id of the company, once it is certain that it is gone.
    """
    _kept_elsewhere.append(remove)
    return remove


def seed_company() -> None:
    """Make what every area gives to a new company: the one that who acts is in."""
    for seed in _seeds:
        seed()


def what_it_holds() -> list[str]:
    """The kinds of records of the acting company that it did not begin with."""
    kinds = [m for m in _of_companies() if issubclass(m, CompanyRecord)]
    return [
        str(kind._meta.verbose_name_plural)
        for kind in kinds
        if kind not in _seeded and kind.objects.exists()
    ]


def erase(company: Company) -> None:
    """Delete a company with its journal and what it began with, whoever acts where.

    What stays is that it was deleted: in the journal of who did it.
    """
    the_change().deleted(company, company.values())
    for model in _of_companies():
        rows: models.QuerySet[Any] = models.QuerySet(model).filter(company=company)
        rows._raw_delete(rows.db)
    itself: models.QuerySet[Company] = models.QuerySet(Company).filter(pk=company.pk)
    itself._raw_delete(itself.db)
    for remove in _kept_elsewhere:
        after_commit(remove, company.pk)


def _of_companies() -> list[type[CompanyRow]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, CompanyRow) and not model._meta.proxy
    ]
