"""Kinds of jobs that tests let run: each row makes one salesperson."""

from __future__ import annotations

import os
import time
from pathlib import Path

from kans.foundation.actions.action import for_each
from kans.foundation.jobs import JobKind, job_kind
from kans.team.actions import create_salesperson

CHUNK = 5


class Broken(RuntimeError):
    """A defect in a step."""


@job_kind
class HireSalespeople(JobKind):
    """Makes salespeople S0, S1, … and those named in `codes`, five at a time."""

    name = "test_hire"
    caption = "Hire Salespeople"
    permission = "team.create_salesperson"
    counted = {"hired": "Hired"}

    def total(self, arguments):
        return arguments["rows"]

    def step(self, arguments, cursor, progress):
        at = cursor or 0
        rows = list(range(at, min(at + CHUNK, arguments["rows"])))
        time.sleep(arguments.get("seconds", 0))
        for refused in for_each("hire", self.hire_with(arguments), rows):
            for row, error in ((r.row, r.error) for r in refused):
                progress.refuse(f"{arguments.get('prefix', 'S')}{row}", error, line=row)
                progress.count("hired", -1)
        progress.count("hired", len(rows))
        progress.done += len(rows)
        if at == arguments.get("breaks_at"):
            raise Broken
        if at == arguments.get("dies_at"):
            os._exit(9)
        at += CHUNK
        return at if at < arguments["rows"] else None

    @staticmethod
    def hire_with(arguments):
        return lambda row: create_salesperson(
            code=""
            if row in arguments.get("nameless", ())
            else f"{arguments.get('prefix', 'S')}{row}"
        )


def never(*_args, **_options):
    """What somebody says who was asked and is silent."""
    time.sleep(3600)


def a_file(*_args):
    """A file that is there."""
    return Path(__file__)
