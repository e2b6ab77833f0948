"""What can be done to many items at once, from their list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.records import contributions
from kans.lists.bulk import Bulk, BulkVerb, offer_in_bulk
from kans.trade.actions import delete_item, edit_item
from kans.trade.actions.items import judge
from kans.trade.models import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from kans.lists.bulk.declared import Refusals


def judge_editing(items: Iterable[Item]) -> Iterable[Refusals]:
    return (judge(item) for item in items)


def judge_deleting(items: Sequence[Item]) -> Iterable[Refusals]:
    return contributions.may_delete_each([[item] for item in items])


def to_be_judged(ids: Sequence[UUID]) -> list[Item]:
    return list(Item.objects.filter(pk__in=ids).order_by("pk"))


MANY_ITEMS = offer_in_bulk(
    Bulk(
        name="items",
        model=Item,
        read=to_be_judged,
        verbs=(
            BulkVerb(
                name="block",
                action="edit_item",
                caption=_("Block"),
                judge=judge_editing,
                act=partial(edit_item, blocked=True),
                effect=_("Each is blocked: it is put on no new document."),
                icon="ban",
            ),
            BulkVerb(
                name="unblock",
                action="edit_item",
                caption=_("Unblock"),
                judge=judge_editing,
                act=partial(edit_item, blocked=False),
                effect=_("Each may be put on documents again."),
                icon="check",
            ),
            BulkVerb(
                name="delete",
                action="delete_item",
                caption=_("Delete"),
                judge=judge_deleting,
                act=delete_item,
                effect=_("Each goes, with its comments and attachments."),
                icon="trash",
                danger=True,
                submit=_("Delete"),
            ),
        ),
    )
)
