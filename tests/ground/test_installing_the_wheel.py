"""The wheel is all that an installation needs: it brings its assets along."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from kans.version import version

pytestmark = pytest.mark.long

CHECKOUT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
STARTING = 30  # seconds that the server may take to answer


def run(*command, cwd, env=None):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of an environment that holds the wheel and what is locked."""
    folder = tmp_path_factory.mktemp("installed")
    run(CHECKOUT / "scripts" / "dist.sh", folder / "dist", cwd=CHECKOUT)
    (wheel,) = (folder / "dist").glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    install = (UV, "pip", "install", "--quiet", "--python", python)
    locked = CHECKOUT / "requirements" / "app.txt"
    run(*install, "--require-hashes", "--no-build", "-r", locked, cwd=folder)
    run(*install, "--no-deps", wheel, cwd=folder)
    return folder


@pytest.fixture
def kans(installed, tmp_path):
    """The command line, in an empty folder and with nothing set but what must be."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "KANS_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2,
        "KANS_ALLOWED_HOSTS": "kans.example.com",
        "KANS_PROXIES": "1",
    }
    program = installed / "venv" / "bin" / "kans"

    def command(*arguments):
        return [str(program), *arguments], {"cwd": tmp_path, "env": env}

    return command


def test_it_checks_migrates_and_serves_from_an_empty_folder(kans, tmp_path):
    for arguments in [("check", "--deploy", "--fail-level=DEBUG"), ("migrate",)]:
        command, settings = kans(*arguments)
        run(*command, **settings)
    assert (tmp_path / "kans.sqlite3").is_file()

    port = free_port()
    command, settings = kans("serve", "--port", str(port))
    with subprocess.Popen(command, **settings) as server:
        try:
            page = get(port, "/accounts/login/")
            assets = [get(port, f"/static/{name}") for name in hashed(tmp_path)]
        finally:
            server.terminate()
    assert server.returncode == 0
    assert page.status == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert [asset.status for asset in assets] == [200, 200, 200]
    assert all("immutable" in asset.headers["Cache-Control"] for asset in assets)


def test_it_says_the_version_it_was_built_with(kans):
    command, settings = kans("--version")

    assert run(*command, **settings) == f"{version()}\n"


def hashed(folder):
    """The assets under the names that carry their checksums."""
    paths = json.loads((folder / "static" / "staticfiles.json").read_text())["paths"]
    return [paths[f"dist/{name}"] for name in ("app.js", "app.css", "icons.svg")]


def get(port, path):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={"Host": "kans.example.com", "X-Forwarded-Proto": "https"},
    )
    deadline = time.monotonic() + STARTING
    while True:
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer
        except urllib.error.URLError as problem:
            if isinstance(problem, urllib.error.HTTPError) or (
                time.monotonic() > deadline
            ):
                raise
            time.sleep(0.2)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
