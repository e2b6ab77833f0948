"""`kans worker`, knowing the kinds of jobs of the tests: a process of its own.

It is forked off one that has loaded everything and opened nothing: many of them can
be started, and killed, in little time.
"""

from __future__ import annotations

import multiprocessing
import os
from contextlib import contextmanager
from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.db import connection

LOADED = ["tests.jobs.loaded"]


def work(constants):
    for path, value in constants.items():
        module, _, name = path.rpartition(".")
        setattr(import_module(module), name, value)
    call_command("worker")


@contextmanager
def a_worker(**constants):
    """A worker on the database of the test; killed at the end, if it still lives.

    Constants of modules may be other ones there: `**{"kans.imports.jobs.CHUNK": 5}`.
    """
    assert apps.ready
    os.environ |= {"KANS_DATABASE_URL": database(), "KANS_LOG_LEVEL": "ERROR"}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    worker = context.Process(target=work, args=(constants,))
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()
        worker.join()


def database():
    """The address of the database that the test works on."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["KANS_DATABASE_URL"].rpartition("/")[0] + f"/{name}"
