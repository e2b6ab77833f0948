"""What may be typed as a filter, and what it lets pass."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.foundation.text.date_entry import DateNotUnderstood
from kans.foundation.text.numbers import NumberNotUnderstood, NumberTooLong
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
from kans.lists.rules.filter_syntax import FilterNotUnderstood, FilterTooLong
from kans.lists.rules.filters import FilterContext, Kind, parse

ANY, ONE = Wildcard.ANY, Wildcard.ONE
TODAY = date(2026, 11, 23)
WORK_DATE = date(2026, 12, 10)
CONTEXT = FilterContext(
    TODAY,
    WORK_DATE,
    "nl",
    choices={
        "Not Started": ("Niet gestart", "Not Started"),
        "In Progress": ("In behandeling", "In Progress"),
        "Won": ("Gewonnen", "Won"),
        "": ("Geen", "None"),
    },
    tokens={"%me": ("JO",), "%mycustomers": ("C1", "C2"), "%nobody": ()},
)


def text(typed):
    return parse(typed, Kind.TEXT, CONTEXT)


def number(typed):
    return parse(typed, Kind.NUMBER, CONTEXT)


def day(typed):
    return parse(typed, Kind.DATE, CONTEXT)


def choice(typed):
    return parse(typed, Kind.CHOICE, CONTEXT)


def boolean(typed):
    return parse(typed, Kind.BOOLEAN, CONTEXT)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("Café", Equals("cafe")),
        ("=Café", Equals("cafe")),
        ("@Café", Equals("cafe")),
        ("  two   words ", Equals("two words")),
        ("<>Café", Not(Equals("cafe"))),
        ("<>@café", Not(Equals("cafe"))),
        (">B", Greater("b")),
        (">=B", Range("b", None)),
        ("<B", Less("b")),
        ("<= B", Range(None, "b")),
        ("a..C", Range("a", "c")),
        ("a .. C", Range("a", "c")),
        ("..c", Range(None, "c")),
        ("a..", Range("a", None)),
        ("<>a..c", Not(Range("a", "c"))),
        ("a|b", AnyOf((Equals("a"), Equals("b")))),
        ("a | b|c", AnyOf((Equals("a"), Equals("b"), Equals("c")))),
        ("<>a&<>b", AllOf((Not(Equals("a")), Not(Equals("b"))))),
        ("a|>b&<c", AnyOf((Equals("a"), AllOf((Greater("b"), Less("c")))))),
        ("(a|>b)&<c", AllOf((AnyOf((Equals("a"), Greater("b"))), Less("c")))),
        ("((a))", Equals("a")),
        ("Win*", Like(("win", ANY))),
        ("*Wind*", Like((ANY, "wind", ANY))),
        ("W?nd", Like(("w", ONE, "nd"))),
        ("a * b", Like(("a ", ANY, " b"))),
        (" a *", Like(("a ", ANY))),
        ("**a***", Like((ANY, "a", ANY))),
        ("<>*a*", Not(Like((ANY, "a", ANY)))),
        ("?*", Like((ONE, ANY))),
        ("*", EVERYTHING),
        ("''", Blank("")),
        ("' '", Blank("")),
        ("=", Blank("")),
        ("<>", Not(Blank(""))),
        ("<>''", Not(Blank(""))),
        ("''|a", AnyOf((Blank(""), Equals("a")))),
        # Quoted, everything is a letter.
        ("'a|b'", Equals("a|b")),
        ("'A&B (C)=*?..'", Equals("a&b (c)=*?..")),
        ("'O''Brien'", Equals("o'brien")),
        ("''''", Equals("'")),
        ("'('|')'", AnyOf((Equals("("), Equals(")")))),
        ("'a*'*", Like(("a*", ANY))),
        ("*'a|b'*", Like((ANY, "a|b", ANY))),
        ("'a'..'b'", Range("a", "b")),
        ("<>'a&b'", Not(Equals("a&b"))),
        # An apostrophe that opens nothing is a letter too.
        ("O'Brien", Equals("o'brien")),
        ("'s-Hertogenbosch", Equals("'s-hertogenbosch")),
        (
            "'s-Gravenhage|'t Harde",
            AnyOf((Equals("'s-gravenhage"), Equals("'t harde"))),
        ),
        ("\u2019t Harde", Equals("'t harde")),
        # Parentheses inside a text belong to it.
        ("Acme (NL)", Equals("acme (nl)")),
        ("(Acme (NL)|b)", AnyOf((Equals("acme (nl)"), Equals("b")))),
        ("a<b=c", Equals("a<b=c")),
        ("e.a.", Equals("e.a.")),
        ("50%_\\", Equals("50%_\\")),
        # Words that stand for values.
        ("%me", Equals("jo")),
        ("<>%ME", Not(Equals("jo"))),
        ("%mycustomers", AnyOf((Equals("c1"), Equals("c2")))),
        ("%nobody", AnyOf(())),
        ("%other", Equals("%other")),
    ],
)
def test_filters_of_text(typed, means):
    assert text(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("5", Equals(Decimal(5))),
        ("1.234,50", Equals(Decimal("1234.50"))),
        ("1.000..2.000", Range(Decimal(1000), Decimal(2000))),
        ("-5..-1,5", Range(Decimal(-5), Decimal("-1.5"))),
        ("<>0", Not(Equals(Decimal(0)))),
        (">=10&<20", AllOf((Range(Decimal(10), None), Less(Decimal(20))))),
        ("''", Blank(Decimal(0))),
        ("<>''", Not(Blank(Decimal(0)))),
    ],
)
def test_filters_of_numbers(typed, means):
    assert number(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("v", Equals(TODAY)),
        ("w", Equals(WORK_DATE)),
        ("..t", Range(None, TODAY)),
        ("-1m..t", Range(date(2026, 11, 10), TODAY)),
        ("t-1m..t+1m", Range(date(2026, 10, 23), date(2026, 12, 23))),
        ("1.12.2026..", Range(date(2026, 12, 1), None)),
        ("<>23-11", Not(Equals(TODAY))),
        ("''", Blank(None)),
        # A month or a year is all its days.
        ("2026", Range(date(2026, 1, 1), date(2026, 12, 31))),
        ("<>2026", Not(Range(date(2026, 1, 1), date(2026, 12, 31)))),
        ("03-2026..2026-05", Range(date(2026, 3, 1), date(2026, 5, 31))),
        (">2026", Greater(date(2026, 12, 31))),
        (">=2026", Range(date(2026, 1, 1), None)),
        ("<2026", Less(date(2026, 1, 1))),
        ("<=2026", Range(None, date(2026, 12, 31))),
    ],
)
def test_filters_of_dates(typed, means):
    assert day(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("Gewonnen", Equals("Won")),
        ("won", Equals("Won")),
        ("WON|niet gestart", AnyOf((Equals("Won"), Equals("Not Started")))),
        ("<>won", Not(Equals("Won"))),
        ("*N", AnyOf((Equals("Won"), Blank("")))),
        ("In*", Equals("In Progress")),
        ("geen", Blank("")),
        ("''", Blank("")),
    ],
)
def test_filters_of_choices(typed, means):
    assert choice(typed) == means


def test_choices_that_are_stored_as_numbers():
    context = FilterContext(TODAY, WORK_DATE, choices={0: ("Low",), 2: ("High",)})

    assert parse("high", Kind.CHOICE, context) == Equals(2)
    assert parse("low", Kind.CHOICE, context) == Equals(0)
    assert parse("''", Kind.CHOICE, context) == Blank(None)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("ja", Equals(value=True)),
        ("Yes", Equals(value=True)),
        ("nee|y", AnyOf((Equals(value=False), Equals(value=True)))),
        ("<>no", Not(Equals(value=False))),
        ("''", Blank(stored=False)),
    ],
)
def test_filters_of_yes_and_no(typed, means):
    assert boolean(typed) == means


@pytest.mark.parametrize(
    ("read", "typed", "refusal", "example"),
    [
        *(
            (text, typed, FilterNotUnderstood, "Wind*|*solar*")
            for typed in (
                *("|", "a|", "|a", "a||b", "&", "a&", ">", "<=", "..", "<>..", "@"),
                *("(", ")", "()", "(a", "a)", "(a))", "(a)b", "a(", "Acme (a|b)"),
                *(">a..b", "a*..b", ">a*", "a..b..c", "(" * 20 + "a" + ")" * 20),
                *("a\x00b", "\ud800", "\ue000", "\x7f"),
            )
        ),
        (number, "x", NumberNotUnderstood, "1.234,50"),
        (number, "1|x", NumberNotUnderstood, "1.234,50"),
        (number, "1e400", NumberNotUnderstood, "1.234,50"),
        (number, "1" * 30, NumberTooLong, "at most 15"),
        (number, "1*", FilterNotUnderstood, "100..500 or >1000"),
        (number, "%me", NumberNotUnderstood, "1.234,50"),
        (day, "x", DateNotUnderstood, "23-11-2026"),
        (day, "<1M>", DateNotUnderstood, "23-11-2026"),
        (day, "2026*", FilterNotUnderstood, "t, ..t or 2026-03"),
        (day, "|", FilterNotUnderstood, "t, ..t or 2026-03"),
        (choice, "x", FilterNotUnderstood, "Niet gestart|In behandeling|Gewonnen"),
        (choice, "x*", FilterNotUnderstood, "Niet gestart|In behandeling|Gewonnen"),
        (choice, ">won", FilterNotUnderstood, "Niet gestart|In behandeling|Gewonnen"),
        (boolean, "maybe", FilterNotUnderstood, "yes|no"),
        (boolean, "yes..no", FilterNotUnderstood, "yes|no"),
    ],
)
def test_what_is_no_filter_is_refused_with_an_example(read, typed, refusal, example):
    with pytest.raises(refusal) as refused:
        read(typed)

    assert example in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("typed", ["a" * 501, "|".join("a" * 51), "&".join("a" * 51)])
def test_a_filter_has_a_size(typed):
    with pytest.raises(FilterTooLong):
        text(typed)


def test_a_long_filter_within_its_size_is_read():
    assert len(text("|".join("a" * 50)).of) == 50
    assert text("*a" * 250).pieces[:3] == (ANY, "a", ANY)


@pytest.mark.parametrize(
    ("typed", "passing"),
    [
        ("", ["", "anna", "ben", "van 't hek"]),
        ("''", [""]),
        ("<>''", ["anna", "ben", "van 't hek"]),
        ("anna", ["anna"]),
        ("<>anna", ["", "ben", "van 't hek"]),
        ("..ben", ["anna", "ben"]),
        ("<>..ben", ["", "van 't hek"]),
        ("b..", ["ben", "van 't hek"]),
        ("b..c|''", ["", "ben"]),
        ("*n*", ["anna", "ben", "van 't hek"]),
        ("<>*n", ["", "anna", "van 't hek"]),
        ("?en", ["ben"]),
        ("????", ["anna"]),
        ("*", ["", "anna", "ben", "van 't hek"]),
        ("*'t*", ["van 't hek"]),
        ("%nobody", []),
        ("<>%nobody", ["", "anna", "ben", "van 't hek"]),
    ],
)
def test_which_texts_pass(typed, passing):
    names = ["", "anna", "ben", "van 't hek"]

    assert [name for name in names if matches(text(typed), name)] == passing


@pytest.mark.parametrize(
    ("typed", "passing"),
    [
        ("0", [0]),
        ("''", [None, 0]),
        ("<>''", [-1, Decimal("1.5")]),
        ("..0", [-1, 0]),
        ("<>0", [None, -1, Decimal("1.5")]),
        (">1,4999999999", [Decimal("1.5")]),
    ],
)
def test_which_numbers_pass(typed, passing):
    numbers = [None, -1, 0, Decimal("1.5")]

    assert [n for n in numbers if matches(number(typed), n)] == passing


SYMBOLS = ["|", "&", "(", ")", "..", "<>", "<", ">", "=", "@", "*", "?", "'", "''", " "]
WORDS = ["a", "Café", "%me", "5", "1.234,5", "t", "v-1m", "2026", "won", "ja", "-", "+"]
TYPED = st.lists(st.sampled_from(SYMBOLS + WORDS), max_size=15).map("".join)


@given(TYPED | st.text(max_size=30), st.sampled_from(Kind))
def test_any_text_is_a_filter_or_refused(typed, kind):
    try:
        wanted = parse(typed, kind, CONTEXT)
    except DomainError as refusal:
        sentence = str(refusal)
        assert sentence.endswith(".")
        assert sentence.isprintable()
        return

    assert matches(wanted, None) is not matches(Not(wanted), None)


@given(st.text(st.characters(exclude_categories=["Cc", "Co", "Cs"]), max_size=100))
def test_any_text_can_be_found_by_quoting_it(name):
    wanted = text("'" + name.replace("'", "''") + "'")

    assert matches(wanted, normalised(name))
