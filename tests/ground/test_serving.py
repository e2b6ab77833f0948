"""`kans serve` runs the web server and the worker as one."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kans.site.supervisor import Part

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]
PROGRAM = """
import time
from kans.site.lifeline import end_with_supervisor
end_with_supervisor()
print("ours", flush=True)
time.sleep(60)
"""
OURS = [sys.executable, "-c", PROGRAM]
WAITING = """
import signal, subprocess
from kans.site.lifeline import end_with_supervisor
signal.signal(signal.SIGTERM, lambda *_: None)
end_with_supervisor()
print("ours", flush=True)
subprocess.run(["sleep", "60"])
"""
READING = """
import sys
from pathlib import Path
from kans.imports.reading import WORKER
from kans.imports.reading.process import converted
source, rows = map(Path, sys.argv[1:])
converted(source, rows, name="rows.csv", limits=WORKER)
"""


def supervised(**commands):
    """A process that supervises those commands and exits as `kans serve` does.

    Its clock runs twenty times as fast as ours.
    """
    program = (
        "import sys, time\n"
        "from kans.site.supervisor import Supervisor\n"
        f"supervisor = Supervisor({commands!r}, lambda: time.monotonic() * 20)\n"
        "hopeless = supervisor.run(lambda: print('running', flush=True))\n"
        "print(hopeless)\n"
        "sys.exit(1 if hopeless else 0)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
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


def test_what_dies_is_started_again_and_takes_nothing_else_down():
    with supervised(web=SLEEP, worker=SLEEP) as supervisor:
        assert supervisor.stdout.readline() == "running\n"
        web, worker = children_of(supervisor.pid)

        os.kill(worker, signal.SIGKILL)

        assert supervisor.stderr.readline() == "The worker ended by itself (-9).\n"
        assert "started again in 0.5 seconds" in supervisor.stderr.readline()
        another = awaited(lambda: [*{*children_of(supervisor.pid)} - {web, worker}])
        assert another
        assert is_alive(web)
        supervisor.terminate()
        assert supervisor.wait(10) == 0


def test_what_dies_five_times_within_a_minute_ends_all_and_it_exits_with_1():
    with supervised(web=SLEEP, worker=FAIL) as supervisor:
        output, said = supervisor.communicate(timeout=30)

    assert supervisor.returncode == 1
    assert output.splitlines()[-1] == "['worker']"
    pauses = re.findall(r"in ([\d.]+) seconds", said)
    assert pauses == ["0.5", "1.0", "2.0", "4.0"]


def test_what_dies_now_and_then_is_started_again_for_ever():
    now = 0.0
    part = Part("worker", FAIL, lambda: now)
    for _ in range(6):
        part.look()  # starts it
        awaited(lambda: part.look() or part.is_waiting)
        now += 20

    assert not part.is_hopeless


def test_what_it_started_ends_with_it_however_it_ends():
    with supervised(web=OURS, worker=OURS) as supervisor:
        awaited(lambda: "ours" in supervisor.stdout.readline())
        awaited(lambda: "ours" in supervisor.stdout.readline())
        children = children_of(supervisor.pid)

        supervisor.kill()

        assert awaited(lambda: not any(is_alive(child) for child in children))
    assert len(children) == 2


def test_a_part_that_waits_for_a_program_ends_at_once_and_so_does_that():
    with supervised(worker=[sys.executable, "-c", WAITING]) as supervisor:
        awaited(lambda: "ours" in supervisor.stdout.readline())
        (worker,) = children_of(supervisor.pid)
        (program,) = awaited(lambda: children_of(worker))

        supervisor.kill()

        ours = (worker, program)
        assert awaited(lambda: not any(map(is_alive, ours)), seconds=8)


def test_the_process_that_reads_a_file_ends_with_whoever_started_it(tmp_path):
    os.mkfifo(tmp_path / "rows.csv")  # nobody writes it, so reading it never ends
    command = [sys.executable, "-c", READING, tmp_path / "rows.csv", tmp_path / "rows"]
    with subprocess.Popen(command) as parent:
        (child,) = awaited(lambda: children_of(parent.pid))

        parent.kill()

        assert awaited(lambda: not is_alive(child))


def test_it_loads_nothing_that_it_does_not_need():
    program = (
        "import sys, kans.site.cli, kans.site.serving\n"
        "print({'django', 'granian', 'psycopg'} & sys.modules.keys())"
    )

    loaded = subprocess.check_output([sys.executable, "-c", program], text=True)

    assert loaded == "set()\n"


def test_it_refuses_a_database_that_is_not_up_to_date(tmp_path):
    ended = serve(tmp_path)

    assert ended.returncode == 1
    assert ended.stderr.endswith(
        "The database is not up to date: run “kans migrate” first.\n"
    )


def test_what_it_refuses_is_json_if_the_log_is(tmp_path):
    ended = serve(tmp_path, KANS_LOG_FORMAT="json")

    assert ended.returncode == 1
    (line,) = map(json.loads, ended.stderr.splitlines())
    refusal = "The database is not up to date: run “kans migrate” first."
    assert line["message"].endswith(refusal)


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


def awaited(is_so, *, seconds=20):
    """What is so at last; nothing if it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := is_so():
            return found
        time.sleep(0.05)
    return None


def children_of(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
