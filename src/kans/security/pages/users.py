"""The users of a company: list, card, and the dialogs of what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import verdict
from kans.lists.frame import Column, ListAction, ListFrame, show_list
from kans.security.actions.users import (
    activate_user,
    create_user,
    deactivate_user,
    edit_user,
    in_the_way_of_deactivating,
    in_the_way_of_deciding,
    in_the_way_of_lifting,
    invite_user,
    lift_sign_in_limits,
    remove_user,
    set_password,
)
from kans.security.forms import NewUserForm, PasswordForm, UserForm
from kans.security.models import Membership
from kans.security.queries import is_user
from kans.web.cards import (
    Badge,
    CardFrame,
    Editing,
    Group,
    Shown,
    Verb,
    asked_for,
    saved,
    show_card,
    show_edit,
)
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_dialog
from kans.web.forms import ConfirmForm, RecordForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

    from kans.foundation.actions.verdicts import Verdict
    from kans.web.pages import PageRequest


def verbs_of(member: Membership) -> Iterable[Verb]:
    """What can be done with a user, and why it cannot."""
    deciding = in_the_way_of_deciding(member)
    leaving = member.standing().may_leave()

    def to(name: str) -> str:
        return address(f"security:{name}", email=member.email)

    yield Verb(verdict("set_password", deciding), to("password"), icon="lock")
    yield Verb(verdict("invite_user", deciding), to("invitation"), icon="mail")
    lifting = in_the_way_of_lifting(member)
    yield Verb(verdict("lift_sign_in_limits", lifting), to("limits"), icon="rotate")
    if member.is_active:
        refusals = in_the_way_of_deactivating(member)
        yield Verb(verdict("deactivate_user", refusals), to("deactivation"), icon="ban")
    else:
        yield Verb(verdict("activate_user", deciding), to("activation"), icon="check")
    yield Verb(verdict("remove_user", leaving), to("removal"), icon="user-minus")


USERS = ListFrame(
    name="users",
    caption=gettext_lazy("Users"),
    model=Membership,
    columns=(
        Column("user__name"),
        Column("user__email"),
        Column("role"),
        Column("salesperson"),
        Column("user__is_active"),
    ),
    search=("user__name", "user__email"),
    order="user__name",
    handle="id",
    open=lambda row: address("security:user", email=row["user__email"]),
    actions=(
        ListAction(
            gettext_lazy("New"),
            "security:new_user",
            icon="plus",
            primary=True,
            permission="security.create_user",
            shortcut="Alt+N",
        ),
    ),
    verbs=verbs_of,
)

CARD = CardFrame(
    model=Membership,
    caption=gettext_lazy("User Card"),
    open="security:user",
    by="email",
    list="security:users",
    editing=Editing(verb="edit_user", to="security:edit_user", form=UserForm),
    groups=(
        Group(
            "general",
            gettext_lazy("General"),
            (
                Shown(
                    "name", gettext_lazy("Name"), gettext_lazy("The name others see.")
                ),
                Shown(
                    "email",
                    gettext_lazy("E-Mail"),
                    gettext_lazy("The address one signs in with."),
                    "email",
                ),
                Shown(
                    "phone",
                    gettext_lazy("Phone No."),
                    gettext_lazy("The number at which this user is reached."),
                    "phone",
                ),
            ),
        ),
        Group("company", gettext_lazy("In this Company"), ("role", "salesperson")),
    ),
)


@page(permission="security.view_membership")
def users(request: PageRequest) -> HttpResponse:
    return show_list(request, USERS, rows=Membership.objects.all())


@page(permission="security.view_membership")
def user(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    badge = Badge(_("Active"), "good") if member.is_active else Badge(_("Deactivated"))
    return show_card(
        request,
        CARD,
        member,
        title=member.name,
        badge=badge,
        verbs=verbs_of(member),
    )


@page(permission="security.create_user")
def new_user(request: PageRequest) -> HttpResponse:
    form = NewUserForm(posted(request))
    if form.can_be_judged():
        site = request.build_absolute_uri("/") if form.cleaned_data["invite"] else ""
        with form.refusals():
            known = is_user(form.cleaned_data["email"])
            member = create_user(**form.arguments(), invite_at=site)
            said = _how_they_sign_in(member, known=known, invited=bool(site))
            return done(request, CARD.address_of(member), said, go=True)
    return show_dialog(request, form, title=_("New User"), size="lg")


def _how_they_sign_in(member: Membership, *, known: bool, invited: bool) -> str:
    if known:
        said = _(
            "%(who)s signs in as before: there was a user with this address already, "
            "whose name, phone number and password stay as they are."
        )
    elif invited:
        said = _("The user is created, and the invitation is on its way to %(email)s.")
    else:
        said = _("The user is created.")
    return said % {"who": member.name, "email": member.email}


@page(permission="security.edit_user")
def edit(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    form = UserForm(posted(request), record=member, only=asked_for(request))
    if form.can_be_judged():
        with form.refusals():
            return saved(request, CARD, edit_user(member, **form.arguments()))
    return show_edit(request, CARD, member, form)


@page(permission="security.edit_user")
def password(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    form = PasswordForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            set_password(member, **form.arguments())
            return done(request, CARD.address_of(member), _("The password is set."))
    return show_dialog(
        request,
        form,
        title=_("Set Password"),
        subtitle=member.name,
        verdict=verdict("set_password", in_the_way_of_deciding(member)),
    )


@page(permission="security.edit_user")
def invitation(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    ask = _("Send %(email)s a link at which a new password is chosen?")
    sent = _("The invitation is on its way to %(email)s.")
    return _decide(
        request,
        member,
        lambda: invite_user(member, invite_at=request.build_absolute_uri("/")),
        title=_("Send Invitation"),
        text=ask % {"email": member.email},
        judged=verdict("invite_user", in_the_way_of_deciding(member)),
        said=sent % {"email": member.email},
    )


@page(permission="security.edit_user")
def limits(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    ask = _("%(who)s can then sign in at once, however many attempts have failed.")
    return _decide(
        request,
        member,
        lambda: lift_sign_in_limits(member),
        title=_("Lift Sign-In Limits"),
        text=ask % {"who": member.name},
        judged=verdict("lift_sign_in_limits", in_the_way_of_lifting(member)),
        said=_("%(who)s can sign in again at once.") % {"who": member.name},
    )


@page(permission="security.edit_user")
def deactivation(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    ask = _("%(who)s can then no longer sign in. Deactivate this user?")
    return _decide(
        request,
        member,
        lambda: deactivate_user(member),
        title=_("Deactivate"),
        text=ask % {"who": member.name},
        judged=verdict("deactivate_user", in_the_way_of_deactivating(member)),
        danger=True,
    )


@page(permission="security.edit_user")
def activation(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    ask = _("Let %(who)s sign in again?")
    return _decide(
        request,
        member,
        lambda: activate_user(member),
        title=_("Activate"),
        text=ask % {"who": member.name},
        judged=verdict("activate_user", in_the_way_of_deciding(member)),
    )


def _decide(
    request: PageRequest,
    member: Membership,
    act: Callable[[], object],
    *,
    title: str,
    text: str,
    judged: Verdict,
    danger: bool = False,
    said: str = "",
) -> HttpResponse:
    """Ask whether to decide something about a user; on OK do it, and go back."""
    form = ConfirmForm(posted(request))
    if form.can_be_judged():
        with form.refusals():
            act()
            return done(request, CARD.address_of(member), said)
    return show_dialog(
        request, form, title=title, text=text, danger=danger, verdict=judged
    )


@page(permission="security.remove_user")
def removal(request: PageRequest, email: str) -> HttpResponse:
    member = the_member(email)
    form = RecordForm(posted(request), record=member)
    if form.can_be_judged():
        with form.refusals():
            gone = CARD.address_of(member)
            remove_user(member, **form.arguments())
            return done(request, address("security:users"), gone=gone)
    ask = _("%(who)s no longer sees this company. What they did here stays. Remove?")
    return show_dialog(
        request,
        form,
        title=_("Remove from Company"),
        text=ask % {"who": member.name},
        danger=True,
        verdict=verdict("remove_user", member.standing().may_leave()),
    )


def the_member(email: str) -> Membership:
    members = Membership.objects.select_related(
        "user", "role", "salesperson", "company"
    )
    return get_object_or_404(members, user__email=email)


navigation(
    Navigation(
        gettext_lazy("Users"),
        "security:users",
        "security.view_membership",
        icon="users",
        group="setup",
        synonyms=("gebruikers", "accounts", "people"),
        order=910,
    )
)
