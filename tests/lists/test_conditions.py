"""Conditions on several columns: how they stand in an address, and what they find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kans.foundation.errors import DomainError
from kans.lists.frame.columns import Column, bind
from kans.lists.frame.filters import judge, wanted_of
from kans.lists.rules.conditions import (
    OFFERED,
    Asked,
    Condition,
    Group,
    How,
    read_conditions,
)
from kans.lists.rules.filter_parts import matches
from kans.lists.rules.filters import Kind
from tests.lists.test_filtering import KINDS, NAMES, in_a_database, rows

assert rows  # a fixture


class TestTheAddress:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("status-is:WON", "status-is:WON"),
            ("all(status-is:WON)", "status-is:WON"),
            ("any(a-is:1,b:>2|3)", "any(a-is:1,b:>2|3)"),
            ("all(a.b-blank,any(c-from:1,d-filled))",) * 2,
            ("a-has:x~,y~(z~)~~", "a-has:x~,y~(z~)~~"),
            ("", ""),
        ],
    )
    def test_is_short_and_says_the_same_again(self, text, said):
        assert str(read_conditions(text)) == said

    def test_signs_of_its_own_may_stand_in_a_value(self):
        found = read_conditions("a-has:x~,~(~)~~")

        assert found.of == (Condition("a", Asked.HAS, "x,()~"),)

    @pytest.mark.parametrize(
        "text",
        [
            "(", "any(", "any()", "status", "status-is", "status-blank:x", "a-much:1",
            "a:1)", "a:1,b:2", "any(a:1,all(b:2,any(c:3)))", "a:" + "x" * 5000,
            "any(" + ",".join(["a:1"] * 51) + ")", "A-is:1", "~",
        ],
    )  # fmt: skip
    def test_what_is_no_condition_is_refused(self, text):
        with pytest.raises(DomainError):
            read_conditions(text)

    @given(st.text(alphabet="anyl(),:-~ .xé\0", max_size=30))
    def test_any_text_is_read_or_refused(self, text):
        try:
            group = read_conditions(text)
        except DomainError:
            return
        assert str(read_conditions(str(group))) == str(group)


conditions = st.builds(
    Condition, st.sampled_from(["a", "b.c"]), st.sampled_from(Asked), st.text("a,()~:-")
).map(lambda c: c if c.asked.takes_text else Condition(c.column, c.asked))
hows = st.sampled_from(How)
inner = st.lists(conditions, min_size=2, max_size=3).map(tuple)
groups = st.builds(
    Group,
    hows,
    st.lists(conditions | st.builds(Group, hows, inner), min_size=2, max_size=4).map(
        tuple
    ),
)


@given(groups)
def test_what_is_written_is_read_again(group):
    assert read_conditions(str(group)) == group


# What they find, held against an oracle ------------------------------------------

PATHS = {path.removesuffix("_key"): kind for path, kind in KINDS.items()}
TYPED = {
    Kind.TEXT: [*NAMES, "a", "a*", "%", "'"],
    Kind.NUMBER: ["0", "1", "-1.5", "0.1", "12.20", "5000", "much"],
    Kind.DATE: ["2026-03-01", "2026-02-28", "t", "w", "2026", "never"],
    Kind.CHOICE: ["0", "1", "3"],
    Kind.BOOLEAN: ["yes", "no"],
}


def some_condition(column):
    kind = PATHS[column]
    typed = st.sampled_from(TYPED[kind])
    return st.builds(
        Condition, st.just(column), st.sampled_from(OFFERED[kind]), typed
    ).map(lambda c: c if c.asked.takes_text else Condition(c.column, c.asked))


some = st.sampled_from(sorted(PATHS)).flatmap(some_condition)
trees = st.builds(
    Group,
    hows,
    st.lists(
        some
        | st.builds(Group, hows, st.lists(some, min_size=1, max_size=3).map(tuple)),
        min_size=1,
        max_size=3,
    ).map(tuple),
)


def passes(part, row, columns):
    """Slow and obvious: each condition for itself, then all or any."""
    if isinstance(part, Group):
        each = [passes(one, row, columns) for one in part.of]
        return all(each) if part.how is How.ALL else any(each)
    column = columns[part.column]
    value = row[column.key_path if column.kind.is_text else column.value_path]
    asked = part.asked
    if column.chosen_from and asked in {Asked.IS, Asked.NOT}:
        found = matches(wanted_of(column, (part.text,)), value)
        return found is (asked is Asked.IS)
    return matches(wanted_of(column, (part.as_filter,)), value)


@pytest.mark.django_db
def test_a_database_finds_what_the_conditions_let_pass(rows, ann):
    columns = {
        path.replace("__", "."): bind(Column(path), rows.model) for path in PATHS
    }
    paths = {path for c in columns.values() for path in (c.value_path, c.key_path)}
    held = list(rows.order_by("pk").values("pk", *paths))

    @in_a_database
    @given(trees)
    def agrees(tree):
        named = _named(tree)
        judged = judge(str(named), columns)
        if judged.refused:
            return
        found = judged.passing.of(rows.all()).values_list("pk", flat=True)
        expected = [row["pk"] for row in held if passes(named, row, columns)]
        assert sorted(found) == expected

    agrees()


def _named(part):
    """With columns as an address calls them."""
    if isinstance(part, Group):
        return Group(part.how, tuple(_named(each) for each in part.of))
    return Condition(part.column.replace("__", "."), part.asked, part.text)
