"""`kans serve` runs the web server and the worker as one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]


def supervised(**commands):
    """A process that supervises those commands and exits as `kans serve` does."""
    program = (
        "import os, sys\n"
        "from kans.site.supervisor import Supervisor\n"
        f"supervisor = Supervisor({commands!r})\n"
        "ended = supervisor.run(lambda: print('running', flush=True))\n"
        "print(ended)\n"
        "sys.exit(1 if ended else 0)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_stops_everything_and_exits_with_0(told):
    with supervised(web=SLEEP, worker=SLEEP) as supervisor:
        assert supervisor.stdout.readline() == "running\n"
        children = children_of(supervisor.pid)

        supervisor.send_signal(told)

        assert supervisor.wait(10) == 0
    assert len(children) == 2
    assert not any(is_alive(child) for child in children)


def test_when_one_ends_by_itself_the_others_stop_and_it_exits_with_1():
    with supervised(web=SLEEP, worker=FAIL) as supervisor:
        output, _ = supervisor.communicate(timeout=10)

    assert supervisor.returncode == 1
    assert output.splitlines()[-1] == "{'worker': 3}"


def test_it_refuses_a_database_that_is_not_up_to_date(tmp_path):
    ended = serve(tmp_path)

    assert ended.returncode == 1
    assert ended.stderr.endswith(
        "The database is not up to date: run “kans migrate” first.\n"
    )


def test_for_one_s_own_machine_it_listens_nowhere_else(tmp_path):
    ended = serve(tmp_path, "--host", "0.0.0.0", KANS_LOCAL_ONLY="1")

    assert ended.returncode == 1
    assert ended.stderr.endswith("With KANS_LOCAL_ONLY it listens on 127.0.0.1 only.\n")


def serve(folder, *arguments, **settings):
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("KANS_", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "kans", "serve", *arguments],
        env=kept | {"KANS_DATA_DIR": str(folder), "KANS_SECRET_KEY": "x"} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def children_of(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
