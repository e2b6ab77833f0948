"""The dialog frame: asks for the arguments of one action, as a dialog or a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.web.forms import ActionForm, ConfirmForm
from kans.web.pages import came_from, respond

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from kans.foundation.actions.preview import Preview
    from kans.foundation.actions.verdicts import Verdict
    from kans.web.pages import PageRequest

__all__ = ["ConfirmForm", "FieldGroup", "show_deletion", "show_dialog"]

OK = _("OK")


@dataclass(frozen=True)
class FieldGroup:
    """Fields of a form under one caption."""

    caption: StrOrPromise
    fields: tuple[str, ...]


def show_dialog(
    request: PageRequest,
    form: ActionForm,
    *,
    title: StrOrPromise,
    subtitle: StrOrPromise = "",
    text: StrOrPromise = "",
    submit: StrOrPromise = OK,
    danger: bool = False,
    complete: bool = False,
    size: str = "",
    verdict: Verdict | None = None,
    groups: Iterable[FieldGroup] = (),
    cancel: str = "",
    preview: bool = True,
    foreseen: Preview | None = None,
    template: str = "frames/dialog.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask for the arguments of an action, or show again why it was refused.

    The verdict is said beforehand; afterwards the form itself says what refused it.
    A dialog that performs no action has no `preview`; `foreseen` shows one at once.
    """
    dialog = {
        "form": form,
        "title": title,
        "subtitle": subtitle,
        "text": text,
        "submit": submit,
        "danger": danger,
        "complete": complete,
        "size": size,
        "verdict": None if form.errors else verdict,
        "groups": tuple(groups),
        "conflict": is_told_first(form),
        "preview": preview,
        "foreseen": foreseen or form.foreseen,
        "back": came_from(request) or cancel,
    }
    status = 422 if form.errors else 200
    return respond(request, template, {**dialog, **(context or {})}, status=status)


def show_deletion(
    request: PageRequest,
    form: ActionForm,
    *,
    title: StrOrPromise,
    text: StrOrPromise,
    subtitle: StrOrPromise = "",
    verdict: Verdict | None = None,
) -> HttpResponse:
    """Ask whether something is to go for good."""
    return show_dialog(
        request,
        form,
        title=title,
        subtitle=subtitle,
        text=text,
        submit=_("Delete"),
        danger=True,
        verdict=verdict,
    )


def is_told_first(form: ActionForm) -> bool:
    """Whether the form was refused because somebody else changed the record."""
    return any(isinstance(each, ChangedMeanwhile) for each in form.refused_by)
