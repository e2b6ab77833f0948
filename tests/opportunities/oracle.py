"""A second, slow telling of MOV and END, from the text of the rules alone.

Plain values, no database, nothing of `kans.opportunities`: an opportunity is its
list of entries. It tells what an act must lead to, or every refusal by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

LARGEST = Decimal(999_999_999_999)


@dataclass(frozen=True)
class Stage:
    number: int
    completed: Decimal
    chances: Decimal
    quote_required: bool
    allow_skip: bool
    days: int  # what the date formula adds to the date of change


@dataclass(frozen=True)
class Cycle:
    calculation: str
    stages: tuple[Stage, ...]

    def numbers(self) -> list[int]:
        return sorted(stage.number for stage in self.stages)

    def at(self, number: int) -> Stage:
        return next(stage for stage in self.stages if stage.number == number)


@dataclass(frozen=True)
class Entry:
    action: str
    stage: int | None
    previous: int | None
    changed: date
    value: Decimal
    chances: Decimal
    completed: Decimal
    probability: Decimal
    current: Decimal
    closes: date
    code: str | None = None
    active: bool = True
    days_open: int = 0


@dataclass(frozen=True)
class Told:
    """The estimates as typed; None was left blank."""

    value: Decimal | None = None
    chances: Decimal | None = None
    closes: date | None = None


@dataclass(frozen=True)
class Tale:
    """An opportunity: when it was created, and its entries."""

    cycle: Cycle
    created: date
    entries: tuple[Entry, ...] = ()
    closed_on: date | None = None
    refused: frozenset[str] = field(default=frozenset(), compare=False)

    # Where it stands -----------------------------------------------------------

    @property
    def active(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.active), None)

    @property
    def status(self) -> str:
        if self.active is None:
            return "Not Started"
        if self.active.action in {"Won", "Lost"}:
            return self.active.action
        return "In Progress"

    def last_change(self) -> date | None:
        """The last date of change: of an entry taken back, that it was taken back."""
        if not self.entries:
            return None
        last = self.entries[-1]
        return last.changed + timedelta(days=last.days_open)

    def stays(self) -> list[tuple[int, date, date | None]]:
        """DEF-5: each stage with the days on which it was come to and left."""
        found: list[tuple[int, date, date | None]] = []
        before = None
        for entry in self.entries:
            same = before is not None and before.stage == entry.stage
            goes_on = same and entry.action != "Reopened"
            if before is not None and before.stage is not None and not goes_on:
                found[-1] = (*found[-1][:2], entry.changed)
            if entry.stage is not None and not goes_on:
                found.append((entry.stage, entry.changed, None))
            before = entry
        return found

    # What people do --------------------------------------------------------------

    def activated(self, on: date | None, told: Told) -> Tale:
        match self.status:
            case "In Progress":
                return self.refuse("OpportunityAlreadyStarted")
            case "Won" | "Lost":
                return self.refuse("OpportunityClosed")
        if not self.cycle.stages:
            return self.refuse("CycleWithoutStages")
        return self._move("First", None, on, told)

    def moved(self, move: str, to: int | None, on: date | None, told: Told) -> Tale:
        match self.status:
            case "Not Started":
                return self.refuse("OpportunityNotStarted")
            case "Won" | "Lost":
                return self.refuse("OpportunityClosed")
        return self._move(move, to, on, told)

    def closed(
        self,
        outcome: str | None,
        code: tuple[str, str] | None,
        on: date | None,
        sales: Decimal | None,
    ) -> Tale:
        """`code` is a close code and the outcome that it is for."""
        if self.status in {"Won", "Lost"}:
            return self.refuse("OpportunityClosed")
        refused = set()
        if outcome is None:
            refused.add("OutcomeMissing")
        if code is None:
            refused.add("CloseCodeMissing")
        elif outcome is not None and code[1] != outcome:
            refused.add("CloseCodeOfOtherOutcome")
        if on is None:
            refused.add("DateClosedMissing")
        elif on < (self.last_change() or self.created):
            refused.add("ClosedBeforeLastChange")
        sales = None if sales is None else half_up(sales, 2)
        if outcome == "Won" and (sales is None or sales <= 0):
            refused.add("SalesValueMissing")
        if sales is not None and sales > LARGEST:
            refused.add("SalesValueTooLarge")
        if refused:
            return self.refuse(*refused)
        before = self.active
        certain = Decimal(100) if outcome == "Won" else Decimal(0)
        return replace(
            self._add(
                Entry(
                    action=outcome,
                    stage=None,
                    previous=before.stage if before else None,
                    changed=on,
                    value=before.value if before else Decimal(0),
                    chances=certain,
                    completed=Decimal(100),
                    probability=certain,
                    current=sales if outcome == "Won" else Decimal(0),
                    closes=on,
                    code=code[0],
                )
            ),
            closed_on=on,
        )

    def reopened(self, on: date) -> Tale:
        if self.status not in {"Won", "Lost"}:
            return self.refuse("OpportunityNotClosed")
        if on < self.closed_on:
            return self.refuse("ReopenedBeforeClosed")
        tale = replace(self, closed_on=None)
        before = self._before_the_closing()
        if before is None:
            return tale._deactivated(on)
        again = replace(
            before,
            action="Reopened",
            previous=None,
            changed=on,
            active=True,
            days_open=0,
        )
        return tale._add(again)

    def _before_the_closing(self) -> Entry | None:
        """The entry that was active when it was closed, if it had started."""
        if len(self.entries) < 2:
            return None
        before = self.entries[-2]
        return None if before.action in {"Won", "Lost"} else before

    # Moving ------------------------------------------------------------------------

    def targets(self, move: str) -> list[int]:
        numbers = self.cycle.numbers()
        if self.active is None:
            return numbers[:1] if move == "First" else []
        here = self.active.stage
        if here is None:
            return []
        higher = [n for n in numbers if n > here]
        lower = [n for n in numbers if n < here]
        match move:
            case "Next":
                return higher[:1]
            case "Previous":
                return lower[-1:]
            case "Skip":
                return self._skip(higher)
            case "Jump":
                return lower
            case "Update":
                return [here]
        return []

    def _skip(self, higher: list[int]) -> list[int]:
        allowed = [self.cycle.at(n).allow_skip for n in higher]
        if len(higher) < 2 or not allowed[0]:
            return []
        run = []
        for number, skippable in zip(higher, allowed, strict=True):
            run.append(number)
            if not skippable:
                break
        return run

    def _move(self, move: str, to: int | None, on: date | None, told: Told) -> Tale:
        targets = self.targets(move)
        stage = to
        if stage is None and targets:
            stage = targets[-1] if move == "Jump" else targets[0]
        estimate = self._filled(stage, on, told)
        refused = (
            self._wrong_stage(move, stage) | self._wrong_date(on) | wrong(estimate, on)
        )
        if refused:
            return self.refuse(*refused)

        completed = self.cycle.at(stage).completed
        probability = self._probability(estimate.chances, completed)
        current = Fraction(estimate.value) * Fraction(probability) / 100
        return self._add(
            Entry(
                action=self._action_taken(move, stage),
                stage=stage,
                previous=self.active.stage if self.active else None,
                changed=on,
                value=estimate.value,
                chances=estimate.chances,
                completed=completed,
                probability=probability,
                current=half_up(current, 2),
                closes=estimate.closes,
            )
        )

    def _wrong_stage(self, move: str, stage: int | None) -> set[str]:
        if not self.targets(move):
            return {"MoveNotOffered"}
        if stage not in self.targets(move):
            return {"StageOutOfReach"}
        if move in {"Next", "Skip"} and self.cycle.at(stage).quote_required:
            return {"QuoteRequired"}
        return set()

    def _wrong_date(self, on: date | None) -> set[str]:
        if on is None:
            return {"DateOfChangeMissing"}
        if self.last_change() is not None and on < self.last_change():
            return {"ChangeTooEarly"}
        return set()

    def _filled(self, stage: int | None, on: date | None, told: Told) -> Told:
        source = self.cycle.at(self.active.stage if stage is None else stage)
        value = None if told.value is None else half_up(told.value, 2)
        chances = source.chances if told.chances is None else half_up(told.chances, 2)
        closes = told.closes
        if closes is None and on is not None:
            closes = on + timedelta(days=source.days)
        return Told(value, chances, closes)

    def _probability(self, chances: Decimal, completed: Decimal) -> Decimal:
        a, b = Fraction(chances), Fraction(completed)
        share = {
            "Multiply": a * b / 100,
            "Add": (a + b) / 2,
            "Chances of Success %": a,
            "Completed %": b,
        }[self.cycle.calculation]
        return half_up(share, 6)

    def _action_taken(self, move: str, stage: int) -> str:
        match move:
            case "First":
                return ""
            case "Update":
                return "Updated"
            case "Skip" if stage == self.targets("Next")[0]:
                return "Next"
            case "Jump" if stage == self.targets("Previous")[0]:
                return "Previous"
            case "Skip" | "Jump":
                return "Jumped"
        return move

    # Writing it down ---------------------------------------------------------------

    def _add(self, entry: Entry) -> Tale:
        left = self._deactivated(entry.changed)
        return replace(left, entries=(*left.entries, entry))

    def _deactivated(self, on: date) -> Tale:
        entries = tuple(
            replace(e, active=False, days_open=(on - e.changed).days) if e.active else e
            for e in self.entries
        )
        return replace(self, entries=entries, refused=frozenset())

    def refuse(self, *names: str) -> Tale:
        return replace(self, refused=frozenset(names))


def wrong(told: Told, on: date | None) -> set[str]:
    """What is wrong with the estimates once the blanks are filled in."""
    refused = set()
    if told.value is None or told.value <= 0:
        refused.add("EstimatedValueMissing")
    elif told.value > LARGEST:
        refused.add("EstimatedValueTooLarge")
    if told.chances <= 0 or told.chances > 100:
        refused.add("ChancesOfSuccessMissing")
    if told.closes is None:
        refused.add("EstimatedCloseDateMissing")
    elif on is not None and told.closes < on:
        refused.add("ClosesBeforeChange")
    return refused


def half_up(amount: Decimal | Fraction, decimals: int) -> Decimal:
    """Halves go away from zero."""
    scaled = Fraction(amount) * 10**decimals
    whole, rest = divmod(abs(scaled), 1)
    if rest * 2 >= 1:
        whole += 1
    return Decimal(int(whole) * (1 if scaled >= 0 else -1)).scaleb(-decimals)
