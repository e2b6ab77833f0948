"""A filter finds in the database what it lets pass, whichever database that is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kans.foundation.errors import DomainError
from kans.foundation.records.fields import TextKey
from kans.foundation.strings import normalised
from kans.lists.filtering import choice_names, condition
from kans.lists.rules.filter_parts import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Blank,
    Equals,
    Greater,
    Less,
    Like,
    Not,
    Range,
    Wildcard,
    matches,
)
from kans.lists.rules.filters import FilterContext, Kind, parse

NAMES = [
    "",
    "Anna",
    "ánna",
    "ben",
    "Z",
    "a%b",
    "a_b",
    "a\\b",
    "ĳs",
    "東京",
    "é",
    "~",
    "Œ",
]
PRICES = [
    None,
    "0",
    "-1.5",
    "0.01",
    "0.1",
    "12.20",
    "1234567.89",
    "9999999999999.99",
]
DAYS = [
    None,
    date.min,
    date(2026, 2, 28),
    date(2026, 3, 1),
    date(2026, 12, 31),
    date.max,
]
COUNTS = [0, 1, 2, 2**31 - 1]
KINDS = {
    "name_key": Kind.TEXT,
    "parent__name_key": Kind.TEXT,
    "price": Kind.NUMBER,
    "count": Kind.NUMBER,
    "day": Kind.DATE,
    "priority": Kind.CHOICE,
    "closed": Kind.BOOLEAN,
}
CONTEXT = FilterContext(
    date(2026, 3, 1), date(2026, 2, 28), "nl", {0: ("low",), 2: ("high",)}
)


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """A table of its own with a column of each kind, and some rows in it."""
    with isolate_apps("kans.foundation"):

        class Row(models.Model):
            name = models.CharField(max_length=20)
            name_key = TextKey("name")
            parent = models.ForeignKey("self", models.CASCADE, null=True)
            price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
            count = models.PositiveIntegerField()
            day = models.DateField(null=True)
            priority = models.PositiveSmallIntegerField(null=True)
            closed = models.BooleanField(default=False)

            class Meta:
                app_label = "foundation"
                db_table = "row_to_filter"

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
        for at, name in enumerate(NAMES):
            Row.objects.create(
                name=name,
                parent=Row.objects.first() if at % 3 == 1 else Row.objects.last(),
                price=PRICES[at % len(PRICES)],
                count=COUNTS[at % len(COUNTS)],
                day=DAYS[at % len(DAYS)],
                priority=[None, 0, 1, 2][at % 4],
                closed=at % 2,
            )
        yield Row.objects
        with connection.schema_editor() as editor:
            editor.delete_model(Row)


def values(kind):
    """Values of a column of the kind: some that are there, and some beside them."""
    return {
        Kind.TEXT: st.sampled_from([normalised(name) for name in NAMES])
        | st.sampled_from(["a", "b", "an", "%", "_", "\\"]),
        Kind.NUMBER: st.sampled_from([Decimal(price or 7) for price in PRICES])
        | st.decimals(-(10**15), 10**15, places=10),
        Kind.DATE: st.sampled_from([day or date(2026, 1, 1) for day in DAYS])
        | st.dates(),
        Kind.CHOICE: st.integers(0, 3),
        Kind.BOOLEAN: st.booleans(),
    }[kind]


def conditions(kind):
    value = values(kind)
    blank = {Kind.TEXT: "", Kind.NUMBER: Decimal(0), Kind.BOOLEAN: False}.get(kind)
    kinds = [st.builds(Equals, value), st.just(Blank(blank))]
    if kind not in {Kind.CHOICE, Kind.BOOLEAN}:
        ends = st.one_of(
            st.builds(Range, value, value),
            st.builds(Range, st.none(), value),
            st.builds(Range, value, st.none()),
        )
        kinds += [ends, st.builds(Less, value), st.builds(Greater, value)]
    if kind is Kind.TEXT:
        kinds.append(patterns())
    return st.one_of(kinds)


def patterns():
    letters = st.sampled_from(["a", "n", "%", "_", "\\", "[", "]", "e", "東"])
    wildcards = st.sampled_from(Wildcard)
    pieces = st.lists(letters | wildcards, min_size=1, max_size=5)
    return pieces.filter(lambda found: set(found) != {Wildcard.ANY}).map(
        lambda found: Like(tuple(found))
    )


def filters(kind):
    return st.recursive(
        conditions(kind) | st.just(EVERYTHING),
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
            | st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
        ),
        max_leaves=5,
    )


in_a_database = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_a_database_finds_what_the_filter_lets_pass(rows, path, kind):
    @in_a_database
    @given(filters(kind))
    def agrees(wanted):
        found = rows.filter(condition(wanted, path)).values_list("pk", flat=True)
        held = rows.order_by("pk").values_list("pk", path)
        passing = [pk for pk, value in held if matches(wanted, value)]
        assert sorted(found) == passing

    agrees()


TYPED = [
    "|",
    "&",
    "..",
    "<>",
    ">",
    "*",
    "?",
    "''",
    "a",
    "%",
    "_",
    "\\",
    "5",
    "t",
    "2026",
]


@pytest.mark.django_db
@in_a_database
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.sampled_from(TYPED), max_size=6).map("".join) | st.text(max_size=10),
)
@example("parent__name_key", "''&?")  # of no value, SQL knows neither
def test_any_text_finds_rows_or_is_refused(rows, path, typed):
    try:
        wanted = parse(typed, KINDS[path], CONTEXT)
    except DomainError:
        return

    found = rows.filter(condition(wanted, path)).count()
    rest = rows.filter(condition(Not(wanted), path)).count()

    assert found + rest == len(NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anna", ["Anna", "ánna"]),
        ("Á*", ["Anna", "a%b", "a_b", "a\\b", "ánna"]),
        ("a%b", ["a%b"]),
        ("*%*", ["a%b"]),
        ("*_*", ["a_b"]),
        ("*\\*", ["a\\b"]),
        ("a?b", ["a%b", "a_b", "a\\b"]),
        ("IJ*|oe", ["Œ", "ĳs"]),
        ("..a~", ["Anna", "a%b", "a\\b", "a_b", "ánna"]),
        ("''", [""]),
        ("?", ["Z", "~", "é"]),
    ],
)
def test_finding_texts(rows, typed, found):
    wanted = condition(parse(typed, Kind.TEXT, CONTEXT), "name_key")

    names = rows.filter(wanted).values_list("name", flat=True)

    assert sorted(names) == sorted(found)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["1,5", ">1,9&<2", "0,5"])
def test_whole_numbers_are_not_compared_with_rounded_ones(rows, typed):
    wanted = parse(typed, Kind.NUMBER, CONTEXT)

    assert not rows.filter(condition(wanted, "count")).exists()


@pytest.mark.django_db
def test_amounts_are_not_compared_with_rounded_ones(rows):
    def prices(typed):
        found = rows.filter(condition(parse(typed, Kind.NUMBER, CONTEXT), "price"))
        return set(found.values_list("price", flat=True))

    assert prices("0,005..0,014") == {Decimal("0.01")}
    assert prices("0,014") == set()
    assert prices("9999999999999..") == {Decimal("9999999999999.99")}


def test_a_choice_is_called_by_its_label_here_or_in_english_or_by_its_value():
    label = _("Yes")
    with override("nl"):
        names = choice_names([("Y", label)])

    assert names == {"Y": ("Ja", "Yes", "Y")}
