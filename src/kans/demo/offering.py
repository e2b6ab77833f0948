"""Which stories of the demo company come to a quote or order, and what is on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from kans.demo.stories import (
    Accepted,
    Closed,
    Completed,
    Fate,
    Moved,
    Offer,
    Ordered,
    Quoted,
    Released,
    Welcomed,
    workday,
)
from kans.sales.actions.lines import LineFacts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

    from kans.customers.models import CustomerTemplate
    from kans.demo.stories import Cast, Deed, Story
    from kans.demo.tables import Tables
    from kans.trade.models import Item

HOW_MANY = {Fate.IN_PROGRESS: 18, Fate.OVERDUE: 6, Fate.RESUMED: 2}
WON = (Fate.WON, Fate.WON_AFTER_ALL)
ORDERED_WITHIN = timedelta(days=150)
MOST_ORDERED = 0.8  # of those that were won since
FRESH = 2  # orders that nobody has worked on yet
DISCOUNTS = (None, None, None, Decimal("2.5"), Decimal(5))


@dataclass
class Offering:
    """Has the stories come to quotes and orders, the same ones from the same source."""

    tables: Tables
    cast: Cast
    today: date
    random: Random

    def add_to(self, stories: list[Story]) -> None:
        for fate, count in HOW_MANY.items():
            self._offer_some([s for s in stories if s.fate is fate], count)
        for story in stories:
            if story.fate is Fate.LOST and _needs_quote(story):
                self._offer(story)
        won = sorted((s for s in stories if s.fate in WON), key=_won_on)
        ordered = [story for story in won if self._win(story)]
        for story in ordered[:-FRESH]:
            self._deliver(story, _won_on(story))

    def _offer_some(self, stories: list[Story], count: int) -> None:
        """Those whose stage requires it, and others; one of them in dollars."""
        needing = [s for s in stories if _needs_quote(s)]
        others = [s for s in stories if s not in needing]
        more = max(0, min(count - len(needing), len(others)))
        chosen = needing + self.random.sample(others, more)
        abroad = next((s for s in chosen if self._is_abroad(s)), chosen[-1])
        for story in chosen:
            in_dollars = story is abroad and story.fate is Fate.IN_PROGRESS
            self._agree(story, self._offer(story, in_dollars=in_dollars))

    def _agree(self, story: Story, quoted: Quoted) -> None:
        """After some days it is accepted, or just released, or still being made."""
        accepted, released = self.random.choices(
            [(True, True), (False, True), (False, False)], [3, 4, 4]
        )[0]
        on = self._later(quoted.on, 2, 8)
        if not quoted.offer.as_customer or on > self.today:
            return
        if accepted:
            story.deeds.append(Accepted(on))
        if released:
            story.deeds.append(Released(on))

    def _win(self, story: Story) -> bool:
        """Who buys is a customer; what was won lately, and what must be, is ordered."""
        closed = _winning(story)
        assert isinstance(closed, Closed)
        place = story.deeds.index(closed)
        lately = closed.on >= self.today - ORDERED_WITHIN
        ordered = lately and self.random.random() < MOST_ORDERED
        if not (ordered or _needs_quote(story)):
            story.deeds.insert(place, Welcomed(closed.on, self._template(story)))
            return False
        story.deeds[place] = Ordered(closed.on, closed.code)
        if self.random.random() < 0.6:
            story.deeds.insert(place, Accepted(closed.on))
        self._offer(story, is_sure=True)
        return True

    def _deliver(self, story: Story, ordered: date) -> None:
        """After some days it is released, after some weeks delivered."""
        released = self._later(ordered, 2, 9)
        delivered = self._later(released, 21, 45)
        if released <= self.today:
            story.deeds.append(Released(released))
        if delivered <= self.today:
            story.deeds.append(Completed(delivered))

    def _later(self, day: date, fewest: int, most: int) -> date:
        return workday(day + timedelta(days=self.random.randint(fewest, most)))

    # What is offered --------------------------------------------------------

    def _offer(
        self, story: Story, *, in_dollars: bool = False, is_sure: bool = False
    ) -> Quoted:
        """Have a quote made in time; from then on it says what the sale is worth."""
        move, alone = _move_with_quote(story.deeds)
        value = move.estimate.value or Decimal(0)
        at = story.deeds.index(move)
        for place, deed in enumerate(story.deeds):
            if isinstance(deed, Moved) and place >= at + alone:
                follows = replace(deed.estimate, value=None)
                story.deeds[place] = replace(deed, estimate=follows)
        as_customer = is_sure or self.random.random() < 0.7
        has_terms = as_customer or self.random.random() < 0.5
        offer = Offer(
            lines=self._lines(story, value),
            template=self._template(story) if has_terms else None,
            as_customer=as_customer,
            discount=self.random.choice(DISCOUNTS),
            reference=self._reference(),
            currency=self.cast.currency if in_dollars else None,
        )
        quoted = Quoted(move.on, offer)
        story.deeds.insert(at + alone, quoted)
        return quoted

    def _lines(self, story: Story, value: Decimal) -> list[LineFacts]:
        """What the work takes, between a word before and a word after."""
        lines: list[LineFacts] = [
            LineFacts(item=item, quantity=quantity)
            for item, quantity in self._takes(story, value)
        ]
        if self.random.random() < 0.3:
            lines[0]["discount_percent"] = Decimal(self.random.choice([5, 10]))
        words = self.tables.offers
        if self.random.random() < 0.5:
            lines.insert(0, LineFacts(description=self.random.choice(words["before"])))
        if self.random.random() < 0.6:
            lines.append(LineFacts(description=self.random.choice(words["after"])))
        return lines

    def _takes(self, story: Story, value: Decimal) -> list[tuple[Item, Decimal]]:
        """How many of each item: for one so many, of a whole so that it fits."""
        takes = [(self.cast.wares[key], per) for key, per in story.work.wares]
        fit = Decimal(1)
        if story.work.is_lump:
            fit = value / sum(item.unit_price * per for item, per in takes)
        return [
            (item, _in_units(item, per * story.number * (fit if per > 1 else 1)))
            for item, per in takes
        ]

    def _reference(self) -> str:
        """What the customer calls it, of those who call it something."""
        number = self.random.randint(1000, 9999)
        return f"PO-{number}" if number % 3 == 0 else ""

    def _template(self, story: Story) -> CustomerTemplate:
        return self.cast.templates["abroad" if self._is_abroad(story) else "home"]

    def _is_abroad(self, story: Story) -> bool:
        return story.contact.country != self.tables.country


def _winning(story: Story) -> Closed | Ordered:
    """What won it: the last of the deeds that close it."""
    closing = (d for d in reversed(story.deeds) if isinstance(d, Closed | Ordered))
    return next(closing)


def _won_on(story: Story) -> date:
    return _winning(story).on


def _needs_quote(story: Story) -> bool:
    """Whether it gets to a stage that only who has a quote gets to."""
    return any(isinstance(d, Moved) and d.to.quote_required for d in story.deeds)


def _move_with_quote(deeds: Sequence[Deed]) -> tuple[Moved, bool]:
    """The move before which the quote is made: the one that requires it, or the last.

    Of a story with one move alone the quote comes after it.
    """
    moves = [deed for deed in deeds if isinstance(deed, Moved)]
    requiring = [move for move in moves if move.to.quote_required]
    return (requiring or moves[-1:])[0], len(moves) == 1


def _in_units(item: Item, quantity: Decimal) -> Decimal:
    """Hours by halves, all else whole; and some of it."""
    step = Decimal("0.5") if item.unit.code == "HOUR" else Decimal(1)
    return max(step, (quantity / step).quantize(Decimal(1), ROUND_CEILING) * step)
