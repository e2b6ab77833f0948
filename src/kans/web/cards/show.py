"""Showing a record on its card, and editing it there or in a dialog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.history import difference
from kans.foundation.history.concurrency import said_of
from kans.foundation.journal import recent_changes
from kans.foundation.records.facts import Fact, Shown, doubts_of, fact_of, model_field
from kans.web.additions import additions_to, on_every_card
from kans.web.beside import (
    FROM,
    GO,
    PREVIOUS,
    STEPS,
    beside,
    list_it_came_by,
    stepping,
    with_row,
)
from kans.web.cards.declared import card_address
from kans.web.dialogs import FieldGroup, show_dialog
from kans.web.pages import done, page_of_ours, respond, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from kans.foundation.actions.verdicts import Verdict
    from kans.foundation.errors import DomainError
    from kans.foundation.records.records import CompanyRecord
    from kans.web.additions import FactBox
    from kans.web.cards.declared import Badge, CardFrame, Group
    from kans.web.forms import EditForm
    from kans.web.pages import PageRequest
    from kans.web.verbs import Related, Verb

MOST_TOLD = 3  # fields in a toast
CELL = "cell"  # the part of a list in which a field is edited in its place


def show_card(
    request: PageRequest,
    frame: CardFrame,
    record: CompanyRecord,
    *,
    title: StrOrPromise = "",
    subtitle: StrOrPromise = "",
    badge: Badge | None = None,
    verbs: Iterable[Verb] = (),
    related: Iterable[Related] = (),
    fact_boxes: Iterable[FactBox] = (),
    edit: Verdict | None = None,
    template: str = "frames/card.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a record; `edit` tells why it cannot be edited now, if a rule says so."""
    came_by = list_it_came_by(request, address(frame.list)) if frame.list else ""
    if came_by and request.GET.get(GO) in STEPS:
        return _step(request, frame, record, came_by)
    added = additions_to(record)
    editable, doubts = edit or frame.may_edit(), doubts_of(record)
    card = {
        "frame": frame,
        "record": record,
        "title": title or _title(record),
        "subtitle": subtitle,
        "badge": badge,
        "verbs": [*verbs, *added.verbs],
        "related": [*related, *added.related],
        "fact_boxes": [*fact_boxes, *added.fact_boxes],
        "groups": [
            (g, _facts(frame, record, g, editable, doubts)) for g in frame.groups
        ],
        "edit": editable,
        "edit_address": frame.edit_address_of(record),
        "address": frame.address_of(record),
        "list_address": came_by and with_row(came_by, getattr(record, frame.by)),
        "step_address": stepping(request) if came_by else "",
    }
    more = {**on_every_card(frame, record), **(context or {})}
    return respond(request, template, {**card, **more})


def asked_for(request: PageRequest) -> tuple[str, ...] | None:
    """The one field that is edited in place, if it is just one."""
    given = request.POST if request.method == "POST" else request.GET
    name = given.get("only")
    return (name,) if name else None


