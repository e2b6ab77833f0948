"""The tests run on what installations run on."""

import os

import pytest
from django.core.cache import cache
from django.db import connection

pytestmark = pytest.mark.django_db


def one(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def on(vendor):
    elsewhere = not os.environ["KANS_DATABASE_URL"].startswith(vendor)
    return pytest.mark.skipif(elsewhere, reason=f"a promise about {vendor}")


@on("sqlite")
def test_sqlite_is_a_file_with_a_write_ahead_log():
    assert str(connection.settings_dict["NAME"]).startswith("/")
    assert one("PRAGMA journal_mode") == "wal"
    assert one("PRAGMA busy_timeout") == 20_000


@on("postgresql")
def test_postgresql_binds_on_the_server():
    assert one("SHOW server_version_num") >= "150000"
    assert connection.connection.cursor_factory.__name__ == "ServerBindingCursor"


def test_the_cache_is_kept_in_the_database():
    cache.set("greeting", "hello")

    assert cache.get("greeting") == "hello"
