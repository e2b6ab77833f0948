"""The bulk frame: what a list can do with many of its rows at once."""

from kans.lists.bulk.declared import Bulk, BulkVerb
from kans.lists.bulk.jobs import offer_in_bulk

__all__ = ["Bulk", "BulkVerb", "offer_in_bulk"]
