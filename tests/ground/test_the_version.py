"""What a version says: a release its number, anything else how far it is from one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kans.version import NUMBER, version

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src/kans/version.py"
READ = "from runpy import run_path; print(run_path('src/kans/version.py')['version']())"


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """A folder with the number 1.4.0, not yet in git."""
    (tmp_path / "src/kans").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    numbered(tmp_path, "1.4.0")
    return tmp_path


def numbered(folder, number):
    source = SOURCE.read_text().replace(f'NUMBER = "{NUMBER}"', f'NUMBER = "{number}"')
    (folder / "src/kans/version.py").write_text(source)


def commit(folder, message):
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", "--all", cwd=folder)
    run("git", *who, "commit", "--quiet", "--allow-empty", "-m", message, cwd=folder)
    return run("git", "rev-parse", "--short=8", "HEAD", cwd=folder)


def said_in(folder):
    return run(sys.executable, "-c", READ, cwd=folder)


def test_without_git_it_is_the_number(checkout):
    assert said_in(checkout) == "1.4.0"


def test_before_the_first_tag_commits_count_from_the_one_that_set_the_number(checkout):
    commit(checkout, "Set 1.4.0")
    numbered(checkout, "1.5.0")
    first = commit(checkout, "Set 1.5.0")
    assert said_in(checkout) == f"1.5.0.dev0+g{first}"

    commit(checkout, "Mend one thing")
    last = commit(checkout, "Mend another")
    assert said_in(checkout) == f"1.5.0.dev2+g{last}"


def test_a_tag_is_the_release_and_what_follows_it_comes_after_it(checkout):
    commit(checkout, "Set 1.4.0")
    run("git", "tag", "v1.4.0", cwd=checkout)
    assert said_in(checkout) == "1.4.0"

    patch = commit(checkout, "Mend, but forget the number")
    assert said_in(checkout) == f"1.4.0.post1+g{patch}"

    numbered(checkout, "1.5.0")
    following = commit(checkout, "Set 1.5.0")
    assert said_in(checkout) == f"1.5.0.dev2+g{following}"


@pytest.mark.parametrize("arguments", [("--version",), ("serve", "--version")])
def test_the_command_line_says_it_and_needs_nothing_set(arguments, tmp_path):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KANS_")}
    ended = subprocess.run(
        [sys.executable, "-m", "kans", *arguments],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.stdout, ended.stderr, ended.returncode) == (f"{version()}\n", "", 0)


def test_nothing_but_that_file_says_it():
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", NUMBER)
    assert "\nversion =" not in (CHECKOUT / "pyproject.toml").read_text()
