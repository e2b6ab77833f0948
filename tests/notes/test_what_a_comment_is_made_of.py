"""A comment is plain text, in which links lead away safely and mentions stand out."""

from __future__ import annotations

from uuid import UUID

import pytest

from kans.foundation.acting.colleagues import Colleague
from kans.notes.rules.mentions import composed, mentions_in
from kans.notes.rules.remarks import pieces_of

BEN = Colleague(UUID(int=1), "Ben Visser", "ben@cronus.example")
ZOE = Colleague(UUID(int=2), "Zoë de Vries", "zoe@cronus.example")
ANN = Colleague(UUID(int=3), "Ann", "ann@cronus.example")
ANN_SMIT = Colleague(UUID(int=4), "Ann Smit", "smit@cronus.example")
BEN_TOO = Colleague(UUID(int=5), "Ben Bakker", "bakker@cronus.example")
PEOPLE = [BEN, ZOE, ANN, ANN_SMIT]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ask @Ben Visser first.", [(BEN, "Ben Visser")]),
        ("@ben visser, call them", [(BEN, "ben visser")]),
        ("(@Ben Visser)", [(BEN, "Ben Visser")]),
        ("@Ben, and @Zoë de Vries!", [(BEN, "Ben"), (ZOE, "Zoë de Vries")]),
        ("@Zoe de Vries", [(ZOE, "Zoe de Vries")]),
        ("It is @Ben's.", [(BEN, "Ben")]),
        ("@Ann", [(ANN, "Ann")]),
        ("@Ann Smit knows", [(ANN_SMIT, "Ann Smit")]),
        ("@Ann knows", [(ANN, "Ann")]),
        ("@BEN@cronus.example.", [(BEN, "BEN@cronus.example")]),
        ("@Ben Visser and again @Ben", [(BEN, "Ben Visser")]),
        ("Mail ben@cronus.example", []),
        ("5 @ 100", []),
        ("@Ben\nVisser", [(BEN, "Ben")]),
    ],
)
def test_who_is_meant_by_an_at(text, meant):
    found = mentions_in(text, PEOPLE)

    assert [(each.id, each.written) for each in found.named] == [
        (who.id, written) for who, written in meant
    ]
    assert (found.unclear, found.unknown) == ((), ())


def test_a_name_that_several_have_means_nobody():
    found = mentions_in("@Ben, @Ben Bakker", [*PEOPLE, BEN_TOO])

    assert [each.id for each in found.named] == [BEN_TOO.id]
    assert found.unclear == ("Ben",)


def test_a_name_that_nobody_has_is_pointed_out():
    assert mentions_in("@Bne please", PEOPLE).unknown == ("Bne",)


def links(text):
    return [piece.href for piece in pieces_of(text, {}) if piece.href]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://kans.example/a?b=1&c=2.", ["https://kans.example/a?b=1&c=2"]),
        ("(http://kans.example/a_(b))", ["http://kans.example/a_(b)"]),
        ("mailto:jo@kans.example", ["mailto:jo@kans.example"]),
        ("Write jo@kans.example, please", ["mailto:jo@kans.example"]),
        ("javascript:alert(1)", []),
        ("JaVaScRiPt://kans.example/%0aalert(1)", []),
        ("data:text/html,<script>", []),
        ("file:///etc/passwd", []),
        ("vbscript:x ftp://x.example", []),
        ('https://x.example/"onclick=alert(1)', ["https://x.example/"]),
        ("https://x.example/<b>", ["https://x.example/"]),
    ],
)
def test_only_pages_and_addresses_become_links(text, found):
    assert links(text) == found


def test_the_pieces_are_the_text():
    text = "Ask @Ben Visser, see https://kans.example, or jo@kans.example.\n\nBye"

    pieces = list(pieces_of(text, {"Ben Visser": "Ben de Boer"}))

    assert "".join(piece.text for piece in pieces) == text
    assert [p.text for p in pieces if p.mentions == "Ben de Boer"] == ["@Ben Visser"]


def test_a_mention_is_not_part_of_a_longer_name():
    pieces = pieces_of("@Benjamin and x@Ben", {"Ben": "Ben"})

    assert not any(piece.mentions for piece in pieces)


@pytest.mark.parametrize(
    ("name", "text"),
    [("Sara", "@Sara look, @\u017fara"), ("İo", "@İo, @io and @\u0131o")],
)
def test_letters_that_only_look_alike_hurt_nobody(name, text):
    pieces = list(pieces_of(text, {name: "Now"}))

    assert "".join(piece.text for piece in pieces) == text
    assert pieces[0].mentions == "Now"


def test_a_long_text_is_taken_apart_at_once():
    for hostile in ("a" * 4000, "@" * 4000, "a.a." * 1000, "https://" * 500):
        assert "".join(p.text for p in pieces_of(hostile, {"a": "A"})) == hostile
        mentions_in(hostile, PEOPLE)


def test_lines_end_in_one_way_and_no_sign_is_unseen():
    assert composed("a\r\nb\rc\x00\x07d\te") == "a\nb\ncd\te"
