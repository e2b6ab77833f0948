"""What a page may offer once something was done: to undo it or, if undone, to redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kans.foundation.actors import who_acts
from kans.foundation.addresses import address
from kans.foundation.models import Change
from kans.foundation.undo.actions import PERMISSION
from kans.foundation.verbs import caption_of_verb, verb_known_as

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.written import Written


def offer_of(written: Iterable[Written]) -> str:
    """`undo:` or `redo:` and where to post it; nothing when it cannot be undone."""
    actor = who_acts()
    mine = [each for each in written if each.company_id == actor.company.pk]
    if not mine or not actor.may(PERMISSION):
        return ""
    last = mine[-1]
    to = address("foundation:undo", change_id=last.change_id)
    if last.undoes:
        before = Change.objects.filter(pk=last.undoes).values_list("undoes", flat=True)
        return f"redo:{to}" if before.first() is None else f"undo:{to}"
    known = verb_known_as(last.verb)
    return f"undo:{to}" if known and not known.irrevocable else ""


def said_of(written: Iterable[Written]) -> str:
    """That it was done, when the page says nothing else of it."""
    *_before, last = written
    return _("Done: %(verb)s.") % {"verb": caption_of_verb(last.verb)}
