"""What happens in one story of the demo company, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from kans.demo.stories import (
    UNDER_WAY,
    Closed,
    Created,
    Fate,
    Moved,
    Remarked,
    Reopened,
    rounded,
    workday,
)
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import Estimate
from kans.opportunities.rules.moves import Move, Position

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kans.demo.stories import Deed
    from kans.demo.telling import Teller
    from kans.opportunities.models import SalesCycle, SalesCycleStage

    What: TypeAlias = Move | Outcome | type[Created | Reopened]
    Step: TypeAlias = tuple[What, SalesCycleStage | None]


@dataclass
class Plot:
    """One story while it is told: where it stands and what it is worth by now."""

    teller: Teller
    fate: Fate
    cycle: SalesCycle
    target: SalesCycleStage
    value: Decimal

    def deeds(self) -> list[Deed]:
        steps = list(self._steps())
        days = self.teller.days(self.fate, len(steps))
        deeds: list[Deed] = []
        for number, ((what, stage), on) in enumerate(zip(steps, days, strict=True)):
            last = number == len(steps) - 1
            deeds.append(self._deed(what, stage, on, last=last))
            deeds += self._remark(what, on)
        return deeds

    def _steps(self) -> Iterator[Step]:
        yield Created, None
        match self.fate:
            case Fate.NOT_STARTED:
                return
            case Fate.LOST_UNSTARTED:
                yield Outcome.LOST, None
                return
        yield from self._moves()
        match self.fate:
            case Fate.WON:
                yield Outcome.WON, None
            case Fate.LOST:
                yield Outcome.LOST, None
            case Fate.RESUMED | Fate.WON_AFTER_ALL:
                yield Outcome.LOST, None
                yield Reopened, None
                yield Move.UPDATE, self.target
                if self.fate is Fate.WON_AFTER_ALL:
                    yield Outcome.WON, None

    def _moves(self) -> Iterator[Step]:
        """From the first stage to the target, with an update or a step back between."""
        stages = self.cycle.stages_in_order
        position = Position(stages, stages[0])
        yield Move.FIRST, stages[0]
        strayed = False
        while position.current is not self.target:
            move = self._next_move(position, strayed=strayed)
            stage = self._stage_of(position, move)
            strayed = strayed or move in {Move.PREVIOUS, Move.JUMP}
            position = Position(stages, stage)
            yield move, stage
        if self.teller.random.random() < 0.35:
            yield Move.UPDATE, self.target

    def _next_move(self, position: Position, *, strayed: bool) -> Move:
        chance = self.teller.random.random()
        if chance < 0.1 and position.behind and not strayed:
            return self.teller.random.choice([Move.PREVIOUS, Move.JUMP])
        if chance < 0.25:
            return Move.UPDATE
        if chance < 0.6 and len(self._within_reach(position)) > 1:
            return Move.SKIP
        return Move.NEXT

    def _stage_of(self, position: Position, move: Move) -> SalesCycleStage:
        match move:
            case Move.SKIP:
                return self.teller.random.choice(self._within_reach(position)[1:])
            case Move.JUMP:
                return self.teller.random.choice(position.behind)
        return position.targets(move)[0]

    def _within_reach(self, position: Position) -> list[SalesCycleStage]:
        """What skipping may lead to without passing the target."""
        return [s for s in position.skippable if s.number <= self.target.number]

    def _deed(
        self,
        what: What,
        stage: SalesCycleStage | None,
        on: date,
        *,
        last: bool,
    ) -> Deed:
        match what:
            case Move():
                assert stage
                return Moved(on, what, stage, self._estimate(stage, on, last=last))
            case Outcome():
                return self._closing(what, on)
        return what(on)

    def _closing(self, outcome: Outcome, on: date) -> Closed:
        random = self.teller.random
        code = random.choice(self.teller.cast.codes[outcome])
        sales = None
        if outcome == Outcome.WON:
            sales = rounded(self.value * random.randint(90, 104) / 100)
        return Closed(on, outcome, code, sales)

    def _estimate(self, stage: SalesCycleStage, on: date, *, last: bool) -> Estimate:
        """What the salesperson thinks by now; what is not given follows the stage."""
        random = self.teller.random
        if random.random() < 0.45:
            self.value = rounded(self.value * random.randint(86, 120) / 100)
        chances = None
        if random.random() < 0.4:
            judged = stage.chances_of_success + random.choice([-15, -10, -5, 5, 10])
            chances = min(max(judged, Decimal(5)), Decimal(95))
        return Estimate(self.value, chances, self._close_date(on, last=last))

    def _close_date(self, on: date, *, last: bool) -> date | None:
        random, today = self.teller.random, self.teller.today
        if last and self.fate is Fate.OVERDUE:
            return workday(today - timedelta(days=random.randint(3, 24)))
        if last and self.fate in UNDER_WAY:
            ahead = len(Position(self.cycle.stages_in_order, self.target).ahead)
            days = random.randint(4, 21) + ahead * random.randint(7, 24)
            return workday(today + timedelta(days=days + 2))
        if random.random() < 0.7:
            return None
        return workday(on + timedelta(days=random.randint(20, 120)))

    def _remark(self, what: What, on: date) -> list[Deed]:
        """Now and then, what the salesperson had to say about it."""
        kinds = {
            Created: ("started", 0.0),
            Move.FIRST: ("started", 0.2),
            Outcome.WON: ("won", 0.25),
            Outcome.LOST: ("lost", 0.35),
            Reopened: ("reopened", 1.0),
        }
        kind, often = kinds.get(what, ("moved", 0.1))
        if self.teller.random.random() >= often:
            return []
        return [
            Remarked(on, self.teller.random.choice(self.teller.tables.remarks[kind]))
        ]
