"""The data servers of one portal: those that the environment names, and our own for what it does not."""

import os
from collections.abc import Mapping

from core.local_servers import external
from core.local_servers.binaries import postgres_programs, valkey_program
from core.local_servers.credentials import secrets
from core.local_servers.layout import Layout
from core.local_servers.postgres import start_postgres
from core.local_servers.processes import Supervisor
from core.local_servers.roles import provide_database
from core.local_servers.valkey import start_valkey


def start_servers(supervisor: Supervisor, layout: Layout) -> dict[str, str]:
    """Start PostgreSQL and Valkey unless given; the addresses by their setting's name."""
    passwords = secrets(layout.var)
    urls = external.given_database(os.environ, passwords)
    if not urls:
        server = start_postgres(supervisor, layout, postgres_programs(layout), passwords["postgres"])
        urls = provide_database(server, passwords)
    return {**urls, "REDIS_URL": _broker(supervisor, layout, passwords)}


def _broker(supervisor: Supervisor, layout: Layout, passwords: Mapping[str, str]) -> str:
    given = os.environ.get("REDIS_URL")
    return given or start_valkey(supervisor, layout, valkey_program(layout), passwords["valkey"])
