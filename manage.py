#!/usr/bin/env python3
"""Django's commands, against the servers of the running portal (PORTAL_VAR) or those of the environment.

Works from any shell: outside .venv it starts itself again with the Python of .venv.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV_PYTHON = HERE / ".venv" / "bin" / "python"
# Commands that change or copy whole tables act as the owner; all others as a worker, behind the second wall.
OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "showmigrations",
    "sqlmigrate",
    "sqlflush",
    "flush",
    "dbshell",
    "prepare",
    "load_reference",
    "load_demo",
    "reseal_fields",
}


def main() -> None:
    if Path(sys.prefix) != VENV_PYTHON.parent.parent and VENV_PYTHON.exists():
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), str(HERE / "manage.py"), *sys.argv[1:]])  # noqa: S606
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PORTAL_DB_LOGIN", "owner" if command in OWNER_COMMANDS else "worker")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("The portal is not installed yet: ./run installs and starts it.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
