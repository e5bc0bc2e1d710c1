"""Child processes of ./run and ./test: each in its own process group, with its own log, stopped in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from core.local_servers.errors import Refused, say, telling_line
from core.local_servers.layout import ServerUser

SAME_USER = ServerUser(None)
LOG_LIMIT = 10 * 1024 * 1024
RESTARTS_ALLOWED = 5
RESTART_WINDOW = 60.0
WATCH_PAUSE = 0.5


class Stopped(BaseException):
    """Ctrl-C or SIGTERM reached the supervisor."""


@dataclass
class Child:
    """One program to keep running: `ends_by` asks it to end; after `patience` seconds, `forced_by`."""

    name: str
    command: Sequence[str | Path]
    log: Path
    env: Mapping[str, str]
    cwd: Path
    user: ServerUser = SAME_USER
    stdin: str = ""
    ends_by: signal.Signals = signal.SIGTERM
    forced_by: signal.Signals = signal.SIGKILL
    patience: float = 10
    process: "subprocess.Popen[bytes] | None" = None
    starts: list[float] = field(default_factory=list)
    log_from: int = 0

    def start(self) -> None:
        self.starts.append(time.monotonic())
        with self.log.open("ab") as log:
            self.log_from = log.tell()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE if self.stdin else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.env),
                cwd=self.cwd,
                start_new_session=True,
                **self.user.popen,
            )
        if self.process.stdin is not None:
            self.process.stdin.write(self.stdin.encode())
            self.process.stdin.close()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        if self.alive and self.process is not None:
            self.process.send_signal(self.ends_by)

    def wait_until_ended(self) -> None:
        """Wait for the end that was asked for; then force it on whatever is left of the process group."""
        if self.process is None:
            return
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            _signal_group(self.process.pid, self.forced_by)
            self.process.wait()
        _signal_group(self.process.pid, self.forced_by)

    def output(self) -> str:
        """What it wrote since its last start."""
        with self.log.open("rb") as log:
            log.seek(self.log_from)
            return log.read().decode(errors="replace")


def open_log(folder: Path, name: str) -> Path:
    """The log file of `name`; a large one of earlier runs is moved aside first."""
    log = folder / f"{name}.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return log


class Supervisor:
    """Starts children in groups, watches them, and stops the groups in the reverse order."""

    def __init__(self) -> None:
        self.groups: list[list[Child]] = []
        self._held = False
        self._stop_wanted = False

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup ./run
                signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self._held = True  # no second signal interrupts the stopping
        self.stop_all()

    def start(self, *children: Child) -> None:
        """Start children that are stopped together; a signal meanwhile waits until they are on the list."""
        with self._signals_held():
            self.groups.append(list(children))
            for child in children:
                child.start()

    def stop_all(self) -> None:
        while self.groups:
            self.stop_last()

    def stop_last(self) -> None:
        """Stop the group that was started last."""
        group = self.groups[-1]
        for child in group:
            child.ask_to_end()
        for child in group:
            child.wait_until_ended()
        self.groups.pop()

    def wait_for(self, child: Child, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `ready()`; refuse when the child ends or the time is over."""
        limit = time.monotonic() + seconds
        while not ready():
            if not child.alive:
                raise Refused(f"{child.name} did not start: {telling_line(child.output())} (see {child.log})")
            if time.monotonic() > limit:
                raise Refused(f"{child.name} did not answer within {seconds:.0f} seconds (see {child.log}).")
            time.sleep(0.05)

    def pid_of(self, name: str) -> int:
        found = (child.process for group in self.groups for child in group if child.name == name)
        return next(process.pid for process in found if process is not None)

    def first_ended(self) -> Child | None:
        return next((child for group in self.groups for child in group if not child.alive), None)

    def watch(self) -> None:
        """Keep every child running until a signal comes; one that keeps ending is a reason to stop."""
        while True:
            while (child := self.first_ended()) is not None:
                self._start_again(child)
            time.sleep(WATCH_PAUSE)

    def _start_again(self, child: Child) -> None:
        recent = [start for start in child.starts if time.monotonic() - start < RESTART_WINDOW]
        if len(recent) > RESTARTS_ALLOWED:
            raise Refused(f"{child.name} keeps ending: {telling_line(child.output())} (see {child.log})")
        say(f"{child.name} ended; starting it again (see {child.log})")
        with self._signals_held():
            child.wait_until_ended()
            child.start()

    @contextlib.contextmanager
    def _signals_held(self) -> Iterator[None]:
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._stop_wanted:
            raise Stopped

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_wanted = True
        if not self._held:
            raise Stopped


def _signal_group(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
