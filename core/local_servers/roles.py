"""The database `portal` with its extensions and logins, in a server where we may create them.

portal_owner owns the database and runs migrations. Web and workers use logins that own nothing and act as
portal_web; the worker's login may also take portal_system. docs/decisions/0002 says why there are three.
"""

from collections.abc import Collection, Mapping
from contextlib import closing

from psycopg2 import extensions

from core.local_servers.postgres import PostgresServer

DATABASE = "portal"
EXTENSIONS = ("ltree", "pg_trgm", "btree_gist", "unaccent", "pg_stat_statements")
LOGINS_WITHOUT_RIGHTS = ("portal_web", "portal_system", "portal_web_login", "portal_worker_login")
OPTIONS = {
    "portal_owner": "LOGIN CREATEROLE CREATEDB",
    "portal_web": "NOLOGIN",
    "portal_system": "NOLOGIN",
    "portal_web_login": "LOGIN NOINHERIT",
    "portal_worker_login": "LOGIN NOINHERIT",
}
WITH_GRANT_OPTIONS = 160000  # PostgreSQL 16 says INHERIT and SET per membership


def provide_database(server: PostgresServer, passwords: Mapping[str, str]) -> dict[str, str]:
    """Make what is missing of roles and database; the three addresses by their setting's name."""
    with closing(server.connect()) as connection:
        make_roles(connection, passwords)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                _extend(server, "template1")  # every later database has them: only a superuser may add some
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER portal_owner")
    return database_urls(server, passwords, DATABASE)


def database_urls(server: PostgresServer, passwords: Mapping[str, str], database: str) -> dict[str, str]:
    logins = {
        "DATABASE_URL": "portal_web_login",
        "DATABASE_WORKER_URL": "portal_worker_login",
        "DATABASE_OWNER_URL": "portal_owner",
    }
    return {name: server.url(login, passwords[login], database) for name, login in logins.items()}


def make_roles(
    connection: extensions.connection, passwords: Mapping[str, str], *, only: Collection[str] = tuple(OPTIONS)
) -> None:
    """Create those of `only` that are missing, in one transaction: a killed start leaves none half-made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        present = {name for (name,) in cursor.fetchall()}
        missing = [role for role in OPTIONS if role in only and role not in present]
        cursor.execute("BEGIN")
        for role in missing:
            cursor.execute(f"CREATE ROLE {role} {OPTIONS[role]}")
            if role in passwords:
                cursor.execute(f"ALTER ROLE {role} PASSWORD %s", [passwords[role]])
        for grant in _grants(missing, present | set(missing), connection.server_version):
            cursor.execute(grant)
        cursor.execute("COMMIT")


def _grants(missing: Collection[str], present: Collection[str], server_version: int) -> list[str]:
    """What the missing roles need; each grant stands with the role that comes last in OPTIONS."""
    admin = "WITH ADMIN TRUE, INHERIT FALSE" if server_version >= WITH_GRANT_OPTIONS else "WITH ADMIN OPTION"
    owner = "portal_owner" in present
    grants = {
        "portal_owner": ["GRANT pg_monitor TO portal_owner"],
        "portal_web": [f"GRANT portal_web TO portal_owner {admin}"] if owner else [],
        "portal_system": [f"GRANT portal_system TO portal_owner {admin}"] if owner else [],
        "portal_web_login": _acts_as_web("portal_web_login"),
        "portal_worker_login": [
            *_acts_as_web("portal_worker_login"),
            "GRANT portal_system TO portal_worker_login",
        ],
    }
    return [grant for role in missing for grant in grants[role]]


def _acts_as_web(login: str) -> list[str]:
    return [f"GRANT portal_web TO {login}", f"ALTER ROLE {login} SET role TO 'portal_web'"]


def _extend(server: PostgresServer, database: str) -> None:
    with closing(server.connect(database)) as connection, connection.cursor() as cursor:
        for extension in EXTENSIONS:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
