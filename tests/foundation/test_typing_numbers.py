"""Reading a number as the user's language writes it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.errors import DomainError
from kans.foundation.text.numbers import NumberNotUnderstood, NumberTooLong, read_number


@pytest.mark.parametrize(
    ("typed", "in_dutch", "in_english"),
    [
        ("0", "0", "0"),
        ("1234", "1234", "1234"),
        (" -5 ", "-5", "-5"),
        ("+5", "5", "5"),
        ("007", "7", "7"),
        # Where the languages differ, each has its own way ...
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("1.234.567", "1234567", "1234567"),
        # ... and where only one reading is possible, it is that.
        ("1.234,50", "1234.50", "1234.50"),
        ("1,234.50", "1234.50", "1234.50"),
        ("1234,5", "1234.5", "1234.5"),
        ("1234.5", "1234.5", "1234.5"),
        ("1234.567", "1234.567", "1234.567"),
        ("1.5", "1.5", "1.5"),
        ("0.125", "0.125", "0.125"),
        ("0,125", "0.125", "0.125"),
        (",5", "0.5", "0.5"),
        ("5.", "5", "5"),
        ("-1.000.000,25", "-1000000.25", "-1000000.25"),
    ],
)
def test_how_numbers_are_read(typed, in_dutch, in_english):
    assert read_number(typed, "nl") == Decimal(in_dutch)
    assert (
        read_number(typed, "en") == read_number(typed, "en-us") == Decimal(in_english)
    )


@pytest.mark.parametrize(
    "typed",
    [
        *("", "-", ".", ",", "x", "10k", "1.5m", "1e400", "NaN", "Infinity", "1_000"),
        *("1.23.456", "12.34,5,6", "1.234.56", "1,2.3", "--1", "1-", "€ 5", "5 %"),
        *("\u0661", "²", "\x00", "1 000"),
    ],
)
@pytest.mark.parametrize(
    ("language", "example"), [("nl", r"1\.234,50"), ("en", r"1,234\.50")]
)
def test_what_is_no_number_is_refused_with_an_example(typed, language, example):
    with pytest.raises(NumberNotUnderstood, match=example):
        read_number(typed, language)


@pytest.mark.parametrize("typed", ["1" * 16, "1" * 10_000, "0." + "1" * 11])
def test_a_number_has_so_many_digits_at_most(typed):
    with pytest.raises(NumberTooLong):
        read_number(typed, "en")


def test_noughts_in_front_do_not_count():
    assert read_number("0" * 100 + "1", "en") == 1


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=2), st.sampled_from(["en", "nl"]))
def test_a_number_is_read_as_it_is_written(number, language):
    english = f"{number:,.2f}"
    dutch = english.translate(str.maketrans(".,", ",."))

    assert read_number(english, language) == read_number(dutch, language) == number


@given(st.text("0123456789.,+- eE"), st.sampled_from(["en", "nl"]))
def test_any_text_is_a_number_or_refused(text, language):
    with suppress(DomainError):
        assert abs(read_number(text, language)) < 10**15
