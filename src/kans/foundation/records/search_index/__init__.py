"""The index in which words are found: trigrams of the database's own.

Beside a table stands another, of the index's name, with one text for each row.
Triggers write it, so that whoever changes a row, in whatever way, cannot leave the
index behind.
"""

from kans.foundation.records.search_index.index import SearchIndex, search_index_of
from kans.foundation.records.search_index.postgresql import Trigrams, TrigramsMissing
from kans.foundation.records.search_index.text import BEFORE_A_WORD, in_index, is_exact

__all__ = [
    "BEFORE_A_WORD",
    "SearchIndex",
    "Trigrams",
    "TrigramsMissing",
    "in_index",
    "is_exact",
    "search_index_of",
]
