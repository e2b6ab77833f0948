"""Verdicts: may this be done now, and if not, what stands in the way.

A button, a dialog and a refusal all come from the same judgement: a rule that
returns everything in the way, asked before the click and again at the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kans.foundation.acting.actors import NotPermitted, who_acts
from kans.foundation.journal.verbs import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from kans.foundation.errors import DomainError


@dataclass(frozen=True)
class Verdict:
    """Whether a verb may be done to a record now; `refusals` says why not."""

    verb: str
    caption: StrOrPromise
    refusals: tuple[DomainError, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.refusals

    @property
    def reason(self) -> str:
        return " ".join(str(refusal) for refusal in self.refusals)

    @property
    def cures(self) -> tuple[str, ...]:
        return tuple(r.cure for r in self.refusals if r.cure)


def verdict(verb: str, refusals: Iterable[DomainError] = ()) -> Verdict:
    """Judge a verb: its permission first, then what a rule found in its way."""
    action = ACTIONS[verb]
    found = tuple(refusals)
    if not who_acts().may(action.permission):
        found = (NotPermitted(), *found)
    return Verdict(verb, action.caption, found)
