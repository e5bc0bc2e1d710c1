"""Children of ./run: stopped in order, forced when they do not end, started again when they fall over."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from core.local_servers.errors import Refused, said_in_one_sentence, telling_line
from core.local_servers.processes import Child, Stopped, Supervisor

NOTES_ITS_END = """
import signal, sys, time
def end(*_):
    print("ended", sys.argv[1], time.monotonic_ns(), file=open(sys.argv[2], "a"), flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(60)
"""
IGNORES_IT = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""


def child(folder: Path, name: str, code: str, *arguments: str, patience: float = 5) -> Child:
    return Child(
        name=name,
        command=[sys.executable, "-c", code, *arguments],
        log=folder / f"{name}.log",
        env=dict(os.environ),
        cwd=folder,
        patience=patience,
    )


def is_up(one: Child) -> bool:
    return "up" in one.output()


@pytest.fixture(autouse=True)
def own_signal_handlers():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_groups_are_stopped_in_the_reverse_order_of_their_start(tmp_path):
    ends = tmp_path / "ends"
    with Supervisor() as supervisor:
        for name in ("postgres", "worker", "web"):
            one = child(tmp_path, name, NOTES_ITS_END, name, str(ends))
            supervisor.start(one)
            supervisor.wait_for(one, lambda one=one: is_up(one), seconds=10)
    assert [line.split()[1] for line in ends.read_text().splitlines()] == ["web", "worker", "postgres"]


def test_a_child_that_does_not_end_is_forced(tmp_path):
    deaf = child(tmp_path, "deaf", IGNORES_IT, patience=0.2)
    with Supervisor() as supervisor:
        supervisor.start(deaf)
        supervisor.wait_for(deaf, lambda: is_up(deaf), seconds=10)
    assert deaf.process is not None
    assert deaf.process.returncode == -signal.SIGKILL


def test_a_child_that_ends_at_once_is_told_with_its_own_last_word(tmp_path):
    broken = child(tmp_path, "Broken", "raise ValueError('no such colour')")
    with Supervisor() as supervisor:
        supervisor.start(broken)
        with pytest.raises(Refused, match=r"Broken did not start: .*no such colour"):
            supervisor.wait_for(broken, lambda: False, seconds=10)


def test_a_child_that_keeps_ending_stops_everything(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("core.local_servers.processes.WATCH_PAUSE", 0.05)
    broken = child(tmp_path, "Broken", "raise ValueError('again')")
    with Supervisor() as supervisor:
        supervisor.start(broken)
        with pytest.raises(Refused, match=r"keeps ending: ValueError: again"):
            supervisor.watch()
    assert "Broken ended; starting it again" in capsys.readouterr().out


def test_a_signal_during_a_start_waits_until_the_child_is_known(tmp_path, monkeypatch):
    one = child(tmp_path, "one", NOTES_ITS_END, "one", str(tmp_path / "ends"))
    start = one.start

    def interrupted_start() -> None:
        start()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)

    monkeypatch.setattr(one, "start", interrupted_start)
    with pytest.raises(Stopped), Supervisor() as supervisor:
        supervisor.start(one)
    assert one.process is not None
    assert one.process.returncode is not None


def test_the_telling_line_is_the_last_error_else_the_last_line():
    assert telling_line("start\nFATAL: no room\nbye\n") == "FATAL: no room"
    assert telling_line("start\nbye\n\n") == "bye"
    assert telling_line("") == "no message"
    assert telling_line("write: No space left on device\nerror: gave up") == "the disk is full"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused("Port 1 is taken."), "Port 1 is taken."),
        (OSError(28, "No space left on device", "/data"), "The disk is full (/data)"),
        (PermissionError(13, "Permission denied", "/data/secrets.json"), "start as its owner"),
    ],
)
def test_a_reason_not_to_start_is_one_line_and_exit_code_1(error, sentence, capsys):
    def refuse() -> int:
        raise error

    assert said_in_one_sentence(refuse) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
