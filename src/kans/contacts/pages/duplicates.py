"""Contacts that may be the same: while typing, of one contact, and of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import compare_contacts_again, separate_contacts
from kans.contacts.forms import TypedForm
from kans.contacts.models import Contact
from kans.contacts.pages.cards import VIEW, contact_numbered
from kans.contacts.queries import (
    Place,
    contacts_like,
    duplicates_of,
    kept_separate_from,
    possible_duplicates,
)
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.foundation.strings import typed
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import ConfirmForm, show_dialog
from kans.web.pages import done, page, posted, respond

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpResponse

    from kans.web.pages import PageRequest

navigation(
    Navigation(
        _("Possible Duplicates"),
        "contacts:possible_duplicates",
        VIEW,
        icon="copy",
        group="found",
        synonyms=(
            *("dubbele contacten", "dubbele relaties", "duplicaten", "samenvoegen"),
            *("duplicates", "merge contacts", "double contacts"),
        ),
    )
)


@page(permission=VIEW)
def like(request: PageRequest) -> HttpResponse:
    """The contacts like the one that is being typed."""
    return _show_like(request, TypedForm(posted(request)).contact())


@page(permission=VIEW)
def like_of(request: PageRequest, number: str) -> HttpResponse:
    """The contacts like what this one is being changed into, in what is changed."""
    contact = contact_numbered(number)
    changed = TypedForm(posted(request)).fill(contact)
    return _show_like(request, contact, because_of=changed)


def _show_like(
    request: PageRequest, contact: Contact, because_of: Collection[str] | None = None
) -> HttpResponse:
    found = contacts_like(contact)
    if because_of is not None:
        found = [each for each in found if set(each.likeness.fields) & set(because_of)]
    return respond(request, "contacts/like.html", {"found": found})


@page(permission=VIEW)
def of_contact(request: PageRequest, number: str) -> HttpResponse:
    contact = contact_numbered(number)
    context = {
        "contact": contact,
        "found": duplicates_of(contact),
        "apart": [p.other_than(contact) for p in kept_separate_from(contact)],
        **_may(),
    }
    return respond(request, "contacts/duplicates.html", context)


@page(permission=VIEW)
def possible(request: PageRequest) -> HttpResponse:
    found = possible_duplicates(Place.read(typed(request.GET.get("after", ""))))
    context = {"found": found, **_may()}
    return respond(request, "contacts/possible_duplicates.html", context)


def _may() -> dict[str, object]:
    return {
        "merging": verdict("merge_contacts"),
        "separating": verdict("separate_contacts"),
    }


@page(permission="contacts.separate_contacts")
def separate(request: PageRequest, number: str, other: str) -> HttpResponse:
    one, two = _pair(number, other)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            separate_contacts(one, two)
            return done(request, _page_of(one), _("The contacts are kept separate."))
    text = _(
        "Are %(one)s and %(two)s two contacts? They stay, and are not shown again."
    )
    return show_dialog(
        request, form, title=_("Not a Duplicate"), text=text % _named(one, two)
    )


@page(permission="contacts.separate_contacts")
def compare_again(request: PageRequest, number: str, other: str) -> HttpResponse:
    one, two = _pair(number, other)
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            compare_contacts_again(one, two)
            return done(request, _page_of(one), _("The contacts are compared again."))
    text = _("Point out %(one)s and %(two)s again if they are alike?")
    return show_dialog(
        request, form, title=_("Compare Again"), text=text % _named(one, two)
    )


def _pair(number: str, other: str) -> tuple[Contact, Contact]:
    one = get_object_or_404(Contact, number=number)
    two = get_object_or_404(Contact, number=other)
    if one == two:
        raise Http404
    return one, two


def _page_of(contact: Contact) -> str:
    return address("contacts:duplicates", number=contact.number)


def _named(one: Contact, two: Contact) -> dict[str, str]:
    return {"one": f"{one.number} {one.name}", "two": f"{two.number} {two.name}"}
