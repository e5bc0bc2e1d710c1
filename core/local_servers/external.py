"""A PostgreSQL of the installation, named by DATABASE_URL and its companions, instead of our own."""

from collections.abc import Mapping
from contextlib import closing
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2

from core.local_servers.errors import Refused
from core.local_servers.roles import LOGINS_WITHOUT_RIGHTS, make_roles

OLDEST_VERSION = 150000


def given_database(environment: Mapping[str, str], passwords: Mapping[str, str]) -> dict[str, str]:
    """The addresses of web, worker and owner; empty when no DATABASE_URL is given.

    A DATABASE_URL that stands alone and may create roles is taken as the owner's: the two logins without
    rights are made beside it. One that may not is used for everything, and /readyz says what is missing.
    """
    url = environment.get("DATABASE_URL", "")
    if not url:
        return {}
    with closing(_connect("DATABASE_URL", url)) as connection:
        owner = environment.get("DATABASE_OWNER_URL", "")
        if owner:
            _connect("DATABASE_OWNER_URL", owner).close()
        elif _may_create_roles(connection):
            return {**_logins_beside(connection, url, passwords), "DATABASE_OWNER_URL": url}
    worker = environment.get("DATABASE_WORKER_URL") or url
    return {"DATABASE_URL": url, "DATABASE_WORKER_URL": worker, "DATABASE_OWNER_URL": owner or url}


def _connect(name: str, url: str) -> psycopg2.extensions.connection:
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.Error as error:
        raise Refused(f"The database in {name} does not answer: {' '.join(str(error).split())}") from None
    connection.autocommit = True
    if connection.server_version < OLDEST_VERSION:
        version = connection.server_version // 10000
        raise Refused(f"The database in {name} is PostgreSQL {version}; the portal needs 15 or newer.")
    return connection


def _may_create_roles(connection: psycopg2.extensions.connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone() == (True,))


def _logins_beside(
    connection: psycopg2.extensions.connection, url: str, passwords: Mapping[str, str]
) -> dict[str, str]:
    make_roles(connection, passwords, only=LOGINS_WITHOUT_RIGHTS)
    urls = {
        "DATABASE_URL": _with_login(url, "portal_web_login", passwords["portal_web_login"]),
        "DATABASE_WORKER_URL": _with_login(url, "portal_worker_login", passwords["portal_worker_login"]),
    }
    for address in urls.values():
        try:
            psycopg2.connect(address, connect_timeout=5).close()
        except psycopg2.Error:
            raise Refused(
                "The server in DATABASE_URL already has logins of another portal: give that of "
                "portal_web_login in DATABASE_URL and the owner's in DATABASE_OWNER_URL."
            ) from None
    return urls


def _with_login(url: str, login: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(login)}:{quote(password)}@{place}"))
