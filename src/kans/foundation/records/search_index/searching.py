"""The search box: every word must begin a word somewhere in the fields (FLT-3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from kans.foundation.records.fields import fields_along, text_key_of
from kans.foundation.records.search_index.index import search_index_of
from kans.foundation.records.search_index.text import BEFORE_A_WORD, in_index, is_exact
from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from kans.foundation.records.search_index.index import SearchIndex

PHRASE = re.compile(r'"([^"]+)"?|(\S+)')
MOST_WORDS = 8
BEYOND = "\U0010ffff"  # sorts after every letter


@dataclass(frozen=True)
class Searched:
    """A field that is searched: through its stored key, or else as it is."""

    path: str
    is_key: bool

    def begins(self, text: str) -> Q:
        lookup = "startswith" if self.is_key else "istartswith"
        return Q(**{f"{self.path}__{lookup}": text})

    def has(self, text: str) -> Q:
        lookup = "contains" if self.is_key else "icontains"
        return Q(**{f"{self.path}__{lookup}": text})

    def has_word(self, start: str) -> Q:
        """A word that begins so. Most rows already fail the first condition."""
        anywhere = (self.has(before + start) for before in BEFORE_A_WORD)
        return self.has(start) & reduce(or_, anywhere, self.begins(start))


def search_condition(
    model: type[models.Model], fields: Iterable[str], text: str, *, of_few: bool = False
) -> Q:
    """The rows in which every word begins a word, and "a quoted phrase" stands.

    Of few rows, known otherwise, it is judged without looking in the index.
    """
    searched = [searched_field(model, path) for path in fields]
    wanted = words(text)
    if not searched or not wanted:
        return Q()
    index = _index_of(model, searched)
    if index is None:
        return reduce(and_, (_somewhere(searched, *word) for word in wanted))
    texts = [in_index(*word) for word in wanted]
    found = index.says(texts) if of_few else index.in_which_stand(texts)
    unsure = [word for word in wanted if not is_exact(word[0])]
    return reduce(and_, (_somewhere(searched, *word) for word in unsure), found)


def beginning_with(
    rows: models.QuerySet[Any], path: str, text: str
) -> models.QuerySet[Any]:
    """The rows of which a field begins so, in the order of an index on its key."""
    field = searched_field(rows.model, path)
    if not field.is_key:
        return rows.filter(field.begins(text)).order_by(path, "pk")
    key = normalised(text)
    reach = {f"{field.path}__gte": key, f"{field.path}__lt": key + BEYOND}
    return rows.filter(**reach).order_by(field.path, "pk")


def _index_of(
    model: type[models.Model], searched: list[Searched]
) -> SearchIndex | None:
    """The index that knows just these fields, if the model has one."""
    index = search_index_of(model)
    fields = {field.path for field in searched}
    return index if index and index.keys() == fields else None


def words(text: str) -> list[tuple[str, bool]]:
    """The words that were typed; and whether each is a quoted phrase."""
    found = (
        (normalised(phrase or word), bool(phrase))
        for phrase, word in PHRASE.findall(text)
    )
    return [(key, quoted) for key, quoted in found if key][:MOST_WORDS]


def searched_field(model: type[models.Model], path: str) -> Searched:
    last = fields_along(model, path)[-1]
    key = text_key_of(last)
    if key is None:
        return Searched(path, is_key=False)
    before, joint, _name = path.rpartition("__")
    return Searched(f"{before}{joint}{key.name}", is_key=True)


def _somewhere(searched: list[Searched], word: str, quoted: bool) -> Q:
    found = (f.has(word) if quoted else f.has_word(word) for f in searched)
    return reduce(or_, found)
