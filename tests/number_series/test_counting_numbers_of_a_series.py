"""How the codes of a number series count, compare and run out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.number_series.rules.number_codes import (
    CodeTooLong,
    DigitMissing,
    EndingNumberMissing,
    LastNumberWouldChange,
    Run,
    has_digit,
    incremented,
    padded,
    reaches,
)


@pytest.mark.parametrize(
    ("code", "by", "becomes"),
    [
        ("INV-0099", 1, "INV-0100"),
        ("A01TEST", 1, "A02TEST"),
        ("A99", 1, "A100"),
        ("2024-009X", 1, "2024-010X"),
        ("X-5", 1, "X-6"),  # to BC a minus sign, whose magnitude grows
        ("X-05", 10, "X-15"),
        ("OP000010", 10, "OP000020"),
        ("7", 1, "8"),
        ("999", 1, "1000"),
        ("A1B2C", 3, "A1B5C"),
        ("É1", 1, "É2"),
        ("A\u0661", 1, ""),  # an Arabic digit is a letter here
        ("TEST", 1, ""),
        ("", 1, ""),
    ],
)
def test_a_code_is_counted_on_in_its_last_digits(code, by, becomes):
    assert incremented(code, by) == becomes


@pytest.mark.parametrize(
    ("code", "limit", "reached"),
    [
        ("10", "2", True),
        ("2", "10", False),
        ("010", "10", True),
        ("A9", "A10", True),  # as text
        ("A09", "A10", False),
        ("A10", "A10", True),
        ("10", "A2", False),
    ],
)
def test_codes_of_digits_compare_as_numbers_and_others_as_text(code, limit, reached):
    assert reaches(code, limit) is reached


@pytest.mark.parametrize(
    ("codes", "alike"),
    [
        (("A1", "A10", "", "A5"), ("A01", "A10", "", "A05")),
        (("1", "100", "", ""), ("1", "100", "", "")),
        (("OP2026-1", "OP2026-999", "", ""), ("OP2026-001", "OP2026-999", "", "")),
        (("A1X", "A10X"), ("A01X", "A10X")),
        (("A", "A10"), ("A", "A10")),
        ((), ()),
    ],
)
def test_the_codes_of_a_run_get_counters_of_equal_length(codes, alike):
    assert padded(*codes) == alike


def test_only_the_ten_digits_are_digits():
    assert has_digit("A1")
    assert not has_digit("A")
    assert not has_digit("²")


@pytest.mark.parametrize(
    ("run", "next_number"),
    [
        (Run("A001"), "A001"),
        (Run("A001", last_used="A001"), "A002"),
        (Run("A001", last_used="A001", increment_by=10), "A011"),
        (Run("A001", "A002", last_used="A001"), "A002"),
        (Run("A001", "A002", last_used="A002"), None),
        (Run("A001", "A009", last_used="A005", increment_by=5), None),
        (Run("A01", "A99", last_used="A99"), None),  # A100 is longer than the end
        (Run("1", "10", last_used="9"), "10"),
        (Run("1", "10", last_used="10"), None),
        (Run("A01", last_used="A99"), "A100"),  # no end, so it may grow
        (Run("A99", last_used="A99"), None),  # as text, A100 is before A99 (NS-12)
        (Run("A001", last_used="B001"), None),  # other letters
        (Run("A010", last_used="A001"), None),  # below the start
        (Run("A010", last_used="A9"), None),  # shorter than the start
        (Run("A001", last_used="A" + "9" * 19), None),  # longer than a number is
        (Run("A001", last_used="A"), None),
        (Run("A"), None),
        (Run(""), None),
        (Run("A5", "A1"), None),
    ],
)
def test_the_number_that_comes_next(run, next_number):
    assert run.next == next_number
    assert run.is_open is (next_number is not None)


@pytest.mark.parametrize(
    ("run", "warned"),
    [
        (Run("A01", "A99", "A90"), [False, True, True]),
        (Run("A01", "A99"), [False, False, False]),
        (Run("A01", "", "A90"), [False, False, False]),
    ],
)
def test_a_number_near_the_end_calls_for_a_new_line(run, warned):
    assert [run.warns_of(code) for code in ("A89", "A90", "A91")] == warned


def test_a_run_is_kept_with_its_numbers_alike():
    entered = Run("A1", "A100", "A90", increment_by=2, last_used="A7")

    assert entered.as_entered() == Run("A001", "A100", "A090", 2, "A007")


def test_the_last_number_used_is_not_changed_by_a_new_format():
    before = Run("A1", "A9", last_used="A5")

    with pytest.raises(LastNumberWouldChange, match="A05") as refusal:
        Run("A1", "A10", last_used="A5").as_entered(before)

    assert refusal.value.field == "last_number_used"
    assert Run("A1", "A8", last_used="A5").as_entered(before).ending == "A8"
    assert Run("A1", "A10", last_used="A6").as_entered(before).last_used == "A06"


@pytest.mark.parametrize(
    ("run", "refusal", "field"),
    [
        (Run("A"), DigitMissing, "starting_number"),
        (Run("A1", "B"), DigitMissing, "ending_number"),
        (Run("A1", "A9", "C"), DigitMissing, "warning_number"),
        (Run("A1", last_used="D"), DigitMissing, "last_number_used"),
        (Run("A1", warning="A5"), EndingNumberMissing, "ending_number"),
        (Run("1" * 21), CodeTooLong, "starting_number"),
        (Run("ABCDEFGHIJKLM1", "A12345678"), CodeTooLong, "starting_number"),
    ],
)
def test_a_number_that_cannot_count_is_refused(run, refusal, field):
    with pytest.raises(refusal) as refused:
        run.as_entered()

    assert refused.value.field == field


@given(
    st.from_regex(r"[A-Z]{0,3}-?[0-9]{1,6}[A-Z]{0,3}", fullmatch=True),
    st.integers(1, 50),
)
def test_counting_goes_up_and_keeps_the_letters(code, by):
    after = incremented(code, by)

    assert len(after) >= len(code)
    assert [c for c in after if not c.isdigit()] == [c for c in code if not c.isdigit()]
    assert reaches(*padded(after, code))
