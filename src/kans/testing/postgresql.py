"""A PostgreSQL server of one's own: started in a moment, gone without a trace."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote


class PostgreSQLMissing(Exception):
    """The server's programs are not on this machine."""

    def __str__(self) -> str:
        return (
            "PostgreSQL's server is not installed: "
            "install it with “apt-get install postgresql”."
        )


# For tests: nothing needs to survive a power cut.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """A server in a temporary folder, reached through a socket there, not a port."""

    def __init__(self, **settings: str) -> None:
        self._settings = settings
        self._programs = _programs()
        self._owner = _owner()
        self.folder = Path(tempfile.mkdtemp(prefix="kans-postgresql-"))
        if self._owner:
            shutil.chown(self.folder, self._owner)
        self._data = self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql://postgres@{quote(str(self.folder), safe='')}/{database}"

    def start(self, copied_from: Path | None = None) -> None:
        """Start with nothing, or with what another server kept."""
        if copied_from:
            subprocess.run(["cp", "-a", copied_from, self._data], check=True)
        else:
            self._make()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            **self._settings,
        }
        with (self._data / "postgresql.auto.conf").open("a") as configuration:
            configuration.writelines(f"{k} = '{v}'\n" for k, v in settings.items())
        self.resume()

    def resume(self) -> None:
        self._control("start", "--log", str(self.folder / "log"))

    def create(self, database: str) -> None:
        at = ("--host", str(self.folder), "--username", "postgres")
        self._run("createdb", *at, database)

    def keep(self, path: Path) -> None:
        """Stop, and put all it holds there: another server may start with a copy."""
        self._control("stop", "--mode", "fast")
        shutil.move(self._data, path)

    def pause(self) -> None:
        """Stop at once, as after a crash; `resume` starts it with what it holds."""
        self._control("stop", "--mode", "immediate")

    def stop(self) -> None:
        """Stop at once; whatever it held is thrown away."""
        if (self._data / "postmaster.pid").exists():
            self._control("stop", "--mode", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self) -> None:
        self._run(
            "initdb",
            *("--pgdata", str(self._data), "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )

    def _control(self, verb: str, *options: str) -> None:
        self._run("pg_ctl", verb, "--pgdata", str(self._data), "--wait", *options)

    def _run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root, so root runs it as somebody else.
        somebody: dict[str, Any] = (
            {"user": self._owner, "group": self._owner, "extra_groups": []}
            if self._owner
            else {}
        )
        with (self.folder / "output").open("ab") as output:
            subprocess.run(
                [str(self._programs / program), *arguments],
                check=True,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **somebody,
            )


def _programs() -> Path:
    """Return the folder of the newest server: Debian keeps it off the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise PostgreSQLMissing
    return newest.parent


def _owner() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
