"""Setting up number series and their lines (NS-1 to NS-3, NS-8, NS-11, NS-14)."""

from __future__ import annotations

import pytest

from kans.contacts.contributions import NumberSeriesInSetup
from kans.foundation.history.concurrency import ChangedMeanwhile
from kans.foundation.journal.journal import open_change
from kans.foundation.journal.notices import take_notices
from kans.foundation.models import Change
from kans.foundation.text.codes import CodeMissing, CodeTaken
from kans.notes.actions.comments import add_comment
from kans.notes.models import Comment
from kans.number_series.actions import (
    create_number_series,
    create_number_series_line,
    delete_number_series,
    delete_number_series_line,
    edit_number_series,
    edit_number_series_line,
)
from kans.number_series.models import (
    AutomaticNumberRefused,
    NoNumbersOnDate,
    NumberOutOfDateOrder,
    NumberSeries,
    NumberSeriesLine,
    NumbersExhausted,
)
from kans.number_series.queries import NextNumber, next_number_on
from kans.number_series.rules.number_codes import (
    CodeTooLong,
    DigitMissing,
    EndingNumberMissing,
    LastNumberWouldChange,
)
from kans.number_series.rules.number_series import (
    IncrementOutOfRange,
    StartingNumberMissing,
    one_way_open,
)
from tests.builders import (
    FEBRUARY_1,
    MARCH_1,
    MARCH_2,
    a_marketing_setup,
    a_number_series,
    a_number_series_line,
)

pytestmark = pytest.mark.usefixtures("ann")


@pytest.fixture(autouse=True)
def nothing_said():
    take_notices()


def the_line():
    return NumberSeriesLine.objects.get()


def codes(line):
    return (
        line.starting_number,
        line.ending_number,
        line.warning_number,
        line.last_number_used,
    )


# The series ----------------------------------------------------------------------


def test_a_series_has_a_code_in_capitals_of_its_own():
    create_number_series(code=" cont ", description="Contacts")

    with pytest.raises(CodeTaken):
        create_number_series(code="Cont")
    with pytest.raises(CodeMissing):
        create_number_series(code="  ")

    assert [s.code for s in NumberSeries.objects.all()] == ["CONT"]


@pytest.mark.parametrize(
    ("before", "asked", "becomes"),
    [
        ((True, False), (False, False), (False, True)),
        ((False, True), (False, False), (True, False)),
        ((True, True), (False, False), (True, False)),
        ((True, True), (False, True), (False, True)),
        ((True, False), (True, True), (True, True)),
        ((True, False), (False, True), (False, True)),
    ],
)
def test_numbers_are_given_or_typed_or_both(before, asked, becomes):
    default, manual = asked

    assert one_way_open(default=default, manual=manual, before=before) == becomes


def test_switching_one_flag_off_switches_the_other_on_and_says_so():
    series = a_number_series()

    edit_number_series(series, default_numbers=False)

    series.refresh_from_db()
    assert (series.default_numbers, series.manual_numbers) == (False, True)
    assert take_notices() == (
        "Manual Nos. is switched on: numbers are either given or typed.",
    )


def test_the_second_to_save_is_told_what_the_first_changed():
    series = a_number_series(description="Sales")
    edit_number_series(series, version=1, description="Deals")

    with pytest.raises(ChangedMeanwhile, match="Description: Sales → Deals"):
        edit_number_series(series, version=1, date_order=True)

    assert not NumberSeries.objects.get().date_order


def test_a_series_is_deleted_with_its_lines_and_comments():
    series = a_number_series("OLD", "A1", "B1")
    add_comment(series, "No longer used.")

    delete_number_series(series)

    assert not NumberSeries.objects.exists()
    assert not NumberSeriesLine.objects.exists()
    assert not Comment.objects.exists()


def test_a_series_that_the_set_up_names_is_kept():
    series = a_number_series("OPP")
    a_marketing_setup(opportunity_numbers=series)

    with pytest.raises(NumberSeriesInSetup, match="OPP"):
        delete_number_series(series)

    assert the_line()


# The lines -----------------------------------------------------------------------


def test_the_numbers_of_a_line_get_one_form():
    create_number_series_line(
        a_number_series("EMPTY", "X1"),
        starting_number="a1",
        ending_number="A100",
        warning_number="A90",
    )

    line = NumberSeriesLine.objects.get(starting_number="A001")
    assert codes(line) == ("A001", "A100", "A090", "")
    assert line.open


