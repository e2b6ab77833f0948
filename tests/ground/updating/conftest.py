"""Kans as the old version left it, and as its update left it."""

import filecmp
import shutil
import subprocess
import sys
from contextlib import contextmanager

import psycopg
import pytest
from aiosmtpd.controller import Controller

from kans.testing.postgresql import CARELESS, Server
from tests.ground.test_the_database_away import free_port
from tests.ground.updating.installation import Installation
from tests.ground.updating.story import (
    CHECKOUT,
    UV,
    Story,
    fill,
    install_old,
    update,
)
from tests.mail_server import Post

OLD = "e5b314a"


@pytest.fixture(scope="session")
def old_checkout(tmp_path_factory):
    """The source of the old version, with the packages of ours to build it."""
    there = ["git", "-C", CHECKOUT, "cat-file", "-e", f"{OLD}^{{commit}}"]
    if subprocess.run(there, capture_output=True, check=False).returncode:
        pytest.skip(f"The history lacks {OLD}: this is a shallow clone, or no clone.")
    folder = tmp_path_factory.mktemp("old")
    archive = subprocess.run(
        ["git", "-C", CHECKOUT, "archive", OLD], capture_output=True, check=True
    )
    subprocess.run(["tar", "-x"], input=archive.stdout, cwd=folder, check=True)
    (folder / ".venv").symlink_to(CHECKOUT / ".venv")
    lock = "frontend/package-lock.json"
    if filecmp.cmp(folder / lock, CHECKOUT / lock):
        modules = "frontend/node_modules"
        (folder / modules).symlink_to(CHECKOUT / modules)
    subprocess.run([folder / "scripts/dist.sh", folder / "dist"], check=True)
    return folder


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def story(request, old_checkout, tmp_path_factory):
    """The whole of it: installed, filled, updated as the guide says, and served."""
    folder = tmp_path_factory.mktemp(request.param)
    with a_database(request.param, folder) as ours, a_post() as (post, port):
        kans = Installation(
            folder,
            folder / "venv",
            free_port(),
            **ours,
            KANS_EMAIL_URL=f"smtp://127.0.0.1:{port}",
        )
        story = Story(kans, folder / "backup", post)
        story.backup.mkdir()
        story.kans.run(f"{UV} venv --quiet --seed -p {sys.executable} {kans.venv}")
        # The wheel of before lies where the new one is built.
        shutil.copytree(old_checkout / "dist", folder / "dist")
        shutil.copytree(CHECKOUT / "requirements", folder / "requirements")
        try:
            install_old(story, old_checkout)
            fill(story)
            update(story)
            yield story
        finally:
            kans.stop()


@contextmanager
def a_database(kind, folder):
    """Yield how to reach it; of PostgreSQL, Kans is no superuser, but who types is."""
    if kind == "sqlite":
        yield {"KANS_DATABASE_URL": f"sqlite:///{folder}/data/kans.sqlite3"}
        return
    server = Server(**CARELESS)
    server.start()
    try:
        server.create("kans")
        with psycopg.connect(server.url("kans")) as database:
            database.execute("CREATE ROLE kans LOGIN")
            database.execute("ALTER DATABASE kans OWNER TO kans")
        url = server.url("kans").replace("postgres@", "kans@")
        ours = {"PGHOST": str(server.folder), "PGUSER": "postgres"}
        yield {"KANS_DATABASE_URL": url, **ours}
    finally:
        server.stop()


@contextmanager
def a_post():
    post = Post()
    server = Controller(post, "127.0.0.1", free_port())
    server.start()
    try:
        yield post, server.port
    finally:
        server.stop()
