"""What has happened at the demo company: each day's deeds, by who did them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kans.demo.stories import (
    Closed,
    Completed,
    Created,
    Moved,
    Remarked,
    Reopened,
)
from kans.demo.trading import trade
from kans.foundation.acting.actors import Actor, acting_as
from kans.foundation.acting.permissions import Level, held_by
from kans.notes.actions.comments import add_comment
from kans.opportunities.actions import (
    activate_first_stage,
    close_opportunity,
    create_opportunity,
    move_opportunity,
    reopen_opportunity,
)
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.moves import Move
from kans.security.models import Membership
from kans.security.queries import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from kans.demo.stories import Happened, Story
    from kans.foundation.models import Company
    from kans.opportunities.rules.estimates import Estimate
    from kans.team.models import Salesperson

    Progress = Callable[[int, int], None]  # deeds done, of how many


def live(company: Company, stories: list[Story], progress: Progress) -> None:
    """Let everything happen in the order of its days."""
    actors = _Actors(company)
    days = sorted(
        (deed.on, number, place)
        for number, story in enumerate(stories)
        for place, deed in enumerate(story.deeds)
    )
    opportunities: dict[int, Opportunity] = {}
    for done, (on, number, place) in enumerate(days, start=1):
        story = stories[number]
        deed = story.deeds[place]
        managed = isinstance(deed, Reopened | Completed)
        actor = actors.manager if managed else actors.of(story)
        with acting_as(replace(actor, work_date=on)):
            if isinstance(deed, Created):
                opportunities[number] = _create(story)
            else:
                _perform(deed, opportunities[number])
        progress(done, len(days))


def _create(story: Story) -> Opportunity:
    return create_opportunity(
        description=story.description,
        contact=story.contact,
        salesperson=story.salesperson,
        sales_cycle=story.sales_cycle,
        priority=story.priority,
    )


def _perform(deed: Happened, opportunity: Opportunity) -> None:
    match deed:
        case Moved(on, Move.FIRST, _, estimate):
            activate_first_stage(opportunity, on=on, estimate=estimate)
        case Moved(on, move, stage, estimate):
            known = _with_value(estimate, opportunity)
            move_opportunity(opportunity, move, to=stage, on=on, estimate=known)
        case Closed(on, outcome, code, sales):
            close_opportunity(opportunity, outcome, code, on=on, sales_value=sales)
        case Reopened():
            reopen_opportunity(opportunity)
        case Remarked(_, text):
            add_comment(opportunity, text)
        case _:
            trade(deed, opportunity)


def _with_value(estimate: Estimate, opportunity: Opportunity) -> Estimate:
    """Once there is a quote, the value is what that comes to."""
    if estimate.value is not None:
        return estimate
    now = Opportunity.objects.get(pk=opportunity.pk)
    return replace(estimate, value=now.expected_value)


class _Actors:
    """Who does it: the salespeople themselves, whether they sign in or not."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._salespeople: dict[UUID, Actor] = {}
        members = Membership.objects.select_related("role")
        for member in members:
            actor = actor_of(member.user_id, company.slug)
            assert actor
            if member.salesperson_id:
                self._salespeople[member.salesperson_id] = actor
            if member.role.level == Level.MANAGER:
                self.manager = actor

    def of(self, story: Story) -> Actor:
        salesperson = story.salesperson
        if salesperson.pk not in self._salespeople:
            self._salespeople[salesperson.pk] = self._without_user(salesperson)
        return self._salespeople[salesperson.pk]

    def _without_user(self, salesperson: Salesperson) -> Actor:
        return Actor(
            name=salesperson.name,
            company=self._company,
            permissions=held_by(Level.SALESPERSON),
            salesperson_id=salesperson.pk,
        )
