"""Numbers given by a series, in order and without gaps (NS-1 to NS-10, NS-14)."""

from __future__ import annotations

import pytest
from django.db import transaction

from kans.foundation.acting.actors import NobodyActs, acting_as, nobody_acts
from kans.foundation.journal.journal import NoChangeOpen, open_change
from kans.foundation.models import ChangedRecord
from kans.number_series.models import (
    AutomaticNumberRefused,
    ManualNumberRefused,
    NoNumbersOnDate,
    NumberOutOfDateOrder,
    NumberSeries,
    NumberSeriesLine,
    NumbersExhausted,
    NumberTaken,
    may_be_typed,
)
from tests.builders import (
    APRIL_1,
    FEBRUARY_1,
    JANUARY_1,
    MARCH_1,
    MARCH_2,
    MARCH_8,
    a_company,
    a_number_series,
    a_number_series_line,
    an_actor,
)

pytestmark = pytest.mark.usefixtures("ann")


def next_number(series, on=MARCH_1, **options):
    with open_change("test"):
        return series.next_number(on, **options)


def next_numbers(series, count, on=MARCH_1, **options):
    with open_change("test"):
        return series.next_numbers(count, on, **options)


def a_series_of(*lines, **facts):
    """A series with these lines, each a starting number and what else is said."""
    series = NumberSeries(code="OPP", **facts)
    with open_change("test"):
        series.save()
    for line in lines:
        a_number_series_line(series, **{"starting_number": "A01"} | line)
    return series


def used(series):
    """Of each line: the last number used, for which date, and whether it is open."""
    lines = series.lines.order_by("id")
    return list(lines.values_list("last_number_used", "last_date_used", "open"))


def refuses(refusal, series, on=MARCH_1):
    """The refusal comes, and the lines stay as they were."""
    before = used(series)
    with pytest.raises(type(refusal)) as refused, transaction.atomic():
        next_number(series, on)
    assert refused.value == refusal
    return used(series) == before


# One after the other ---------------------------------------------------------------


def test_a_line_begins_at_its_starting_number_and_counts_on():  # NS-6
    series = a_number_series("OPP", "OP0099")

    assert [next_number(series) for _ in range(3)] == ["OP0099", "OP0100", "OP0101"]


def test_a_line_goes_on_after_the_last_number_used():
    series = a_series_of({"last_number_used": "A07"})

    assert next_number(series) == "A08"


def test_a_line_may_count_in_steps():
    series = a_series_of({"increment_by": 10})

    assert next_numbers(series, 3) == ["A01", "A11", "A21"]


def test_last_number_and_date_are_kept():
    series = a_series_of({})

    next_number(series, MARCH_8)
    assert used(series) == [("A01", MARCH_8, True)]

    next_number(series, MARCH_2)  # the order of dates does not matter
    assert used(series) == [("A02", MARCH_2, True)]


def test_many_numbers_are_given_at_once():
    series = a_series_of({})

    assert next_numbers(series, 4) == ["A01", "A02", "A03", "A04"]
    assert used(series) == [("A04", MARCH_1, True)]


def test_numbers_that_are_taken_are_passed_over():
    series = a_series_of({})

    assert next_number(series, taken={"A01", "A02"}.__contains__) == "A03"
    assert next_number(series) == "A04"


def test_giving_a_number_is_in_the_history_of_the_line():
    series = a_series_of({})

    next_number(series)

    [record] = ChangedRecord.objects.filter(
        record_type="foundation.numberseriesline", kind="U"
    )
    assert record.after == {"last_number_used": "A01", "last_date_used": "2026-03-01"}


# By itself, or typed ---------------------------------------------------------------


def test_a_series_without_default_numbers_gives_none():  # NS-3
    series = a_series_of({}, default_numbers=False, manual_numbers=True)

    assert refuses(AutomaticNumberRefused(series="OPP"), series)


@pytest.mark.parametrize(
    ("manual", "taken", "refusals"),
    [
        (True, set(), ()),
        (False, set(), (ManualNumberRefused(series="OPP"),)),
        (True, {"OP7"}, (NumberTaken(number="OP7"),)),
        (
            False,
            {"OP7"},
            (ManualNumberRefused(series="OPP"), NumberTaken(number="OP7")),
        ),
    ],
)
def test_a_number_is_typed_only_if_it_is_free_and_the_series_allows_it(
    manual, taken, refusals
):  # NS-2
    series = a_series_of({}, manual_numbers=manual)

    with transaction.atomic():
        assert may_be_typed("OP7", series, taken=taken.__contains__) == refusals


# Which line ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (JANUARY_1, "A01"),  # before the others begin
        (FEBRUARY_1, "B01"),
        (MARCH_1, "B01"),
        (MARCH_8, "C01"),
        (APRIL_1, "C01"),
    ],
)
def test_the_line_of_the_latest_starting_date_is_used(on, number):  # NS-4
    series = a_series_of(
        {"starting_number": "C01", "starting_date": MARCH_8},
        {"starting_number": "A01"},
        {"starting_number": "B01", "starting_date": FEBRUARY_1},
    )

    assert next_number(series, on) == number


