"""What people do with salespeople."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.action import action
from kans.foundation.errors import refuse_if_any
from kans.foundation.history.concurrency import must_be_unchanged
from kans.foundation.records.contributions import may_delete, release
from kans.notes.actions.belongings import delete_belongings_of
from kans.security.models import Membership
from kans.team.models import Salesperson
from kans.team.rules.keeping import may_be_kept

if TYPE_CHECKING:
    from decimal import Decimal


class SalespersonFacts(TypedDict, total=False):
    """What is known of a salesperson; what is absent stays as it is."""

    name: str
    job_title: str
    email: str
    email_2: str
    phone: str
    commission: Decimal
    blocked: bool
    privacy_blocked: bool
    external_id: str


@action(permission="team.create_salesperson", caption=_("Create Salesperson"))
def create_salesperson(*, code: str, **facts: Unpack[SalespersonFacts]) -> Salesperson:
    """Create a salesperson; the code is required and not yet used."""
    salesperson = Salesperson(code=code.strip().upper(), **facts)

    taken = Salesperson.objects.filter(code=salesperson.code).exists()
    refuse_if_any(may_be_kept(salesperson.code, salesperson.commission, taken=taken))

    salesperson.save()
    return salesperson


@action(permission="team.edit_salesperson", caption=_("Edit Salesperson"))
def edit_salesperson(
    salesperson: Salesperson,
    *,
    version: int | None = None,
    **facts: Unpack[SalespersonFacts],
) -> Salesperson:
    """Change what is given; the code stays, for it names the salesperson everywhere."""
    salesperson = Salesperson.objects.locked(salesperson)
    must_be_unchanged(salesperson, version)

    for name, value in facts.items():
        setattr(salesperson, name, value)
    refuse_if_any(may_be_kept(salesperson.code, salesperson.commission))

    salesperson.save()
    return salesperson


@action(permission="team.delete_salesperson", caption=_("Delete Salesperson"))
def delete_salesperson(salesperson: Salesperson, *, version: int | None = None) -> None:
    """Delete a salesperson who owns nothing any more (SP-3)."""
    salesperson = Salesperson.objects.locked(salesperson)
    must_be_unchanged(salesperson, version)

    refuse_if_any(may_delete([salesperson]))

    delete_belongings_of(salesperson)
    release([salesperson])
    Membership.objects.filter(salesperson=salesperson).update(salesperson=None)
    salesperson.delete()
