"""What the two application roles may do, given anew after every migration (design section 6)."""

from typing import Any

from django.db import connections

GRANTS = """
GRANT USAGE ON SCHEMA public TO portal_web, portal_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_web, portal_system;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_web, portal_system;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_web, portal_system;
-- History is written by its triggers, seals by the sealing task: no page writes either.
REVOKE INSERT, UPDATE, DELETE ON core_historyrow FROM portal_web, portal_system;
REVOKE INSERT, UPDATE, DELETE ON core_eventseal FROM portal_web;
"""


def grant_tables(using: str = "default", **_kwargs: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(GRANTS)
