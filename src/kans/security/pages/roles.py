"""Roles: list, card with what each may do, and the dialogs that change one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.lists.frame import Column, ListFrame, show_list
from kans.security.actions.roles import (
    copy_role,
    delete_role,
    edit_role,
    in_the_way_of_deleting,
)
from kans.security.forms import CopyRoleForm, PermissionsForm, RoleForm
from kans.security.models import Role
from kans.security.queries import permission_groups
from kans.security.rules.roles import may_change
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    Group,
    Related,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_deletion, show_dialog
from kans.web.forms import RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from kans.web.pages import PageRequest


def verbs_of(role: Role) -> Iterable[Verb]:
    changing = may_change(built_in=bool(role.level))

    def to(name: str) -> str:
        return address(f"security:{name}", code=role.code)

    yield Verb(verdict("copy_role"), to("copy_role"), icon="copy", primary=True)
    permitting = replace(verdict("edit_role", changing), caption=_("Permissions"))
    yield Verb(permitting, to("permissions"), icon="lock")
    refusals = in_the_way_of_deleting(role)
    yield Verb(verdict("delete_role", refusals), to("delete_role"), icon="trash")


ROLES = ListFrame(
    name="roles",
    caption=gettext_lazy("Roles"),
    model=Role,
    columns=(Column("code"), Column("name"), Column("level")),
    search=("code", "name"),
    order="code",
    handle="code",
    open="security:role",
    verbs=verbs_of,
)

CARD = CardFrame(
    model=Role,
    caption=gettext_lazy("Role Card"),
    open="security:role",
    by="code",
    list="security:roles",
    editing=Editing(verb="edit_role", to="security:edit_role", form=RoleForm),
    groups=(Group("general", gettext_lazy("General"), ("code", "name")),),
)


@page(permission="security.view_role")
def roles(request: PageRequest) -> HttpResponse:
    return show_list(request, ROLES, rows=Role.objects.all())


@page(permission="security.view_role")
def role(request: PageRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Role, code=code)
    holders = address("security:users") + f"?filter.role={found.code}"
    return show_card(
        request,
        CARD,
        found,
        title=str(found),
        badge=Badge(_("Built in"), "info") if found.level else None,
        verbs=verbs_of(found),
        related=(Related(_("Users"), holders, icon="users"),),
        edit=verdict("edit_role", may_change(built_in=bool(found.level))),
        template="security/role.html",
        context={"permission_groups": permission_groups(found.held())},
    )


@page(permission="security.edit_role")
def edit(request: PageRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Role, code=code)
    form = RoleForm(posted(request), record=found, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            return saved(request, CARD, edit_role(found, **form.arguments()))
    return show_edit(request, CARD, found, form)


@page(permission="security.edit_role")
def permissions(request: PageRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Role, code=code)
    held = {"permissions": sorted(found.held())}
    form = PermissionsForm(posted(request), record=found, initial=held)
    if form.can_be_judged():
        with form.refusals():
            edit_role(found, **form.arguments())
            return done(request, CARD.address_of(found), _("Saved."))
    return show_dialog(
        request,
        form,
        title=_("Permissions"),
        subtitle=str(found),
        size="lg",
        verdict=verdict("edit_role", may_change(built_in=bool(found.level))),
        template="security/permissions.html",
        context={"permission_groups": permission_groups(form["permissions"].value())},
    )


@page(permission="security.edit_role")
def copy(request: PageRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Role, code=code)
    form = CopyRoleForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            made = copy_role(found, **form.arguments())
            return done(request, CARD.address_of(made), go=True)
    return show_dialog(request, form, title=_("Copy Role"), subtitle=str(found))


@page(permission="security.delete_role")
def delete(request: PageRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Role, code=code)
    form = RecordForm(posted(request), record=found)
    if form.can_be_judged():
        with form.refusals():
            gone = CARD.address_of(found)
            delete_role(found, **form.arguments())
            return done(request, address("security:roles"), gone=gone)
    return show_deletion(
        request,
        form,
        title=_("Delete Role"),
        text=_("Delete role %(role)s?") % {"role": found},
        verdict=verdict("delete_role", in_the_way_of_deleting(found)),
    )


navigation(
    Navigation(
        gettext_lazy("Roles"),
        "security:roles",
        "security.view_role",
        icon="lock",
        group="setup",
        synonyms=("rollen", "permissions", "rechten", "machtigingen"),
        order=920,
    )
)
