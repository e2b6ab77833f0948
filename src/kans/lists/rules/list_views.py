"""What may be done with a view of a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class ViewBuiltIn(DomainError):
    message = _("This view comes with the list. Save what you see as a view of yours.")
    cure = "create_view"


class ViewOfAnother(DomainError):
    message = _(
        "This view was made by %(who)s. Save what you see as a view of your own."
    )
    cure = "create_view"


class ViewUnchanged(DomainError):
    message = _("The list stands as in the view. Change something of it first.")


class ViewNameTaken(DomainError):
    field = "name"
    message = _("You have a view %(name)s of this list. Choose another name.")


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a view that was kept."""

    owner: str
    is_own: bool
    is_shared: bool
    may_share: bool


def may_change_view(standing: Standing | None) -> tuple[DomainError, ...]:
    """One's own; who may share looks after those that are shared, too."""
    if standing is None:
        return (ViewBuiltIn(),)
    if standing.is_own or (standing.is_shared and standing.may_share):
        return ()
    return (ViewOfAnother(who=standing.owner),)


def may_be_named(name: str, *, taken: bool) -> tuple[DomainError, ...]:
    return (ViewNameTaken(name=name),) if taken else ()