def show_edit(
    request: PageRequest,
    frame: CardFrame,
    record: CompanyRecord,
    form: EditForm,
    *,
    title: StrOrPromise = "",
    template: str = "frames/edit.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask for the new values: of one field in its place, or of all in a dialog."""
    only = asked_for(request)
    if only and only[0] not in form.fields:
        if _in_cell(request):
            return _cell_refused(request, frame, record, only[0])
        raise Http404
    if only and _in_place(request):
        return _show_field(request, frame, record, form, only[0])
    return show_dialog(
        request,
        form,
        title=title or _("Edit"),
        subtitle=_title(record),
        submit=_("Save"),
        size="" if only else "lg",
        groups=_field_groups(frame, form),
        cancel=frame.address_of(record),
        template=template,
        context={"only": only[0] if only else "", **(context or {})},
    )


def saved(
    request: PageRequest,
    frame: CardFrame,
    record: CompanyRecord,
    message: StrOrPromise | None = None,
) -> HttpResponse:
    """Go on after an edit: show the field again, or the page one came from."""
    to = frame.address_of(record)
    only = asked_for(request)
    said = message or _what_was_changed(record) or _("Saved.")
    if only is None or not _in_place(request):
        return done(request, to, said)
    tell(request, said)
    if _in_cell(request):
        return _cell_left()
    here = urlsplit(page_of_ours(request, request.htmx.current_url or "")).path
    fresh = frame.model._default_manager.filter(pk=record.pk).first()
    shown = next((s for g in frame.groups for s in g.shown if s.name == only[0]), None)
    if here != to or fresh is None or shown is None:
        return done(request, to, go=True)  # its number was changed, for instance
    return _show_fact(request, frame, fresh, shown)


def _what_was_changed(record: CompanyRecord) -> str:
    """Each field of the record that was just changed, with its old and new value."""
    key = (record._meta.label_lower, record.pk)
    touched = (
        each
        for written in recent_changes.so_far()
        for each in difference(written.change_id).records
        if each.key == key
    )
    changes = [change.shortened() for each in touched for change in each.changes]
    return said_of(changes[:MOST_TOLD])


def _in_place(request: PageRequest) -> bool:
    target = request.htmx.target or "" if request.htmx else ""
    return target.startswith("field_") or _in_cell(request)


def _in_cell(request: PageRequest) -> bool:
    """Whether the field is edited in a list."""
    return bool(request.htmx) and request.htmx.target == CELL


def _cell_left() -> HttpResponse:
    """The list shows the row again, and then what is to be told."""
    response = HttpResponse(status=204)
    response["HX-Trigger"] = "kans:cell-left"
    return response


def _cell_refused(
    request: PageRequest, frame: CardFrame, record: models.Model, name: str
) -> HttpResponse:
    """Some records do not have every field of their kind."""
    column = model_field(frame.model, name)
    if column is None:
        raise Http404
    said = _("%(record)s has no %(field)s that can be changed.")
    shown = {"record": _title(record), "field": column.verbose_name}
    messages.warning(request, str(said) % shown)
    return _cell_left()


def _title(record: models.Model) -> str:
    """The number of a record and, if it has one, its name."""
    name = getattr(record, "name", "") or getattr(record, "description", "")
    return f"{record} · {name}" if name and name not in str(record) else str(record)


def _step(
    request: PageRequest, frame: CardFrame, record: models.Model, came_by: str
) -> HttpResponse:
    """To the next or previous record of the list, or else stay here and say so."""
    before = request.GET.get(GO) == PREVIOUS
    to = beside(request, came_by, record, before=before)
    if not to:
        said = (
            _("This is the first record.") if before else _("This is the last record.")
        )
        messages.info(request, str(said))
        kept = {FROM: request.GET[FROM]} if FROM in request.GET else {}
        to = frame.address_of(record) + (f"?{urlencode(kept)}" if kept else "")
    return redirect(to)


def _facts(
    frame: CardFrame,
    record: models.Model,
    group: Group,
    edit: Verdict | None,
    doubts: Iterable[DomainError],
) -> list[tuple[Fact, str]]:
    """The facts of a group, each with the address that edits it, if it can be."""
    return [
        (_fact(record, shown, doubts), _edits(frame, record, shown.name, edit))
        for shown in group.shown
    ]


def _fact(record: models.Model, shown: Shown, doubts: Iterable[DomainError]) -> Fact:
    column = model_field(type(record), shown.name)
    if shown.link is None and column is not None and column.is_relation:
        shown = replace(shown, link=_to_other(shown.name))
    return fact_of(record, shown, doubts)


def _to_other(name: str) -> Callable[[Any], str]:
    return lambda record: card_address(getattr(record, name))


def _edits(
    frame: CardFrame, record: models.Model, name: str, edit: Verdict | None
) -> str:
    if frame.editing is None or edit is None or not edit.allowed:
        return ""
    if name not in frame.editing.form.base_fields:
        return ""
    return f"{frame.edit_address_of(record)}?only={name}"


def _show_field(
    request: PageRequest,
    frame: CardFrame,
    record: CompanyRecord,
    form: EditForm,
    name: str,
) -> HttpResponse:
    context = {
        "form": form,
        "name": name,
        "address": frame.edit_address_of(record),
        "card": frame.address_of(record),
        "record": record,
        "live": frame.editing.live if frame.editing else "",
    }
    form.auto_id = "edit_%s"
    status = 422 if form.errors else 200
    part = "cell_editor" if _in_cell(request) else "field_editor"
    return respond(request, f"parts/{part}.html", context, status=status)


def _show_fact(
    request: PageRequest, frame: CardFrame, record: models.Model, shown: Shown
) -> HttpResponse:
    context = {
        "fact": _fact(record, shown, doubts_of(record)),
        "edit": _edits(frame, record, shown.name, frame.may_edit()),
    }
    response = respond(request, "parts/field_saved.html", context)
    response["HX-Trigger-After-Swap"] = "kans:saved"
    return response


def _field_groups(frame: CardFrame, form: EditForm) -> list[FieldGroup]:
    """The fields of the form as the card groups them; what it does not show, last."""
    left = [bound.name for bound in form.visible_fields()]
    groups = []
    for group in frame.groups:
        names = tuple(s.name for s in group.shown if s.name in left)
        left = [name for name in left if name not in names]
        if names:
            groups.append(FieldGroup(group.caption, names))
    if left:
        groups.append(FieldGroup("", tuple(left)))
    return groups
