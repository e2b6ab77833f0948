"""Making up the stories of the demo company, so that they lead to today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from kans.demo.plots import Plot
from kans.demo.stories import UNDER_WAY, Fate, Story, rounded, workday
from kans.opportunities.models import Priority

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from kans.contacts.models import Contact
    from kans.demo.stories import Cast
    from kans.demo.tables import Cycle, Tables, Work
    from kans.opportunities.models import SalesCycle, SalesCycleStage
    from kans.team.models import Salesperson

HOW_MANY = {
    Fate.NOT_STARTED: 24,
    Fate.IN_PROGRESS: 88,
    Fate.OVERDUE: 18,
    Fate.WON: 62,
    Fate.LOST: 42,
    Fate.LOST_UNSTARTED: 6,
    Fate.RESUMED: 6,
    Fate.WON_AFTER_ALL: 4,
}
# How many days ago the last thing happened, from and to.
DAYS_AGO = {
    Fate.NOT_STARTED: (0, 40),
    Fate.IN_PROGRESS: (0, 18),
    Fate.OVERDUE: (30, 75),
    Fate.RESUMED: (1, 12),
}
CLOSED_DAYS_AGO = (1, 330)


@dataclass
class Teller:
    """Tells the stories that lead to today: the same ones from the same source."""

    tables: Tables
    cast: Cast
    today: date
    random: Random
    _told: set[str] = field(default_factory=set)

    def stories(self) -> list[Story]:
        """All stories, in the order in which they begin."""
        stories = [
            self._story(fate, place)
            for fate, count in HOW_MANY.items()
            for place in range(count)
        ]
        return sorted(stories, key=lambda story: story.deeds[0].on)

    # What it is about -----------------------------------------------------

    def _story(self, fate: Fate, place: int) -> Story:
        cycle, target = self._destination(fate, place)
        facts = next(c for c in self.tables.cycles if c.code == cycle.code)
        contact, salesperson = self._whom()
        description, work, number = self._what(facts)
        value = self._price(work, number)
        return Story(
            description=description,
            contact=contact,
            salesperson=salesperson,
            sales_cycle=cycle,
            fate=fate,
            work=work,
            number=number,
            deeds=Plot(self, fate, cycle, target, value).deeds(),
            priority=self._priority(fate),
        )

    def _destination(
        self, fate: Fate, place: int
    ) -> tuple[SalesCycle, SalesCycleStage]:
        """The stage a story gets to: each one first, then the earlier ones more."""
        ends = [
            (cycle, stage)
            for cycle in self.cast.cycles
            for stage in cycle.stages_in_order
        ]
        if fate in UNDER_WAY and place < 2 * len(ends):
            return ends[place % len(ends)]
        shares = [cycle.share for cycle in self.tables.cycles]
        cycle = self.random.choices(self.cast.cycles, shares)[0]
        stages = [stage for of, stage in ends if of is cycle]
        first, other = self.random.choice(stages), self.random.choice(stages)
        later = fate in {Fate.WON, Fate.WON_AFTER_ALL}
        return cycle, (max if later else min)(first, other, key=lambda s: s.number)

    def _whom(self) -> tuple[Contact, Salesperson]:
        company, persons = self.random.choice(list(self.cast.contacts.items()))
        contact = self.random.choice([company, *persons, *persons])
        own = company.salesperson
        assert own
        stays = self.random.random() < 0.85
        return contact, own if stays else self.random.choice(self.cast.salespeople)

    def _what(self, cycle: Cycle) -> tuple[str, Work, int]:
        """What may be sold, in words that no other story has, and how many of it."""
        while True:
            work = self.random.choice(cycle.work)
            number = self.random.randint(work.fewest, work.most)
            place = self.random.choice(self.tables.where)
            text = work.text.format(n=number, where=place)
            if text not in self._told or "{" not in work.text:
                self._told.add(text)
                return text, work, number

    def _price(self, work: Work, number: int) -> Decimal:
        return rounded(Decimal(number * self.random.randint(work.lowest, work.highest)))

    def _priority(self, fate: Fate) -> Priority:
        weights = [1, 6, 3] if fate is Fate.OVERDUE else [2, 13, 3]
        return self.random.choices(list(Priority), weights)[0]

    # Days -----------------------------------------------------------------

    def days(self, fate: Fate, count: int) -> list[date]:
        """So many working days in order, the last one as long ago as the fate says."""
        ago = self.random.randint(*DAYS_AGO.get(fate, CLOSED_DAYS_AGO))
        gaps = [self.random.randint(3, 24) for _ in range(count - 1)]
        before = accumulate(reversed(gaps), initial=ago)
        days = [workday(self.today - timedelta(days=gap)) for gap in before]
        return days[::-1]
