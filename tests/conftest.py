"""What every test may count on: the language, the clock, Ann and her browser."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, datetime, time
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase
from django.utils import translation

from kans.foundation.acting.actors import acting_as
from kans.security.queries import actor_of
from tests.builders import MARCH_1, a_company, a_membership, a_user, an_actor
from tests.clients import FormClient
from tests.effort import effort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from kans.foundation.acting.actors import Actor
    from kans.foundation.models import Company
    from kans.security.models import User

hypothesis.settings.register_profile(
    "kans",
    max_examples=effort(30, long=300),
    deadline=None,  # nor is a slow machine a fault
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("kans")

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


# What meets the differences of the databases, and so runs on both in `make test`, as
# does what several do at once; the other tests do on PostgreSQL in the long run.
DIFFERENCES = (
    *("list", "filter", "search", "paging", "groups", "sums", "journal", "undoing"),
    *("imports", "jobs", "at_once", "number_series", "duplicates", "the_database"),
    *("many_selected", "many_left", "retention", "forgetting", "walls", "prices"),
)
# What pages make of it, and how one arranges them, asks the same of either database,
# and so do customers, which are imported as contacts and opportunities are.
WHATEVER_THE_DATABASE = (
    *("page", "door", "arranging", "views", "setting_up", "watching_jobs", "cells"),
    *("list_frame.py", "importing_customers"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of a database; the others, which pytest-django keeps from it,
    would find out nothing new on a second one."""
    for item in items:
        if touches_the_database(item):
            item.add_marker(pytest.mark.database)
            if meets_a_difference(item):
                item.add_marker(pytest.mark.both)


def meets_a_difference(item: pytest.Item) -> bool:
    """Whether its file, or that it commits, says that the database matters to it."""
    mark = item.get_closest_marker("django_db")
    commits = "transactional_db" in getattr(item, "fixturenames", ()) or (
        mark is not None and mark.kwargs.get("transaction", False)
    )
    folder, file = item.path.parts[-2:]
    where = f"{folder}/{file}" if folder in DIFFERENCES else file
    differs = any(word in where for word in DIFFERENCES)
    same = any(word in where for word in WHATEVER_THE_DATABASE)
    return commits or (differs and not same)


def touches_the_database(item: pytest.Item) -> bool:
    """As pytest-django sees it: by mark, by fixture, or as a case of Django's."""
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return case or bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what each folder cost, the dearest first: seconds of all workers together."""
    seconds: Counter[str] = Counter()
    for report in chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            seconds["/".join(report.nodeid.split("/")[:2])] += report.duration
    if len(seconds) > 1:
        costs = [f"{where} {cost:.0f} s" for where, cost in seconds.most_common()]
        terminalreporter.write_line(", ".join(costs))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django take the copies of a migrated database as they are."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Copy the migrated file for this worker; PostgreSQL copies by `TEMPLATE`."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        shutil.copyfile(database["NAME"], database["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let Django make no permissions and content types anew each time that it empties
    the database: Kans uses neither, and it took half of a test in the browser."""
    uid = "django.contrib.auth.management.create_permissions"
    assert post_migrate.disconnect(dispatch_uid=uid)
    assert post_migrate.disconnect(create_contenttypes)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Start each test in English, whatever the one before it spoke."""
    with translation.override("en"):
        yield


class Clock:
    """A clock that stands still until a test sets it."""

    def __init__(self) -> None:
        self.set(MARCH_1)

    def set(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """Let it be that hour of that day in Amsterdam."""
        self.moment = datetime.combine(day, time(hour, minute), AMSTERDAM)

    def now(self) -> datetime:
        return self.moment.astimezone(ZoneInfo("UTC"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the house: ten o'clock on March 1 unless a test sets it."""
    clock = Clock()
    monkeypatch.setattr(
        "kans.foundation.acting.clock.timezone", SimpleNamespace(now=clock.now)
    )
    return clock


@pytest.fixture
def cronus(db: None, clock: Clock) -> Company:
    return a_company("CRONUS")


@pytest.fixture
def ann_the_user(cronus: Company) -> User:
    """Ann's sign-in: a user who is an administrator of CRONUS."""
    with acting_as(an_actor(cronus, name="System")):
        return a_membership(a_user("Ann")).user


@pytest.fixture
def ann(ann_the_user: User) -> Iterator[Actor]:
    """Ann, at work in CRONUS, who may do everything."""
    actor = actor_of(ann_the_user.pk, "cronus")
    assert actor
    with acting_as(actor) as ann:
        yield ann


@pytest.fixture
def client() -> Client:
    """Somebody's client that opens a form before it sends one."""
    return FormClient()


@pytest.fixture
def browser(ann: Actor, ann_the_user: User, client: Client) -> Client:
    """Django's test client, signed in as Ann: `browser.get("/c/cronus/…")`."""
    client.force_login(ann_the_user)
    return client
