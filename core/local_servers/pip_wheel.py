"""pip's own wheel from the package index that pip is configured to use, for a Python without ensurepip.

Reads what pip reads: its configuration files, then PIP_* variables; simple indexes in HTML (PEP 503) and
folders of wheels. Standard library only.
"""

import configparser
import hashlib
import os
import re
import ssl
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from core.local_servers.errors import Refused

DEFAULT_INDEX = "https://pypi.org/simple"
WHEEL = re.compile(r"pip-(\d+(?:\.\d+)*)-py3-none-any\.whl$")
TIMEOUT = 60


def download_pip(folder: Path) -> Path:
    """Download the newest pip that is offered into `folder`; its path."""
    links = [link for page in _pages() for link in _links(page)]
    if not links:
        raise Refused("pip is missing and no package index that pip is configured for offers it.")
    url, fragment = urldefrag(max(links, key=_version))
    content = _read(url)
    digest = fragment.removeprefix("sha256=")
    if fragment.startswith("sha256=") and hashlib.sha256(content).hexdigest() != digest:
        raise Refused("The pip that the package index offers is not the one it names: its checksum differs.")
    wheel = folder / Path(urlsplit(url).path).name
    wheel.write_bytes(content)
    return wheel


def _pages() -> Iterator[str]:
    """Addresses that may list pip's files: the indexes' pages of pip, then the folders of wheels."""
    for index in [_setting("index-url") or DEFAULT_INDEX, *_setting("extra-index-url").split()]:
        page = f"{index.rstrip('/')}/pip/"
        yield f"{page}index.html" if page.startswith("file:") else page
    for place in _setting("find-links").split():
        yield place if "://" in place else Path(place).absolute().as_uri()


def _links(page: str) -> list[str]:
    if page.startswith("file:") and Path(unquote(urlsplit(page).path)).is_dir():
        folder = Path(unquote(urlsplit(page).path))
        return [file.as_uri() for file in folder.glob("pip-*.whl") if WHEEL.search(file.name)]
    try:
        html = _read(page).decode()
    except (URLError, OSError):
        return []  # the next index may have it
    found = [urljoin(page, unescape(link)) for link in re.findall(r'href="([^"]+)"', html)]
    return [link for link in found if WHEEL.search(urlsplit(link).path)]


def _version(link: str) -> tuple[int, ...]:
    match = WHEEL.search(urlsplit(link).path)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


def _read(url: str) -> bytes:
    certificates = ssl.create_default_context(cafile=_setting("cert") or None)
    with urllib.request.urlopen(url, timeout=TIMEOUT, context=certificates) as answer:  # noqa: S310 - as configured
        return bytes(answer.read())


def _setting(name: str) -> str:
    from_environment = os.environ.get(f"PIP_{name.upper().replace('-', '_')}")
    if from_environment is not None:
        return from_environment
    files = configparser.ConfigParser(interpolation=None)
    files.read(_configuration_files())
    return next((files[part][name] for part in ("install", "global") if files.has_option(part, name)), "")


def _configuration_files() -> list[Path]:
    """In pip's order: each overrides those before it."""
    home = Path.home()
    configured = os.environ.get("XDG_CONFIG_HOME")
    user = Path(configured) if configured else home / ".config"
    machine = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]
    files = [*machine, home / ".pip" / "pip.conf", user / "pip" / "pip.conf"]
    extra = os.environ.get("PIP_CONFIG_FILE")
    return [*files, *([Path(extra)] if extra else [])]
