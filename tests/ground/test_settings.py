"""What an administrator sets, and what happens when it is left out."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from kans.site import environment


def kans(*arguments, folder, **settings):
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("KANS_", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "kans", *arguments],
        cwd=folder,
        env=kept | {"KANS_DATA_DIR": str(folder)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_secret_key_it_does_not_start(tmp_path):
    ended = kans("check", folder=tmp_path)

    assert ended.returncode == 1
    assert ended.stderr.startswith("KANS_SECRET_KEY is missing: set it to ")
    assert ended.stderr.count("\n") == 1


def test_with_a_secret_key_and_a_host_it_is_ready_to_deploy(tmp_path):
    (tmp_path / "key").write_text("abcdefghijklmnopqrstuvwxyz" * 2 + "\n")

    ended = kans(
        "check",
        "--deploy",
        "--fail-level=DEBUG",
        folder=tmp_path,
        KANS_SECRET_KEY_FILE=str(tmp_path / "key"),
        KANS_ALLOWED_HOSTS="kans.example.com",
    )

    assert ended.stderr == ""
    assert ended.returncode == 0


def test_a_command_that_does_not_exist_ends_with_an_error(tmp_path):
    ended = kans("dance", folder=tmp_path, KANS_DEBUG="1")

    assert ended.returncode == 1
    assert "Unknown command: 'dance'" in ended.stderr


def test_a_flag_is_yes_or_no(monkeypatch):
    monkeypatch.setenv("KANS_DEBUG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="KANS_DEBUG must be 1 or 0"):
        environment.flag("KANS_DEBUG")


def database(url, folder):
    return environment.database(url, folder=folder)


def test_a_sqlite_file_is_relative_to_the_folder_of_the_data(tmp_path):
    assert database("sqlite:///k.db", tmp_path)["NAME"] == tmp_path / "k.db"
    assert str(database("sqlite:////srv/k.db", tmp_path)["NAME"]) == "/srv/k.db"


def test_several_postgresql_hosts_are_tried_in_order(tmp_path):
    found = database(
        "postgresql://ann:p%40ss@one:5433,two,[::1]:5434/kans"
        "?target_session_attrs=read-write&server_side_binding=off",
        tmp_path,
    )

    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("ann", "p@ss", "kans")
    assert (found["HOST"], found["PORT"]) == ("one,two,::1", "5433,5432,5434")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"
    assert found["OPTIONS"]["server_side_binding"] is False


def test_another_database_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="not with “mysql:”"):
        database("mysql://host/name", tmp_path)


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail", 25, False, False),
        ("smtp+tls://ann:pass@mail", 587, True, False),
        ("smtps://mail:4650", 4650, False, True),
    ],
)
def test_mail_goes_out_as_the_address_says(url, port, tls, ssl):
    found = environment.email(url)

    assert found["EMAIL_HOST"] == "mail"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        port,
        tls,
        ssl,
    )
