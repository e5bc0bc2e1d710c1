"""The servers that ./run and ./test start on this machine, and how other processes find them.

Nothing here imports Django: ./run uses it before settings exist, and settings use it to be found.
`install` makes .venv, `portal` is ./run, `checks` is ./test; the other modules serve both.
"""

from core.local_servers.credentials import secrets
from core.local_servers.layout import var_folder
from core.local_servers.running import next_database, running_urls

__all__ = ["next_database", "running_urls", "secrets", "var_folder"]
