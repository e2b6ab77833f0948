"""What happens to an installation: made by the old version, updated by the guide."""

import fcntl
import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from kans.site.migrating import NUMBER
from tests.ground.updating.guide import commands
from tests.ground.updating.installation import PATIENCE, Installation, Visitor
from tests.ground.updating.pages import pages_seen
from tests.ground.updating.rows import all_rows
from tests.mail_server import Post

CHECKOUT = Path(__file__).resolve().parents[3]
UV = Path(sys.executable).with_name("uv")
FILLING = Path(__file__).with_name("filling.py")
WAITS = "Somebody else migrates this database: waiting …"


@dataclass
class Story:
    """An installation that is made by the old version, and then updated."""

    kans: Installation
    backup: Path
    post: Post = field(default_factory=Post)
    made: dict = field(default_factory=dict)  # what the old version left
    anna: Visitor | None = None  # signed in since then
    pages: dict = field(default_factory=dict)  # as they looked then
    granted: dict = field(default_factory=dict)  # as Tess saw them
    rows: dict = field(default_factory=dict)
    updated_rows: dict = field(default_factory=dict)
    said: list = field(default_factory=list)  # by those who migrated

    @property
    def url(self):
        return self.kans.environment["KANS_DATABASE_URL"]

    @property
    def database(self):
        return self.url.partition(":")[0]

    def run(self, block):
        """Run a block of the guide, with the places of this installation."""
        for ours, theirs in {
            "make dist": f"{CHECKOUT}/scripts/dist.sh {self.kans.folder}/dist",
            "/opt/kans": str(self.kans.venv),
            "/var/lib/kans": str(self.kans.data),
            "/backup": str(self.backup),
            "postgresql://kans@host/kans": self.url,
        }.items():
            block = block.replace(ours, theirs)
        return self.kans.run(block)

    def use(self, url):
        """Name another database in the settings."""
        self.kans.environment["KANS_DATABASE_URL"] = url

    def signed_in(self, email, password):
        return Visitor(self.kans.port).sign_in(email, password)


def install_old(story, old_checkout):
    """Install it as the guide says, with packages that lie at hand already."""
    venv = story.kans.venv
    (wheel,) = (old_checkout / "dist").glob("*.whl")
    story.kans.run(
        f"install() {{ {UV} pip install --quiet --python {venv}/bin/python $*; }}\n"
        f"install --require-hashes -r {old_checkout}/requirements/app.txt\n"
        f"install --no-deps {wheel}\n"
    )


def fill(story):
    """Make the demo company and more, and look at all of it."""
    kans = story.kans
    kans.kans("migrate", "--verbosity", "0")
    said = kans.kans("demo", "--yes")
    password = said.partition("with password ")[2].split()[0]
    run_it = (
        f"from runpy import run_path; run_path({str(FILLING)!r}, run_name='__main__')"
    )
    told = kans.kans("shell", "--verbosity", "0", "--command", run_it)
    story.made = json.loads(told.splitlines()[-1])
    kans.serve("--no-jobs")
    story.anna = story.signed_in("anna@kans.example", password)
    story.pages = pages_seen(story.anna, story.made)
    story.granted = pages_seen(story.signed_in(*story.made["teller"]), story.made)


def update(story):
    stop, install, migrate, start = commands("Updating")
    assert (stop, start) == ("systemctl stop kans\n", "systemctl start kans\n")
    story.kans.stop()
    for block in commands("Backing up", story.database):
        story.run(block)
    story.rows = all_rows(story.url)
    story.run(install)
    story.said = migrated_by_two(story, migrate)
    story.updated_rows = all_rows(story.url)
    story.kans.serve("--no-jobs")


def migrated_by_two(story, block):
    """What two hosts say that migrate at once; a third one keeps them for a while."""
    assert block.endswith("kans migrate\n")
    with kept_from_migrating(story):
        hosts = [story.kans.started("migrate") for _ in range(2)]
        waiting = [host.stdout.readline() for host in hosts]
    assert waiting == [f"{WAITS}\n"] * 2
    said = [host.communicate(timeout=PATIENCE)[0] for host in hosts]
    assert [host.returncode for host in hosts] == [0, 0]
    return said


@contextmanager
def kept_from_migrating(story):
    if story.database == "sqlite":
        with (story.kans.data / "kans.sqlite3.migrating").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with psycopg.connect(story.url) as database:
        database.execute("SELECT pg_advisory_lock(%s::bigint)", [NUMBER])
        yield
