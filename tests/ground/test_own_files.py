"""What Kans writes is for the user who runs it, and for nobody else."""

import os
import socket
import stat
import subprocess
import sys

import pytest
from django.test import override_settings

from kans.site import environment
from kans.site.own_files import take_back_from_others


def kans(*arguments, folder, umask=0o022, **settings):
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("KANS_", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "kans", *arguments],
        cwd=folder,
        env=clean | {"KANS_SECRET_KEY": "x" * 50, "KANS_DATA_DIR": "data"} | settings,
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_new_installation_is_closed_to_others_but_for_what_is_served(tmp_path):
    begin = (
        "from django.db import connection\n"
        "from kans.site.static_files import collect_if_changed\n"
        "connection.ensure_connection()\n"
        "collect_if_changed()"
    )
    done = kans("shell", "-v0", "-c", begin, folder=tmp_path)
    assert done.returncode == 0, done.stderr

    data = tmp_path / "data"
    assert mode(data) == 0o700
    assert mode(data / "kans.sqlite3") == 0o600
    served = [data / "static", *(data / "static").rglob("*")]
    files = [path for path in served if path.is_file()]
    assert {".br", ".gz", ".json", ".sha256"} <= {path.suffix for path in files}
    assert {mode(path) for path in files} == {0o644}
    assert {mode(path) for path in served if path.is_dir()} == {0o755}


def test_what_is_open_already_is_closed_at_the_start(tmp_path, monkeypatch):
    folder = tmp_path / "files" / "aa"
    folder.mkdir(parents=True)
    for path in (
        *(tmp_path / "kans.sqlite3", tmp_path / "kans.sqlite3-wal"),
        tmp_path / "kans.sqlite3.migrating",
        *(folder / "one", tmp_path / "mine.txt"),
    ):
        path.touch()
        path.chmod(0o664)
    for path in (folder, folder.parent):
        path.chmod(0o775)
    with socket.socket(socket.AF_UNIX) as opened:
        monkeypatch.chdir(folder)  # its path may be too long for a socket
        opened.bind("socket")
        (folder / "socket").chmod(0o666)
        database = environment.database("sqlite:///kans.sqlite3", folder=tmp_path)
        with override_settings(
            DATA_DIR=tmp_path,
            FILES_DIR=tmp_path / "files",
            METRICS_DIR=tmp_path / "metrics",
            DATABASES={"default": database},
        ):
            take_back_from_others()

    assert mode(tmp_path / "kans.sqlite3") == 0o600
    assert mode(tmp_path / "kans.sqlite3-wal") == 0o600
    assert mode(tmp_path / "kans.sqlite3.migrating") == 0o600
    assert mode(folder.parent) == 0o700
    assert mode(folder) == 0o700
    assert mode(folder / "one") == 0o600
    assert mode(folder / "socket") == 0o666
    assert mode(tmp_path / "mine.txt") == 0o664


@pytest.mark.parametrize(
    "settings, sent",
    [
        ({}, "max-age=31536000"),
        (
            {"KANS_HSTS_SUBDOMAINS": "1", "KANS_HSTS_PRELOAD": "1"},
            "max-age=31536000; includeSubDomains; preload",
        ),
    ],
)
def test_names_below_are_forced_to_tls_only_when_that_is_set(tmp_path, settings, sent):
    asked = (
        "from django.test import Client\n"
        "answer = Client(headers={'Host': 'a.example'}).get('/theme/', secure=True)\n"
        "print(answer['Strict-Transport-Security'])"
    )
    done = kans(
        "shell", "-v0", "-c", asked, folder=tmp_path, KANS_ALLOWED_HOSTS="*", **settings
    )

    assert (done.stdout.strip(), done.returncode) == (sent, 0), done.stderr


def test_the_list_of_browsers_needs_the_names_below(tmp_path):
    done = kans("check", folder=tmp_path, KANS_HSTS_PRELOAD="1")

    assert done.returncode == 1
    assert done.stderr.startswith("KANS_HSTS_PRELOAD needs KANS_HSTS_SUBDOMAINS")
