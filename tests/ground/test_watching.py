"""Who watches an installation is told whether it lives, whether it works, and how."""

import os
import re
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from kans.foundation.acting.clock import now
from kans.foundation.jobs.heartbeat import Heartbeat
from kans.foundation.models import WorkerHeartbeat
from kans.site import health

TOKEN = "tell-me-how-it-goes"
UNKNOWN_HOST = {"Host": "10.0.0.7:8000"}  # as a monitor on the machine asks


@pytest.fixture
def a_worker(transactional_db):
    WorkerHeartbeat.beat("here/1")


@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["kans.example.com"])
def test_it_says_that_it_lives_by_whatever_name_it_is_asked(client):
    answer = client.get("/healthz", headers=UNKNOWN_HOST)

    assert (answer.status_code, answer.text) == (200, "alive\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert client.head("/healthz", headers=UNKNOWN_HOST).status_code == 200
    refused = client.post("/healthz", headers=UNKNOWN_HOST)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def test_it_is_ready_by_one_statement(client, a_worker, django_assert_num_queries):
    assert health._look()
    with django_assert_num_queries(1):
        health._look()

    answer = client.get("/readyz", headers=UNKNOWN_HOST)

    assert (answer.status_code, answer.text) == (200, "ready\n")


@pytest.mark.parametrize("seconds, ready", [(29, True), (31, False)])
def test_without_a_worker_that_was_alive_just_now_it_is_not_ready(
    client, a_worker, seconds, ready
):
    since = now() - timedelta(seconds=seconds)
    WorkerHeartbeat.objects.update(beat_at=since)

    answer = client.get("/readyz")

    assert answer.status_code == (200 if ready else 503)
    assert answer.text == ("ready\n" if ready else "not ready\n")


def test_on_a_database_that_lacks_a_migration_it_is_not_ready(client, a_worker, caplog):
    last = MigrationRecorder.Migration.objects.filter(app="sales").latest("name")
    last.delete()
    try:
        assert client.get("/readyz").status_code == 503
    finally:
        MigrationRecorder.Migration.objects.create(app="sales", name=last.name)

    assert caplog.messages[:1] == [f"Not ready, missing: sales.{last.name}"]


def test_a_database_that_hangs_makes_it_wait_no_longer_than_a_second(
    client, monkeypatch
):
    monkeypatch.setattr(health, "_look", lambda: time.sleep(3))
    begun = time.monotonic()

    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 503

    assert time.monotonic() - begun < 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_alive_from_its_start_to_its_end():
    with Heartbeat():
        until(WorkerHeartbeat.objects.fresh().exists)
    assert not WorkerHeartbeat.objects.exists()


def until(what):
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    "known, given, status",
    [
        ("", "Bearer ", 401),
        (TOKEN, "", 401),
        (TOKEN, "Bearer another-token-altogether", 401),
        (TOKEN, f"Bearer {TOKEN}", 200),
    ],
)
@pytest.mark.django_db
def test_figures_are_for_who_knows_the_token(client, tmp_path, known, given, status):
    with override_settings(METRICS_TOKEN=known, METRICS_DIR=tmp_path):
        answer = client.get("/metrics", headers={"Authorization": given})

    assert answer.status_code == status
    assert ("kans_build_info" in answer.text) == (status == 200)


ASK = """
import django
django.setup()
from django.test import Client
from kans.foundation.jobs.running import ENDED
client = Client(headers={"Host": "localhost"})
for _ in range(3):
    client.get("/about/")
ENDED.labels("forget_jobs", "done").inc()
print(client.get("/metrics", headers={"Authorization": "Bearer %s"}).text)
"""


@pytest.mark.django_db(transaction=True)
def test_figures_are_those_of_all_processes_also_of_dead_ones(tmp_path):
    one, two = (asked(tmp_path) for _ in range(2))

    about = r'kans_http_requests_total{method="GET",page="about",status="200"} (\S+)'
    assert re.findall(about, one) == ["3.0"]
    assert re.findall(about, two) == ["6.0"]
    assert 'kans_jobs_ended_total{kind="forget_jobs",status="done"} 2.0' in two
    assert 'kans_jobs{status="queued"} 0.0' in two
    assert "kans_workers 0.0" in two

    begin = "import django; django.setup(); import kans.site.metrics as m; "
    in_a_process(tmp_path, begin + "m.begin_anew()")
    assert re.findall(about, asked(tmp_path)) == ["3.0"]


def asked(folder):
    return in_a_process(folder, ASK % TOKEN)


def database_url():
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["KANS_DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def in_a_process(folder, program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "kans.site.settings",
            "KANS_SECRET_KEY": "for-tests-only",
            "KANS_LOCAL_ONLY": "1",
            "KANS_DEBUG": "1",
            "KANS_DATABASE_URL": database_url(),
            "KANS_DATA_DIR": str(folder),
            "KANS_METRICS_TOKEN": TOKEN,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
