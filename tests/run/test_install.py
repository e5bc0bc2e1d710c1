"""What ./run does before anything is installed: finding Python, and pip where Python brings none."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from core.local_servers import install, pip_wheel
from core.local_servers.errors import Refused
from core.local_servers.layout import CHECKOUT


@pytest.fixture
def pip_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """pip without settings of this machine; its one index is a folder."""
    for name in ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "CERT", "CONFIG_FILE"):
        monkeypatch.setenv(f"PIP_{name}", "")
    monkeypatch.setattr(pip_wheel, "_configuration_files", lambda: [tmp_path / "pip.conf"])
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    return monkeypatch


def offer(folder: Path, *versions: str, digest: str = "") -> None:
    """A simple index of pip in `folder`, each wheel with its version as content."""
    page = folder / "simple" / "pip"
    page.mkdir(parents=True)
    links = []
    for version in versions:
        name = f"pip-{version}-py3-none-any.whl"
        (page / name).write_text(version)
        sha256 = digest or hashlib.sha256(version.encode()).hexdigest()
        links.append(f'<a href="../pip/{name}#sha256={sha256}">{name}</a>')
    (page / "index.html").write_text("<html><body>" + "\n".join(links) + "</body></html>")


def test_the_newest_pip_of_the_index_is_taken(pip_settings, tmp_path):
    offer(tmp_path, "9.0.3", "26.2.1", "26.2")
    assert pip_wheel.download_pip(tmp_path).read_text() == "26.2.1"


def test_a_folder_of_wheels_will_do(pip_settings, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "pip-25.0-py3-none-any.whl").write_text("25.0")
    pip_settings.setenv("PIP_FIND_LINKS", str(wheels))
    assert pip_wheel.download_pip(tmp_path).read_text() == "25.0"


def test_the_index_may_stand_in_a_configuration_file(pip_settings, tmp_path):
    offer(tmp_path, "26.1")
    pip_settings.delenv("PIP_INDEX_URL")
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {(tmp_path / 'simple').as_uri()}\n")
    assert pip_wheel.download_pip(tmp_path).read_text() == "26.1"


def test_a_pip_with_another_checksum_is_refused(pip_settings, tmp_path):
    offer(tmp_path, "26.1", digest="0" * 64)
    with pytest.raises(Refused, match="checksum"):
        pip_wheel.download_pip(tmp_path)


def test_no_pip_anywhere_is_said_in_one_sentence(pip_settings, tmp_path):
    with pytest.raises(Refused, match="no package index that pip is configured for offers it"):
        pip_wheel.download_pip(tmp_path)


def test_an_installation_is_repeated_only_when_its_files_change(tmp_path):
    source, stamp, calls = tmp_path / "requirements.txt", tmp_path / "stamp", []
    for content in ("a==1", "a==1", "a==2"):
        source.write_text(content)
        install._once(stamp, [source], lambda: calls.append(source.read_text()))
    assert calls == ["a==1", "a==2"]


def test_a_failed_installation_names_the_installers_own_reason(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    command = [
        "sh",
        "-c",
        "echo Looking; echo 'ERROR: No matching distribution found for nothing==1'; exit 1",
    ]
    with pytest.raises(Refused, match=r"package: No matching distribution found for nothing==1 \(see .*install.log"):
        install._call(command, "package")
    with pytest.raises(Refused, match="package: the disk is full"):
        install._call(["sh", "-c", "echo 'OSError: [Errno 28] No space left on device'; exit 1"], "package")


def test_a_python_that_is_too_old_is_refused_in_one_sentence(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.18" && exit 0\nexit 1\n')
    old.chmod(0o755)
    script = f". {CHECKOUT}/core/local_servers/find_python.sh"
    environment = {**os.environ, "PATH": str(tmp_path)}
    found = subprocess.run(["/bin/sh", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert found.returncode == 1
    sentence = "The portal needs Python 3.11, 3.12 or 3.13 and found Python 3.9.18 on this machine.\n"
    assert found.stderr == sentence
