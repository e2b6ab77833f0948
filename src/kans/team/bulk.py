"""What can be done to many salespeople at once, from their list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.lists.bulk import Bulk, BulkVerb, offer_in_bulk
from kans.team.actions import edit_salesperson
from kans.team.models import Salesperson
from kans.team.rules.keeping import may_be_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from kans.lists.bulk.declared import Refusals


def judge_editing(salespeople: Iterable[Salesperson]) -> Iterable[Refusals]:
    return (may_be_kept(each.code, each.commission) for each in salespeople)


def to_be_judged(ids: Sequence[UUID]) -> list[Salesperson]:
    return list(Salesperson.objects.filter(pk__in=ids).order_by("pk"))


MANY_SALESPEOPLE = offer_in_bulk(
    Bulk(
        name="salespeople",
        model=Salesperson,
        read=to_be_judged,
        verbs=(
            BulkVerb(
                name="block",
                action="edit_salesperson",
                caption=_("Block"),
                judge=judge_editing,
                act=partial(edit_salesperson, blocked=True),
                effect=_("Each is blocked: no new opportunities go to them."),
                icon="ban",
            ),
            BulkVerb(
                name="unblock",
                action="edit_salesperson",
                caption=_("Unblock"),
                judge=judge_editing,
                act=partial(edit_salesperson, blocked=False),
                effect=_("Each may be chosen again."),
                icon="check",
            ),
        ),
    )
)
