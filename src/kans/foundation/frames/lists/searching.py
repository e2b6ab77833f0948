"""The search box: every word must begin a word somewhere in the fields (FLT-3)."""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from kans.foundation.frames.lists.columns import fields_along, key_of
from kans.foundation.rules.text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

PHRASE = re.compile(r'"([^"]+)"?|(\S+)')
MOST_WORDS = 8

# What a word begins after.
BEFORE_A_WORD = " -/.,&('@_"


def search_condition(
    model: type[models.Model], fields: Iterable[str], text: str
) -> Q:
    """The rows in which every word begins a word, and "a quoted phrase" stands."""
    paths = [searched_path(model, path) for path in fields]
    wanted = words(text)
    if not paths or not wanted:
        return Q()
    return reduce(and_, (_somewhere(paths, *word) for word in wanted))


def words(text: str) -> list[tuple[str, bool]]:
    """The words that were typed; and whether each is a quoted phrase."""
    found = (
        (normalised(phrase or word), bool(phrase))
        for phrase, word in PHRASE.findall(text)
    )
    return [(key, quoted) for key, quoted in found if key][:MOST_WORDS]


def searched_path(model: type[models.Model], path: str) -> str:
    """The key of a text field, or the field itself if it has none."""
    last = fields_along(model, path)[-1]
    key = key_of(last)
    if key is None:
        return path
    before, joint, _name = path.rpartition("__")
    return f"{before}{joint}{key.name}"


def _somewhere(paths: list[str], word: str, quoted: bool) -> Q:
    return reduce(or_, (_in(path, word, quoted) for path in paths))


def _in(path: str, word: str, quoted: bool) -> Q:
    has = Q(**{f"{path}__icontains": word})
    if quoted:
        return has
    begins = [Q(**{f"{path}__istartswith": word})]
    begins += [Q(**{f"{path}__icontains": b + word}) for b in BEFORE_A_WORD]
    return has & reduce(or_, begins)


