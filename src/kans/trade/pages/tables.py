"""What the small tables of the set-up share: a list, a card, and three dialogs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.journal.verbs import ACTIONS
from kans.lists.frame import Column, ListAction, ListFrame, show_list
from kans.web.cards import (
    CardFrame,
    Editing,
    Group,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import EditForm, RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse
    from django.urls import URLPattern
    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError
    from kans.web.cards import Related
    from kans.web.forms import ActionForm
    from kans.web.pages import PageRequest


def _nothing(_record: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Table:
    """A table of the set-up, with all its pages.

    `name` is that of its verbs and addresses: `create_<name>`, `trade:new_<name>`;
    `at` is where it stands in the address of its pages, and what its list is called.
    """

    model: Any
    name: str
    at: str
    permission: str  # view_ and edit_ this
    fields: tuple[str, ...]
    create: Callable[..., Any]
    edit: Callable[..., Any]
    delete: Callable[..., Any]
    new_form: type[ActionForm]
    form: type[EditForm]
    icon: str
    empty: StrOrPromise
    synonyms: tuple[StrOrPromise, ...]
    by: str = "code"
    search: tuple[str, ...] = ("code", "description")
    may_delete: Callable[[Any], Iterable[DomainError]] = _nothing
    verbs: Callable[[Any], Iterable[Verb]] = _nothing
    related: Callable[[Any], Iterable[Related]] = _nothing
    question: StrOrPromise = field(default=_("Delete %(what)s?"))

    def __post_init__(self) -> None:
        """The card and the list are known as soon as the table is."""
        _known = (self.card_frame, self.list_frame)
        navigation(
            Navigation(
                self.caption,
                f"trade:{self.at}",
                f"trade.view_{self.permission}",
                icon=self.icon,
                group="setup",
                synonyms=(self.model._meta.verbose_name, *self.synonyms),
            )
        )

    @property
    def caption(self) -> StrOrPromise:
        plural: StrOrPromise = self.model._meta.verbose_name_plural
        return plural

    @cached_property
    def card_frame(self) -> CardFrame:
        return CardFrame(
            model=self.model,
            caption=self.model._meta.verbose_name,
            open=f"trade:{self.name}",
            by=self.by,
            list=f"trade:{self.at}",
            comments=self.by == "code",  # on what has a name to speak of
            view=f"trade.view_{self.permission}",
            editing=Editing(
                verb=f"edit_{self.name}", to=f"trade:edit_{self.name}", form=self.form
            ),
            groups=(Group("general", _("General"), self.fields),),
        )

    @cached_property
    def list_frame(self) -> ListFrame:
        new = ListAction(
            _("New"),
            f"trade:new_{self.name}",
            permission=f"trade.edit_{self.permission}",
            icon="plus",
            primary=True,
            shortcut="Alt+N",
        )
        return ListFrame(
            name=self.at,
            caption=self.caption,
            model=self.model,
            columns=tuple(Column(name) for name in self.fields),
            search=self.search,
            order=self.fields[0],
            handle=self.by,
            open=f"trade:{self.name}",
            actions=(new,),
            verbs=self.verbs_of,
            empty=self.empty,
        )

    def verbs_of(self, record: Any) -> Iterable[Verb]:
        """What can be done with a row, from the list and from the card."""
        yield from self.verbs(record)
        yield Verb(
            verdict(f"delete_{self.name}", self.may_delete(record)),
            address(f"trade:delete_{self.name}", **self.named(record)),
            icon="trash",
        )

    def named(self, record: Any) -> dict[str, Any]:
        return {self.by: getattr(record, self.by)}

    def show_list(self, request: PageRequest) -> HttpResponse:
        return show_list(request, self.list_frame, rows=self.model.objects.all())

    def show_card(self, request: PageRequest, **named: Any) -> HttpResponse:
        record = get_object_or_404(self.model, **named)
        verbs, related = self.verbs_of(record), self.related(record)
        return show_card(request, self.card_frame, record, verbs=verbs, related=related)

    def show_new(self, request: PageRequest) -> HttpResponse:
        form = self.new_form(posted(request))
        form.preset(request.GET)
        if form.can_be_judged():
            with form.refusals():
                record = self.create(**form.arguments())
                message = gettext("%(what)s is added.") % {"what": record}
                return done(request, address(f"trade:{self.at}"), message)
        title = ACTIONS[f"create_{self.name}"].caption
        return show_dialog(request, form, title=title, complete=True)

    def show_edit(self, request: PageRequest, **named: Any) -> HttpResponse:
        record = get_object_or_404(self.model, **named)
        form = self.form(posted(request), record=record, only=asked_for(request))
        if form.can_be_judged():
            with form.refusals():
                record = self.edit(record, **form.arguments())
                return saved(request, self.card_frame, record)
        return show_edit(request, self.card_frame, record, form)

    def show_deletion(self, request: PageRequest, **named: Any) -> HttpResponse:
        record = get_object_or_404(self.model, **named)
        form = RecordForm(posted(request), record=record)
        what, judged = str(record), self.may_delete(record)
        if form.can_be_judged():
            with form.refusals():
                gone = self.card_frame.address_of(record)
                self.delete(record, **form.arguments())
                message = gettext("%(what)s is deleted.") % {"what": what}
                to = address(f"trade:{self.at}")
                return done(request, to, message, gone=gone)
        verb = f"delete_{self.name}"
        return show_deletion(
            request,
            form,
            title=ACTIONS[verb].caption,
            text=str(self.question) % {"what": what},
            verdict=verdict(verb, judged),
        )

    @property
    def urls(self) -> list[URLPattern]:
        """The addresses of its pages, with who may open them."""
        seeing = page(permission=f"trade.view_{self.permission}")
        editing = page(permission=f"trade.edit_{self.permission}")
        kind = "uuid" if self.by == "id" else "code"
        row, name = f"{self.at}/<{kind}:{self.by}>", self.name
        return [
            path(f"{self.at}/", seeing(self.show_list), name=self.at),
            path(f"{self.at}/new/", editing(self.show_new), name=f"new_{name}"),
            path(f"{row}/", seeing(self.show_card), name=name),
            path(f"{row}/edit/", editing(self.show_edit), name=f"edit_{name}"),
            path(f"{row}/delete/", editing(self.show_deletion), name=f"delete_{name}"),
        ]
