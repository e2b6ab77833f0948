"""Doing a verb to many records: each through its action, all undone as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from uuid6 import uuid7

from kans.foundation.actions.action import for_each
from kans.lists.bulk.judging import Groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from kans.lists.bulk.declared import Bulk, BulkVerb

AT_ONCE = 50  # more are done by the worker


@dataclass
class Report:
    """What became of the records: how many it was done to, and who refused."""

    done: int = 0
    refused: Groups = field(default_factory=lambda: Groups(names=AT_ONCE))


def run_at_once(
    bulk: Bulk, verb: BulkVerb, ids: Sequence[UUID], arguments: Mapping[str, Any]
) -> Report:
    """Do it now, as one change; a refused record leaves the others alone."""
    report = Report()
    records = list(bulk.read(ids))
    act = partial(act_on, verb, arguments)
    for refused in for_each(verb.action, act, records, batch=uuid7()):
        for row in refused:
            report.refused.add(row.row, row.error.refusals)
    report.done = len(records) - report.refused.count
    return report


def act_on(verb: BulkVerb, arguments: Mapping[str, Any], record: Any) -> None:
    verb.act(record, **arguments)
