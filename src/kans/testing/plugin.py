"""Gives each test run its own settings and database, before Django reads either.

Loaded by `-p` (pyproject.toml): a conftest.py would come too late.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kans.testing.migrated import migrate, migrated
from kans.testing.postgresql import CARELESS, PostgreSQLMissing, Server

if TYPE_CHECKING:
    from collections.abc import Generator

_KEPT = ("KANS_TEST_", "KANS_MAVEN_DATA", "KANS_KILLS")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare in the process that was started; its workers inherit what it set."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _prepare(early_config)
    return (yield)


def pytest_report_header() -> str:
    return f"database: {os.environ['KANS_DATABASE_URL'].partition(':')[0]}"


def _prepare(config: pytest.Config) -> None:
    for name in list(os.environ):
        if name.startswith("KANS_") and not name.startswith(_KEPT):
            del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="kans-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    (folder / "static").mkdir()
    os.environ |= {
        "KANS_DATA_DIR": str(folder),
        "KANS_DATABASE_URL": _database(config, folder),
        "KANS_LOCAL_ONLY": "1",
        "KANS_LOG_LEVEL": "WARNING",
        "KANS_SECRET_KEY": "for-tests-only",
    }


def _database(config: pytest.Config, folder: Path) -> str:
    """Return the address of a migrated database, of which each worker makes a copy."""
    match os.environ.get("KANS_TEST_DATABASE", "sqlite"):
        case "sqlite":
            shutil.copyfile(migrated("sqlite", _make_file), folder / "kans.sqlite3")
            return "sqlite:///kans.sqlite3"
        case "postgresql":
            try:
                server = Server(**CARELESS)
            except PostgreSQLMissing as missing:
                raise pytest.UsageError(str(missing)) from None
            config.add_cleanup(server.stop)
            server.start(copied_from=migrated("postgresql", _make_cluster))
            return server.url("kans")
    message = "KANS_TEST_DATABASE must be sqlite or postgresql."
    raise pytest.UsageError(message)


def _make_file(path: Path) -> None:
    migrate(f"sqlite:///{path.resolve()}", path.parent)


def _make_cluster(path: Path) -> None:
    server = Server(**CARELESS)
    try:
        server.start()
        server.create("kans")
        migrate(server.url("kans"), server.folder)
        server.keep(path)
    finally:
        server.stop()
