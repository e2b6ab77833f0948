"""Two who wait for each other: one of them goes on, and the other does it again.

PostgreSQL ends one of them; SQLite lets nobody begin before the other has ended.
"""

from __future__ import annotations

from functools import partial
from threading import Barrier

import pytest

from kans.foundation.actions.action import ACTIONS, action
from kans.foundation.models import Change
from kans.team.models import Salesperson
from tests.at_once import together, wait_for_each_other
from tests.builders import a_salesperson

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rename():
    """An action that changes two records, one after the other."""
    both_have_one = Barrier(2)

    @action(permission="security.view_membership", caption="Rename Two")
    def rename_two(first, second, *, name):
        for key in (first, second):
            seller = Salesperson.objects.select_for_update().get(pk=key)
            seller.name += name
            seller.save()
            wait_for_each_other(both_have_one)

    yield rename_two
    del ACTIONS["rename_two"]


def test_who_is_ended_for_a_deadlock_does_it_again(ann, rename):
    one, two = a_salesperson("A", "A").pk, a_salesperson("B", "B").pk

    outcomes = together(
        ann, [partial(rename, one, two, name="1"), partial(rename, two, one, name="2")]
    )

    assert outcomes == [None, None]
    names = [seller.name for seller in Salesperson.objects.order_by("code")]
    assert names in (["A12", "B12"], ["A21", "B21"])
    assert Change.objects.filter(verb="rename_two").count() == 2
