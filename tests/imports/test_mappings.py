"""How a mapping makes our fields of somebody's columns."""

from __future__ import annotations

import pytest

from kans.imports.rules.mapping import (
    ColumnMapping,
    ColumnMissing,
    FieldUnknown,
    MappingNotUnderstood,
    parse,
)

PRICES = [{"product": "GTX Pro", "price": "4821"}, {"product": "MG", "price": "55"}]


def mapped(document, row):
    return parse(document, {"prices.csv": PRICES}).apply(row)


@pytest.mark.parametrize(
    ("document", "row", "fields"),
    [
        ({"columns": {"name": "account"}}, {"account": " Betatech "}, "Betatech"),
        ({"columns": {"name": "{a}-{b}"}}, {"a": "1", "b": "2"}, "1-2"),
        (
            {"columns": {"name": "stage"}, "values": {"name": {"Won": "won"}}},
            {"stage": "Won"},
            "won",
        ),
        (
            {"columns": {"name": "stage"}, "values": {"name": {"Won": "W", "*": ""}}},
            {"stage": "Engaging"},
            "",
        ),
        ({"columns": {"name": "a"}, "defaults": {"name": "x"}}, {"a": ""}, "x"),
        ({"columns": {"name": "a"}, "defaults": {"name": "x"}}, {"a": "0.00"}, "x"),
        ({"columns": {"name": "a"}, "defaults": {"name": "x"}}, {"a": "10"}, "10"),
    ],
)
def test_what_becomes_of_one_field(document, row, fields):
    assert mapped(document, row)["name"] == fields


LOOKED_UP = {
    "columns": {"value": "amount"},
    "values": {"product": {"GTXPro": "GTX Pro"}},
    "lookup": {
        "value": {
            "file": "prices.csv",
            "by": "product",
            "key": "product",
            "value": "price",
        }
    },
    "defaults": {"value": "1"},
}


@pytest.mark.parametrize(
    ("amount", "product", "value"),
    [
        ("4514", "GTXPro", "4514"),
        ("", "GTXPro", "4821"),  # misspelt in the one file, looked up in the other
        ("0", "MG", "55"),
        ("", "unheard of", "1"),  # then the default
    ],
)
def test_a_blank_or_zero_value_is_looked_up(amount, product, value):
    row = {"amount": amount, "product": product}

    assert mapped(LOOKED_UP, row) == {"value": value}


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"colums": {}}, r"\[colums\] is no section"),
        ({"columns": "name"}, "columns is not a section"),
        ({"values": {"name": "x"}}, "name is not a section"),
        ({"lookup": {"value": {"file": "prices.csv"}}}, "lookup.value lacks by"),
        (
            {
                "lookup": {
                    "value": {
                        "file": "prices.csv",
                        "by": "a",
                        "key": "sku",
                        "value": "price",
                    }
                }
            },
            "prices.csv has no column sku",
        ),
    ],
)
def test_a_mapping_that_is_wrong_says_where(document, why):
    with pytest.raises(MappingNotUnderstood, match=why):
        parse(document, {"prices.csv": PRICES})


def test_braces_in_the_name_of_a_column_are_a_template_only_in_a_mapping():
    row = {"Name {EUR}": "Betatech", "EUR": "9"}
    columns = {"name": "Name {EUR}"}

    assert ColumnMapping(columns).apply(row) == {"name": "Betatech"}
    assert parse({"columns": columns}, {}).apply(row) == {"name": "Name 9"}
    ColumnMapping(columns).must_fit(row, ["name"])


def test_a_mapping_must_fit_the_file_and_the_fields():
    with pytest.raises(ColumnMissing, match=r"no column acount.*It has: account"):
        ColumnMapping({"name": "acount"}).must_fit(["account"], ["name"])
    with pytest.raises(FieldUnknown, match="no field nmae"):
        ColumnMapping({"nmae": "account"}).must_fit(["account"], ["name"])
    with pytest.raises(ColumnMissing, match="no column b"):
        parse({"columns": {"name": "{a} {b}"}}, {}).must_fit(["a"], ["name"])


def test_without_a_mapping_columns_bear_the_names_of_fields():
    mapping = ColumnMapping.same_names(["name", "colour"], ["name", "number"])

    assert mapping.apply({"name": "Betatech", "colour": "red"}) == {"name": "Betatech"}
