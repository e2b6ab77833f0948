"""The key by which text is compared, sorted and searched."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.strings import folded, normalised


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("CRONUS", "cronus"),
        ("Café Zürich", "cafe zurich"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Ærø", "aero"),
        ("Œuvre", "oeuvre"),
        ("Łódź", "lodz"),
        ("Đorđe", "dorde"),
        ("ĲSSELMEER", "ijsselmeer"),
        ("ijsselmeer", "ijsselmeer"),
        ("İstanbul", "istanbul"),
        ("Isparta \u0131s\u0131", "isparta isi"),
        ("\u2019s-Hertogenbosch", "'s-hertogenbosch"),
        ("  two\t\n lines\u00a0", "two lines"),
        ("한글", "한글"),
        ("東京", "東京"),
        ("50%_\\", "50%_\\"),
    ],
)
def test_what_text_is_compared_by(text, key):
    assert normalised(text) == key


def test_a_part_of_a_key_keeps_one_space_at_its_ends():
    assert folded("  Café  ") == " cafe "


def test_a_key_is_its_own_key_and_has_no_capital_of_the_alphabet():
    keys = {normalised(chr(code)) for code in range(sys.maxunicode + 1)}

    assert [key for key in keys if normalised(key) != key] == []
    assert [key for key in keys if any("A" <= letter <= "Z" for letter in key)] == []


@given(st.text())
def test_capitals_and_white_space_make_no_difference(text):
    assert normalised(f" {text.upper()}\n") == normalised(text.upper())
    assert normalised(normalised(text)) == normalised(text)
