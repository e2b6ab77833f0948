"""Where one undoes: from a toast, by a key, and from a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.actors import NotPermitted, acting_user, who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.actions.preview import preview
from kans.foundation.actions.verdicts import Verdict
from kans.foundation.errors import refuse_if_any
from kans.foundation.history import recent_changes, title_of
from kans.foundation.history.events import PAGE
from kans.foundation.jobs import start_job
from kans.foundation.jobs.kinds import batch_of
from kans.foundation.journal.verbs import caption_of_verb
from kans.foundation.models import Change, Company, Job
from kans.foundation.text import formats
from kans.undo.actions import (
    MOST_AT_ONCE,
    PERMISSION,
    changes_of,
    how_many,
    may_all_be_undone,
    may_ever_be_undone,
    meant_with,
    undo_batch,
    undo_change,
)
from kans.undo.jobs import UndoBatch
from kans.undo.newest import newest_to_redo, newest_to_undo
from kans.undo.plans import plan_of
from kans.undo.rules.undoing import TooMuchAtOnce
from kans.web.additions import adds_to_card
from kans.web.cards import card_of
from kans.web.chrome import HOME, USER, Navigation, navigation
from kans.web.dialogs import show_dialog
from kans.web.forms import ConfirmForm
from kans.web.pages import came_from, done, id_in, page, posted, respond
from kans.web.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpResponse

    from kans.foundation.errors import DomainError
    from kans.web.pages import PageRequest

OTHERS = "foundation.view_changes"  # to see what others did


@page(permission=PERMISSION)
def undo(request: PageRequest, change_id: UUID) -> HttpResponse:
    """Undo a change or, if it is an undo, redo; first it is shown what that does."""
    change = get_object_or_404(
        Change.objects.select_related("undoes__undoes"), pk=change_id
    )
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            return _perform(request, change)
    return _show(request, change, form)


@page(permission=PERMISSION)
def undo_last(request: PageRequest) -> HttpResponse:
    """What Ctrl+Z does when no toast offers it any more."""
    return _at_once(request, redoing=False)


@page(permission=PERMISSION)
def redo_last(request: PageRequest) -> HttpResponse:
    """What Ctrl+Y does: do again what was undone last."""
    return _at_once(request, redoing=True)


def _at_once(request: PageRequest, *, redoing: bool) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    change = newest_to_redo() if redoing else newest_to_undo()
    count = how_many(meant_with(change))
    if count > MOST_AT_ONCE:
        raise TooMuchAtOnce(count=count)
    form = ConfirmForm(request.POST)
    with form.refusals():
        return _perform(request, change)
    return _show(request, change, form)


def _perform(request: PageRequest, change: Change) -> HttpResponse:
    changes = meant_with(change)
    change = changes[0]
    if how_many(changes) > MOST_AT_ONCE:
        refuse_if_any(may_ever_be_undone(changes))
        arguments = {"batch": str(change.batch)}
        job = start_job(UndoBatch, arguments, about=_about(change))
        return done(request, address("background:job", id=job.pk), go=True)
    leads = _leads(changes)
    if change.batch:
        undo_batch(change.batch)
    else:
        undo_change(change)
    origin = came_from(request)
    path = origin.partition("?")[0]
    moved = next((to for gone, to in leads.items() if path.startswith(gone)), "")
    to = moved or reverse(HOME, kwargs={"company": who_acts().company.slug})
    return done(request, to, _said(change), gone=path if moved else "")


def _leads(changes: list[Change]) -> dict[str, str]:
    """Where to go from the pages of records that will be gone, or called otherwise."""
    plan = plan_of(changes)
    leads = {}
    for record in plan.removed.values():
        if frame := card_of(type(record)):
            leads[frame.address_of(record)] = address(frame.list) if frame.list else ""
    for (kind, pk), values in plan.put_back.items():
        record = plan.now[kind, pk]
        frame = card_of(type(record))
        if frame is None or frame.by not in values:
            continue
        if isinstance(record, Company):
            slug, former = record.slug, values["slug"]
            to = reverse(HOME, kwargs={"company": former})
            leads[reverse(HOME, kwargs={"company": slug})] = to
            continue
        before = frame.address_of(record)
        setattr(record, frame.by, values[frame.by])
        leads[before] = frame.address_of(record)
    return leads


def _show(request: PageRequest, change: Change, form: ConfirmForm) -> HttpResponse:
    changes = meant_with(change)
    change, count = changes[0], how_many(changes)
    many = count > MOST_AT_ONCE
    refusals = _in_the_way(changes)
    redoing = change.undoes is not None
    foreseen = None
    if not refusals and not many:
        act, what = (
            (undo_batch, change.batch) if change.batch else (undo_change, change)
        )
        foreseen = preview(act, what)
    return show_dialog(
        request,
        form,
        title=_("Redo") if redoing else _("Undo"),
        subtitle=_about(change),
        text=_text(change, count),
        submit=_("Redo") if redoing else _("Undo"),
        verdict=Verdict("undo_change", _("Undo"), refusals),
        preview=False,
        foreseen=foreseen,
        size="lg",
    )


@adds_to_card(Job)
def undo_of(job: Job) -> Iterator[Verb]:
    """What a job did is undone from its page, too, if it changed something."""
    changes = changes_of(batch_of(job))
    if not changes:
        return
    change = changes[0]
    is_undo = change.undoes is not None and change.undoes.undoes_id is None
    refusals = _in_the_way(changes)
    if not who_acts().may(PERMISSION):
        refusals = (NotPermitted(),)
    yield Verb(
        Verdict("undo_change", _("Redo") if is_undo else _("Undo"), refusals),
        address("undo:undo", change_id=change.pk),
        icon="arrow-back-up",
    )


def _in_the_way(changes: list[Change]) -> tuple[DomainError, ...]:
    """What stands in the way; of very many records only what can be told at once."""
    at_all = may_ever_be_undone(changes)
    if at_all or how_many(changes) > MOST_AT_ONCE:
        return at_all
    return may_all_be_undone(changes)


def _about(change: Change) -> str:
    return f"{title_of(change)} {change.subject_text}".strip()


def _text(change: Change, count: int) -> str:
    facts = {"who": change.actor_name, "at": formats.moment(change.at), "count": count}
    if count > MOST_AT_ONCE:
        text = _(
            "%(who)s did this on %(at)s to %(count)s records. It is undone in the "
            "background, unless something stands in the way: the page of the job "
            "tells."
        )
        return text % facts
    if change.batch:
        text = _("%(who)s did this on %(at)s, to %(count)s records at once.")
        return text % facts
    return _("%(who)s did this on %(at)s.") % facts


def _said(change: Change) -> str:
    if change.undoes:
        text = _("“%(verb)s” is done again.")
        return text % {"verb": caption_of_verb(change.undoes.verb)}
    return _("“%(verb)s” is undone.") % {"verb": caption_of_verb(change.verb)}


@page(permission=PERMISSION)
def changes(request: PageRequest) -> HttpResponse:
    """What was done lately: by oneself or, for who may see it, by everybody."""
    mine = not who_acts().may(OTHERS)
    events = recent_changes(
        of_user=acting_user() if mine else None, before=id_in(request, "before")
    )
    context = {
        "events": events,
        "mine": mine,
        "before": events[-1].change.pk if len(events) == PAGE else None,
    }
    return respond(request, "frames/changes.html", context)


navigation(
    Navigation(
        gettext_lazy("Recent Changes"),
        "undo:changes",
        PERMISSION,
        icon="history",
        group=USER,
        synonyms=(
            "ongedaan maken",
            "undo",
            "geschiedenis",
            "history",
            "verwijderd",
            "deleted",
            "prullenbak",
            "recycle bin",
        ),
        order=800,
    )
)
