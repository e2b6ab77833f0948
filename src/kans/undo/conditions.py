"""What the condition of a constraint says of values that are not written yet."""

from __future__ import annotations

from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.expressions import Combinable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda value, wanted: bool(value == wanted),
    "exact": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "range": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "gte": ge,
    "lte": le,
    "gt": gt,
    "lt": lt,
}


def holds(condition: Any, values: Mapping[str, Any]) -> bool:
    """Whether a condition is true of a row; what is not understood is.

    The database has the last word on it.
    """
    if not isinstance(condition, Q):
        return _is(condition, values)
    told = [holds(part, values) for part in condition.children]
    match condition.connector:
        case Q.OR:
            found = any(told)
        case Q.XOR:
            found = sum(told) % 2 == 1
        case _:
            found = all(told)
    return found is not condition.negated


def _is(part: Any, values: Mapping[str, Any]) -> bool:
    if not isinstance(part, tuple) or isinstance(part[1], Combinable):
        return True
    name, _, lookup = part[0].partition("__")
    wanted = part[1]
    value = values.get(name, values.get(f"{name}_id"))
    if lookup == "isnull" or (wanted is None and not lookup):
        return (value is None) is (wanted is not False)
    return value is not None and LOOKUPS.get(lookup, _unknown)(value, wanted)


def _unknown(_value: Any, _wanted: Any) -> bool:
    return True


def names_in(condition: Any) -> Iterator[str]:
    """The columns that a condition asks about, with and without `_id`."""
    if isinstance(condition, Q):
        for part in condition.children:
            yield from names_in(part)
    elif isinstance(condition, tuple):
        name = condition[0].partition("__")[0]
        yield name
        yield f"{name}_id"