def test_lines_of_one_starting_date_are_used_one_after_the_other():  # NS-5
    series = a_series_of(
        {"starting_number": "A1", "ending_number": "A2"},
        {"starting_number": "B1", "ending_number": "B2"},
    )

    assert [next_number(series) for _ in range(4)] == ["A1", "A2", "B1", "B2"]
    assert refuses(NumbersExhausted(series="OPP"), series)


def test_many_numbers_may_come_from_several_lines():
    series = a_series_of({"ending_number": "A02"}, {"starting_number": "B01"})

    assert next_numbers(series, 3) == ["A01", "A02", "B01"]
    assert used(series) == [("A02", MARCH_1, False), ("B01", MARCH_1, True)]


def test_an_exhausted_line_does_not_fall_back_on_an_older_one():  # NS-4
    series = a_series_of(
        {"starting_number": "OLD1"},
        {"starting_number": "A1", "ending_number": "A1", "starting_date": FEBRUARY_1},
    )
    next_number(series)

    assert refuses(NoNumbersOnDate(series="OPP", date=MARCH_1), series)
    assert next_number(series, JANUARY_1) == "OLD1"


def test_a_series_that_begins_later_has_no_numbers_yet():
    series = a_series_of({"starting_date": MARCH_8})

    assert refuses(NoNumbersOnDate(series="OPP", date=MARCH_1), series)


def test_a_series_without_lines_has_no_numbers():
    assert refuses(NumbersExhausted(series="OPP"), a_series_of())


def test_too_few_numbers_are_none_at_all():
    series = a_series_of({"ending_number": "A03"})

    with pytest.raises(NumbersExhausted), transaction.atomic():
        next_numbers(series, 4)

    assert used(series) == [("", None, True)]
    assert next_numbers(series, 3) == ["A01", "A02", "A03"]


# Until it ends -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ({"ending_number": "A02"}, ["A01", "A02"]),  # NS-9: the last one is given
        ({"ending_number": "A04", "increment_by": 2}, ["A01", "A03"]),  # A05 passes it
        ({"last_number_used": "A98", "ending_number": "A99"}, ["A99"]),
        ({"starting_number": "9", "ending_number": "11"}, ["9", "10", "11"]),
    ],
)
def test_a_line_closes_when_it_has_no_number_left(line, numbers):
    series = a_series_of(line)

    for number in numbers:
        assert used(series)[0][2]  # open
        assert next_number(series) == number

    assert used(series) == [(numbers[-1], MARCH_1, False)]
    assert refuses(NumbersExhausted(series="OPP"), series)


@pytest.mark.parametrize(
    "line",
    [
        {"starting_number": ""},  # NS-6
        {"starting_number": "A"},  # nothing to count with
        {"starting_number": "B01", "last_number_used": "A01"},  # NS-7: other letters
        {"starting_number": "A10", "last_number_used": "A01"},  # before the start
        {"ending_number": "A50", "last_number_used": "A50"},  # past the end
        {"starting_number": "A1", "ending_number": "A9", "last_number_used": "A9"},
    ],
)
def test_a_line_that_cannot_count_on_gives_nothing(line):
    assert refuses(NoNumbersOnDate(series="OPP", date=MARCH_1), a_series_of(line))


# In the order of dates ---------------------------------------------------------------


def test_a_series_in_date_order_never_goes_back():  # NS-10
    series = a_series_of({}, date_order=True)
    next_number(series, MARCH_8)

    assert refuses(NumberOutOfDateOrder(series="OPP", last=MARCH_8), series, MARCH_2)
    assert next_number(series, MARCH_8) == "A02"


# Held until the action ends (NS-14) ------------------------------------------------


def test_a_number_of_what_failed_is_given_again():
    series = a_series_of({})

    with transaction.atomic():
        assert next_number(series) == "A01"
        transaction.set_rollback(True)

    assert used(series) == [("", None, True)]
    assert next_number(series) == "A01"


def test_a_stale_series_gives_fresh_numbers_under_fresh_rules():
    series = a_series_of({})
    stale = NumberSeries.objects.get()
    next_number(series)

    assert next_number(stale) == "A02"

    with open_change("test"):
        series.default_numbers = False
        series.save()
    assert refuses(AutomaticNumberRefused(series="OPP"), stale)


def test_no_number_is_given_outside_an_action_or_to_nobody():
    series = a_series_of({})

    with transaction.atomic():
        with pytest.raises(NoChangeOpen):
            series.next_number(MARCH_1)
        with nobody_acts(), pytest.raises(NobodyActs):
            series.next_number(MARCH_1)

    assert used(series) == [("", None, True)]


def test_each_company_counts_for_itself(ann):

    assert next_number(a_series_of({})) == "A01"
    with acting_as(an_actor(a_company("My Company"))):
        assert next_number(a_series_of({})) == "A01"
        assert NumberSeriesLine.objects.count() == 1