@pytest.mark.parametrize(
    ("facts", "refusal", "field"),
    [
        ({"starting_number": ""}, StartingNumberMissing, "starting_number"),
        ({"starting_number": "A"}, DigitMissing, "starting_number"),
        ({"ending_number": "B"}, DigitMissing, "ending_number"),
        ({"increment_by": 0}, IncrementOutOfRange, "increment_by"),
        ({"increment_by": 10**6 + 1}, IncrementOutOfRange, "increment_by"),
        ({"warning_number": "A5"}, EndingNumberMissing, "ending_number"),
        ({"starting_number": "1" * 21}, CodeTooLong, "starting_number"),
    ],
)
def test_a_line_that_cannot_count_is_refused(facts, refusal, field):
    series = a_number_series("OPP", "X1")

    with pytest.raises(refusal) as refused:
        create_number_series_line(series, **{"starting_number": "A1"} | facts)

    assert refused.value.field == field
    assert the_line().starting_number == "X1"


def test_a_line_whose_last_number_is_used_is_closed_and_opens_with_a_higher_end():
    series = a_number_series("OPP", "A01")

    edit_number_series_line(the_line(), ending_number="A09", last_number_used="A09")
    assert not the_line().open

    edit_number_series_line(the_line(), ending_number="A99")
    assert the_line().open
    assert next_number_on(series, MARCH_1).number == "A10"


def test_a_larger_step_than_is_left_closes_the_line():
    a_number_series("OPP", "A1")

    edit_number_series_line(
        the_line(), ending_number="A9", last_number_used="A5", increment_by=5
    )

    assert not the_line().open


def test_without_an_ending_number_there_is_no_warning_number():
    a_number_series("OPP", "A01")
    edit_number_series_line(the_line(), ending_number="A99", warning_number="A90")

    edit_number_series_line(the_line(), ending_number="")

    assert codes(the_line()) == ("A01", "", "", "")


def test_the_last_number_used_keeps_its_form():
    series = a_number_series("OPP", "A1")
    with open_change("test"):
        series.next_number(MARCH_1)

    with pytest.raises(LastNumberWouldChange):
        edit_number_series_line(the_line(), ending_number="A10")

    assert codes(the_line()) == ("A1", "", "", "A1")


def test_two_people_do_not_overwrite_each_others_line():
    a_number_series("OPP", "A1")
    line = the_line()
    edit_number_series_line(line, version=1, ending_number="A9")

    with pytest.raises(ChangedMeanwhile):
        edit_number_series_line(line, version=1, ending_number="A5")

    assert the_line().ending_number == "A9"


def test_a_line_is_deleted_and_its_history_stays():
    a_number_series("OPP", "A1")

    delete_number_series_line(the_line())

    assert not NumberSeriesLine.objects.exists()
    assert Change.objects.filter(verb="delete_number_series_line").exists()


# Warning (NS-8) ------------------------------------------------------------------


def test_from_the_warning_number_on_a_number_comes_with_a_warning():
    series = a_number_series("OPP", "A1")
    edit_number_series_line(the_line(), ending_number="A9", warning_number="A2")

    with open_change("test"):
        assert series.next_number(MARCH_1) == "A1"
    assert take_notices() == ()

    with open_change("test"):
        assert series.next_number(MARCH_1) == "A2"
    (notice,) = take_notices()
    assert notice.startswith("Number A2 is given, but number series OPP ends at A9.")
    assert take_notices() == ()


def test_what_is_not_done_is_not_warned_of():
    series = a_number_series("OPP", "A1")
    edit_number_series_line(the_line(), ending_number="A9", warning_number="A1")

    with pytest.raises(NumbersExhausted), open_change("test"):
        series.next_numbers(10, MARCH_1)

    assert take_notices() == ()


# The next number (NS-14) ---------------------------------------------------------


def test_asking_for_the_next_number_does_not_use_it_up():
    series = a_number_series("OPP", "A1")
    edit_number_series_line(the_line(), ending_number="A9", warning_number="A1")

    assert next_number_on(series, MARCH_1) == NextNumber("A1", warns=True)

    assert the_line().last_number_used == ""
    assert next_number_on(series, MARCH_1).number == "A1"


def test_asking_is_refused_as_giving_would_be():
    series = a_number_series("OPP", "A1", date_order=True)
    edit_number_series_line(the_line(), starting_date=FEBRUARY_1, ending_number="A2")
    with open_change("test"):
        series.next_number(MARCH_2)

    with pytest.raises(NumberOutOfDateOrder):
        next_number_on(series, MARCH_1)
    with pytest.raises(NoNumbersOnDate):
        next_number_on(series, FEBRUARY_1.replace(month=1))
    edit_number_series_line(the_line(), last_number_used="A2")
    with pytest.raises(NumbersExhausted):
        next_number_on(series, MARCH_2)
    series = edit_number_series(series, default_numbers=False)
    with pytest.raises(AutomaticNumberRefused):
        next_number_on(series, MARCH_2)


def test_the_line_with_the_latest_starting_date_gives_the_number():
    series = a_number_series("OPP", "A1")
    a_number_series_line(series, "B1", starting_date=MARCH_1)

    assert next_number_on(series, FEBRUARY_1).number == "A1"
    assert next_number_on(series, MARCH_1).number == "B1"
