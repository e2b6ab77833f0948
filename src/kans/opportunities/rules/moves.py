"""How an opportunity may move through the stages of its sales cycle.

Rules only: no database, no clock, no request. Stages come in cycle order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from datetime import date

    from kans.opportunities.models import SalesCycleStage as Stage

    Stages = tuple[Stage, ...]


class Move(TextChoices):
    """What one chooses (BC: Action Type), in the order in which it is offered."""

    FIRST = "First", _("First")
    NEXT = "Next", _("Next")
    PREVIOUS = "Previous", _("Previous")
    SKIP = "Skip", _("Skip")
    JUMP = "Jump", _("Jump")
    UPDATE = "Update", _("Update")


class ActionTaken(TextChoices):
    """What an entry records (BC: Action Taken); blank for the first one."""

    NONE = "", ""
    NEXT = "Next", _("Next")
    PREVIOUS = "Previous", _("Previous")
    UPDATED = "Updated", _("Updated")
    JUMPED = "Jumped", _("Jumped")
    WON = "Won", _("Won")
    LOST = "Lost", _("Lost")
    REOPENED = "Reopened", _("Reopened")


class MoveNotOffered(DomainError):
    field = "move"
    message = _("%(move)s leads nowhere from this stage. Choose another action type.")


class StageOutOfReach(DomainError):
    field = "to"
    message = _(
        "%(move)s does not lead to stage %(stage)s. Choose one of the stages offered."
    )


class StandsThereAlready(DomainError):
    field = "move"
    message = _(
        "It stands at stage %(stage)s already, where you wanted it. OK now only "
        "changes its estimate there."
    )


class LeadsElsewhereNow(DomainError):
    field = "move"
    message = _(
        "It stands at stage %(stage)s now, from where %(move)s does not lead to the "
        "stage that you chose. Choose an action type again."
    )


class QuoteRequired(DomainError):
    field = "to"
    message = _(
        "Stage %(stage)s requires a sales quote, and this opportunity has none. "
        "Create one first with Create Sales Quote, or choose another stage."
    )
    cure = "create_quote"


class CycleWithoutStages(DomainError):
    field = "sales_cycle"
    message = _("Sales cycle %(cycle)s has no stages. Add a stage to it first.")


class DateOfChangeMissing(DomainError):
    field = "on"
    message = _("Enter the date of change.")


class ChangeTooEarly(DomainError):
    field = "on"
    message = _("The last change was on %(since)s. Choose that date or a later one.")


# The first of these that is offered is chosen for the user (MOV-7).
PREFERRED = (
    Move.FIRST,
    Move.NEXT,
    Move.UPDATE,
    Move.PREVIOUS,
    Move.SKIP,
    Move.JUMP,
)


# What may lead to a stage in the same direction, once it stands elsewhere.
ALIKE = {
    Move.NEXT: (Move.NEXT, Move.SKIP),
    Move.SKIP: (Move.SKIP, Move.NEXT),
    Move.PREVIOUS: (Move.PREVIOUS, Move.JUMP),
    Move.JUMP: (Move.JUMP, Move.PREVIOUS),
}


@dataclass(frozen=True)
class Position:
    """Where an opportunity stands: on a stage of its cycle, or not yet on any."""

    stages: Stages
    current: Stage | None = None
    since: date | None = None
    has_quote: bool = False

    def targets(self, move: Move) -> Stages:
        """The stages a move may lead to; none when it is not offered (MOV-1 to 6)."""
        match move:
            case Move.FIRST:
                return () if self.current else self.stages[:1]
            case Move.NEXT:
                return self.ahead[:1]
            case Move.PREVIOUS:
                return self.behind[-1:]
            case Move.SKIP:
                return self.skippable
            case Move.JUMP:
                return self.behind
            case Move.UPDATE:
                return (self.current,) if self.current else ()

    @property
    def offered(self) -> tuple[Move, ...]:
        """The moves that lead somewhere, in the order they are shown."""
        return tuple(move for move in Move if self.targets(move))

    @property
    def preferred(self) -> Move | None:
        """The move that is chosen before the user chooses (MOV-7)."""
        return next((move for move in PREFERRED if self.targets(move)), None)

    def preset(self, move: Move) -> Stage | None:
        """The stage a move leads to unless another is wanted (MOV-8)."""
        targets = self.targets(move)
        if not targets:
            return None
        return targets[-1] if move == Move.JUMP else targets[0]

    def still_leading(self, move: Move, stage: Stage | None) -> Move | None:
        """The move that leads to a stage wherever it stands now; none turns around."""
        if stage is None or move is Move.UPDATE:
            return move if move is Move.UPDATE else None
        alike = (*ALIKE.get(move, (move,)), Move.UPDATE)
        return next((each for each in alike if stage in self.targets(each)), None)

    def may_move(
        self, move: Move, wanted: Stage | None = None
    ) -> tuple[DomainError, ...]:
        """What stands in the way of a move to the wanted, or else the preset, stage."""
        targets = self.targets(move)
        if not targets:
            return (MoveNotOffered(move=move.label),)
        stage = wanted or self.preset(move)
        if stage not in targets:
            return (StageOutOfReach(move=move.label, stage=stage),)
        asks_for_quote = move in {Move.NEXT, Move.SKIP} and stage.quote_required
        if asks_for_quote and not self.has_quote:
            return (QuoteRequired(stage=stage.description),)
        return ()

    def may_change(self, on: date | None) -> tuple[DomainError, ...]:
        """What stands in the way of a change on that date (MOV-10)."""
        if on is None:
            return (DateOfChangeMissing(),)
        if self.since and on < self.since:
            return (ChangeTooEarly(since=self.since),)
        return ()

    def recorded_as(self, move: Move, stage: Stage) -> ActionTaken:
        """What the entry says was done: where it landed, not only what was chosen."""
        match move:
            case Move.FIRST:
                return ActionTaken.NONE
            case Move.UPDATE:
                return ActionTaken.UPDATED
            case Move.NEXT | Move.SKIP:
                nearest = stage in self.ahead[:1]
                return ActionTaken.NEXT if nearest else ActionTaken.JUMPED
            case Move.PREVIOUS | Move.JUMP:
                nearest = stage in self.behind[-1:]
                return ActionTaken.PREVIOUS if nearest else ActionTaken.JUMPED

    @property
    def ahead(self) -> Stages:
        here = self.current
        return tuple(s for s in self.stages if here and s.number > here.number)

    @property
    def behind(self) -> Stages:
        here = self.current
        return tuple(s for s in self.stages if here and s.number < here.number)

    @property
    def skippable(self) -> Stages:
        """From the next stage to the first that may not be skipped (MOV-4)."""
        if len(self.ahead) < 2 or not self.ahead[0].allow_skip:
            return ()
        for count, stage in enumerate(self.ahead, start=1):
            if not stage.allow_skip:
                return self.ahead[:count]
        return self.ahead
