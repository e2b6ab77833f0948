"""One's own mentions: the list behind the bell, and reading them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.addresses import address
from kans.foundation.history import who_created
from kans.notes.models import Mention
from kans.notes.panel import Remark, remarks
from kans.notes.queries import own_mentions, unread_mentions
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_dialog
from kans.web.forms import ConfirmForm
from kans.web.jinja import gives_to_templates
from kans.web.pages import done, id_in, page, posted, respond
from kans.web.registry import card_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db import models
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

PAGE = 30
MOST_UNREAD = 99  # counted; beyond it is "99+"


@dataclass(frozen=True)
class Row:
    """One mention, as the list shows it."""

    mention: Mention
    remark: Remark
    where: str
    kind: str
    at: datetime | None


@gives_to_templates
def mentions_unread() -> str:
    """Return how many mentions the reader has not seen; blank when there are none."""
    count = unread_mentions()[: MOST_UNREAD + 1].count()
    return f"{MOST_UNREAD}+" if count > MOST_UNREAD else str(count or "")


@page(signed_in=True)
def mentions(request: PageRequest) -> HttpResponse:
    """Where one was mentioned, newest first; a page begins after the last one's end."""
    found = own_mentions().select_related("comment")
    after = id_in(request, "after")
    if after:
        found = found.filter(pk__lt=after)
    some = list(found[: PAGE + 1])
    context = {
        "rows": _rows(some[:PAGE]),
        "after": some[PAGE - 1].pk if len(some) > PAGE else None,
        "begun": after is not None,
        "any_unread": unread_mentions().exists(),
    }
    return respond(request, "notes/mentions.html", context)


def _rows(some: list[Mention]) -> list[Row]:
    comments = [mention.comment for mention in some]
    shown = {remark.comment.pk: remark for remark in remarks(comments)}
    records = _records(some)
    made = who_created(some)
    return [
        Row(
            mention=mention,
            remark=shown[mention.comment_id],
            where=str(records[mention.comment.record_id]),
            kind=str(records[mention.comment.record_id]._meta.verbose_name),
            at=made[mention.pk][1] if mention.pk in made else None,
        )
        for mention in some
        if mention.comment.record_id in records
    ]


def _records(some: Iterable[Mention]) -> dict[UUID, models.Model]:
    """What the comments are on, a query per kind."""
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for mention in some:
        wanted[mention.comment.record_type].add(mention.comment.record_id)
    return {
        pk: record
        for kind, ids in wanted.items()
        for pk, record in apps.get_model(kind)._default_manager.in_bulk(ids).items()
    }


@page(signed_in=True)
def open_one(request: PageRequest, mention_id: UUID) -> HttpResponse:
    """To the comment, which is then read: where the bell and the mail lead."""
    mention = get_object_or_404(own_mentions().select_related("comment"), pk=mention_id)
    model = apps.get_model(mention.comment.record_type)
    record = get_object_or_404(
        model._default_manager.all(), pk=mention.comment.record_id
    )
    frame = card_of(model)
    assert frame, "what one may see has a card"
    Mention.read(own_mentions().filter(pk=mention_id))
    return redirect(f"{frame.address_of(record)}#comment_{mention.comment_id}")


@page(signed_in=True, keyless="what is read stays read")
def read_one(request: PageRequest, mention_id: UUID) -> HttpResponse:
    get_object_or_404(own_mentions(), pk=mention_id)
    return _read(request, own_mentions().filter(pk=mention_id), _("Mark as Read"))


@page(signed_in=True, keyless="what is read stays read")
def read_all(request: PageRequest) -> HttpResponse:
    return _read(request, own_mentions(), _("Mark All as Read"))


def _read(
    request: PageRequest, which: models.QuerySet[Mention], caption: str
) -> HttpResponse:
    form = ConfirmForm(posted(request))
    if form.is_valid():
        Mention.read(which)
        return done(request, address("notes:mentions"), go=True)
    return show_dialog(request, form, title=caption, preview=False)


navigation(
    Navigation(
        gettext_lazy("Mentions"),
        "notes:mentions",
        icon="bell",
        group="found",
        synonyms=("vermeldingen", "notifications", "meldingen", "inbox"),
        order=890,
    )
)
