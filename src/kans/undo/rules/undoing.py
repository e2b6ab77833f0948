"""What stands in the way of undoing something, each worded once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class Irrevocable(DomainError):
    message = _("“%(verb)s” cannot be undone: %(why)s.")


class OppositeNotPermitted(DomainError):
    status = 403
    message = _(
        "To undo what somebody else did, you need the right to do the opposite by "
        "hand: “%(verb)s”. Ask %(who)s to undo it, or an administrator for that right."
    )


class JobStillRuns(DomainError):
    status = 409
    message = _(
        "The job that does this still runs: %(job)s. Wait until it ends, or cancel it "
        "first; then all that it did is undone together."
    )


class AlreadyUndone(DomainError):
    message = _(
        "“%(verb)s” was undone already: %(by)s. Look at the history to redo it."
    )


class DeletedSince(DomainError):
    message = _("%(record)s was deleted since: %(by)s. Undo that first.")


class ChangedSince(DomainError):
    message = _("%(what)s of %(record)s was changed since: %(by)s. Undo that first.")


class UsedSince(DomainError):
    message = _(
        "%(record)s has been built upon since, by %(other)s: %(by)s. Undo that first."
    )


class MadeWithIt(DomainError):
    message = _(
        "%(other)s was made while %(what)s of %(record)s was like this: %(by)s. "
        "Undo that first."
    )


class TakenSince(DomainError):
    message = _(
        "%(value)s of %(record)s has been taken since by %(other)s: %(by)s. "
        "Give that another one, or undo it, first."
    )


class NeededOneGone(DomainError):
    message = _(
        "%(record)s belongs to a record that was deleted since: %(by)s. "
        "Undo that first."
    )


class NoLongerAllowed(DomainError):
    message = _(
        "%(what)s of %(record)s can no longer be as it was, since it was changed: "
        "%(by)s. Undo that first."
    )


class ThereAgain(DomainError):
    message = _("%(record)s is there again already: %(by)s. Nothing is left to undo.")


class Forgotten(DomainError):
    message = _(
        "The texts of what was deleted are forgotten by now (%(what)s). Enter it "
        "again; an administrator decides how long deleted records are kept."
    )


class UnknownByNow(DomainError):
    message = _(
        "The program no longer knows what was changed (%(what)s), for it was updated "
        "since. Change it by hand."
    )


class MoreInTheWay(DomainError):
    message = _("%(count)s more records stand in the way. Undo what came later first.")


class NothingToUndo(DomainError):
    status = 409
    message = _(
        "In the last hour you did nothing that is left to undo. Older changes are "
        "undone on the page Recent Changes and in the history of a record."
    )


class NothingToRedo(DomainError):
    status = 409
    message = _("You undid nothing that could be redone. Undo something first.")


class TooMuchAtOnce(DomainError):
    message = _(
        "This touched %(count)s records, too many to undo while you wait. Undo it on "
        "the page Recent Changes, so that it happens in the background."
    )
