"""Making the demo company: its set-up, its people, and what has happened so far.

All of it goes through the actions, as the person who would have done it and on the
day it would have been done; and it is one transaction, so it is there or it is not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from kans.demo import setting_up, stocking
from kans.demo.living import live
from kans.demo.offering import Offering
from kans.demo.stories import Cast, workday
from kans.demo.telling import Teller
from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.clock import today
from kans.foundation.models import Company
from kans.security.actions.companies import begin_company
from kans.security.queries import the_system

if TYPE_CHECKING:
    from datetime import date

    from kans.demo.living import Progress
    from kans.demo.tables import Tables

SET_UP_BEFORE = timedelta(days=730)


def make_demo_company(
    tables: Tables,
    *,
    slug: str,
    seed: int,
    password: str,
    on: date | None = None,
    progress: Progress,
) -> Company:
    """Make the company whose histories lead to a day: today, unless told."""
    company = Company(
        slug=slug,
        name=tables.name,
        currency=tables.currency,
        time_zone=tables.time_zone,
        language=tables.language,
    )
    with transaction.atomic(), translation.override(tables.language):
        begin_company(company)
        system = the_system(company)
        with acting_as(system):
            on = on or today()
        random = Random(seed)  # noqa: S311 (the same seed, the same company)
        with acting_as(replace(system, work_date=workday(on - SET_UP_BEFORE))):
            cast = _set_up(tables, random, password)
            stories = Teller(tables, cast, on, random).stories()
            Offering(tables, cast, on, random).add_to(stories)
            live(company, stories, progress)
    return company


def _set_up(tables: Tables, random: Random, password: str) -> Cast:
    salespeople = setting_up.hire(tables)
    setting_up.let_in(tables, salespeople, password)
    cycles = setting_up.set_up_cycles(tables)
    codes = setting_up.set_up_close_codes(tables)
    contacts = setting_up.meet(tables, random, salespeople)
    stocking.introduce(tables)
    return Cast(
        contacts,
        salespeople,
        cycles,
        codes,
        wares=stocking.stock(tables),
        templates=stocking.set_up_customers(tables),
        currency=stocking.deal_abroad(tables),
    )
