"""Pages of a list follow each other in order, each row once, blanks last."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import DecimalField, ExpressionWrapper, F, Sum, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kans.foundation.acting.actors import acting_as
from kans.lists.frame.columns import Column, Kind, bind
from kans.lists.frame.paging import Cursor, Order, count_up_to, read_page
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.security.models import Membership, User
from tests.builders import (
    JANUARY_1,
    JUNE_30,
    MARCH_1,
    a_company,
    a_membership,
    a_salesperson,
    a_user,
    an_actor,
)
from tests.effort import effort
from tests.lists.list_builders import a_line, a_series

PATHS = ["starting_number"]


def everything(rows, paths, order, size):
    """All pages, one after the other, through the address."""
    found, after, pages = [], None, 0
    while True:
        page = read_page(rows, paths, order, after, size=size)
        found += page.rows
        pages += 1
        if page.next is None:
            return found, pages
        after = Cursor.read(str(page.next), order)
        assert after == page.next


def blanks_last(records, key, *, descending):
    """The order as a person would make it."""
    filled = [r for r in records if key(r) not in (None, "")]
    blank = [r for r in records if key(r) in (None, "")]
    filled.sort(key=lambda r: (key(r), r.pk), reverse=descending)
    blank.sort(key=lambda r: r.pk, reverse=descending)
    return [r.pk for r in (*filled, *blank)]


COLUMNS = {
    "starting_number": lambda line: line.starting_number,
    "ending_number": lambda line: line.ending_number,
    "starting_date": lambda line: line.starting_date,
    "increment_by": lambda line: line.increment_by,
    "open": lambda line: line.open,
    "series": lambda line: line.series.code_key,
    "series__description": lambda line: line.series.description_key,
    "modified_at": lambda line: line.modified_at,
}
LINES = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A-1", "a2", "É1", "Z", "10", "9"]),
        st.sampled_from(["", "", "A9", "B-1", "É9"]),
        st.sampled_from([None, None, JANUARY_1, MARCH_1, JUNE_30]),
        st.integers(1, 3),
        st.booleans(),
        st.integers(0, 2),
    ),
    max_size=14,
)


class AnyOrder(TestCase):
    @settings(
        max_examples=effort(25, long=250),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(LINES, st.sampled_from(sorted(COLUMNS)), st.booleans(), st.integers(1, 5))
    def test_all_pages_together_are_all_rows_in_order(
        self, lines, path, descending, size
    ):
        company = a_company(f"C{a_number()}")
        with acting_as(an_actor(company)):
            series = [a_series("É", "Zon"), a_series("B", ""), a_series("C", "ämter")]
            for starting, ending, day, step, is_open, which in lines:
                a_line(
                    series[which],
                    starting,
                    ending_number=ending,
                    starting_date=day,
                    increment_by=step,
                    open=is_open,
                )
            order = Order(bind(Column(path), NumberSeriesLine), descending)

            found, pages = everything(
                NumberSeriesLine.objects.all(), PATHS, order, size
            )

            records = list(NumberSeriesLine.objects.select_related("series"))
            expected = blanks_last(records, COLUMNS[path], descending=descending)
            assert [row["pk"] for row in found] == expected
            assert pages == max(1, -(-len(lines) // size))


_numbers = iter(range(10**9))


def a_number():
    return next(_numbers)


class TestALongList:
    @pytest.fixture
    def lines(self, ann):
        series = a_series()
        return [
            a_line(series, f"A{n}", starting_date=date(2026, 1, 1 + n % 3))
            for n in range(12)
        ]

    def test_a_page_takes_two_strides_at_most(self, lines, django_assert_num_queries):
        order = Order(bind(Column("starting_date"), NumberSeriesLine))

        with django_assert_num_queries(1):
            first = read_page(NumberSeriesLine.objects.all(), PATHS, order, size=5)
        with django_assert_num_queries(2):
            read_page(NumberSeriesLine.objects.all(), PATHS, order, first.next, size=20)

    def test_a_row_that_moves_ahead_meanwhile_is_not_shown_twice(self, lines):
        order = Order(bind(Column("starting_number"), NumberSeriesLine))
        rows = NumberSeriesLine.objects.all()
        first = read_page(rows, PATHS, order, size=3)
        a_line(lines[0].series, "A0000")

        second = read_page(rows, PATHS, order, first.next, size=3)

        shown = [row["pk"] for row in first.rows]
        assert not {row["pk"] for row in second.rows} & set(shown)

    def test_without_a_column_rows_come_as_they_were_made(self, lines):
        found, _pages = everything(
            NumberSeriesLine.objects.all(), PATHS, Order(None), 5
        )

        assert [row["pk"] for row in found] == [line.pk for line in lines]

    @pytest.mark.parametrize(
        ("bound", "count"), [(11, 12), (12, 12), (13, 12), (5, 6), (0, 1)]
    )
    def test_rows_are_counted_up_to_a_bound(self, lines, bound, count):
        assert count_up_to(NumberSeriesLine.objects.all(), bound) == count

    @pytest.mark.parametrize("text", ["", "x", "x:y:z", "\0", "é" * 500, "ÿ:1:2"])
    def test_a_cursor_that_nobody_gave_begins_anew(self, lines, text):
        order = Order(bind(Column("starting_number"), NumberSeriesLine))

        assert Cursor.read(text, order) is None

    def test_a_cursor_of_another_order_begins_anew(self, lines):
        order = Order(bind(Column("starting_number"), NumberSeriesLine))
        page = read_page(NumberSeriesLine.objects.all(), PATHS, order, size=3)

        turned = Order(order.column, descending=True)

        assert Cursor.read(str(page.next), turned) is None


def test_amounts_that_the_database_adds_up_are_not_read_twice(ann):
    series = [a_series(f"S{n}") for n in range(6)]
    for n, one in enumerate(series):
        for k in range(n % 3 + 1):
            a_line(one, f"A{n}{k}", increment_by=k + 1)
    tenth = ExpressionWrapper(
        F("lines__increment_by") * Value(Decimal("0.1")),
        output_field=DecimalField(max_digits=9, decimal_places=2),
    )
    rows = NumberSeries.objects.annotate(total=Sum(tenth))
    column = bind(Column("total", caption="Total", kind=Kind.MONEY), NumberSeries)

    for descending in (False, True):
        found, _pages = everything(rows, ["code"], Order(column, descending), 1)

        expected = blanks_last(rows, lambda r: r.total, descending=descending)
        assert [row["pk"] for row in found] == expected


def test_choices_come_in_the_order_in_which_they_are_offered(ann):
    given = ["en", "", "nl", "nl", "", "en"]
    users = [
        a_user(f"U{n}", email=f"{n}@list.example", language=language)
        for n, language in enumerate(given)
    ]
    rows = User.objects.filter(email__endswith="@list.example")
    places = {"": None, "nl": 1, "en": 2}

    for descending in (False, True):
        order = Order(bind(Column("language"), User), descending)
        found, _pages = everything(rows, ["email"], order, 2)

        expected = blanks_last(
            users, lambda u: places[u.language], descending=descending
        )
        assert [row["pk"] for row in found] == expected


def test_a_record_that_is_pointed_at_may_be_missing(ann):
    people = [a_salesperson(code, name=f"{code} name") for code in ("ZZ", "AA")]
    members = [
        a_membership(a_user(f"M{n}", email=f"{n}@m.example"), salesperson=person)
        for n, person in enumerate([people[0], None, people[1], None])
    ]
    rows = Membership.objects.filter(user__email__endswith="@m.example")

    for descending in (False, True):
        order = Order(bind(Column("salesperson"), Membership), descending)
        found, _pages = everything(rows, ["salesperson__code"], order, 1)

        expected = blanks_last(
            members,
            lambda m: m.salesperson and m.salesperson.code,
            descending=descending,
        )
        assert [row["pk"] for row in found] == expected
