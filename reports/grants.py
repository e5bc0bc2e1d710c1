"""Figures are read by every page and written by none: given anew after core has given the common rights."""

from typing import Any

from django.db import connections

REVOKE = """
REVOKE INSERT, UPDATE, DELETE ON reports_populationfact, reports_povertyfact, reports_capitalfact,
    reports_capitalmonthfact, reports_publishedfact, reports_mobilisedfact, reports_snapshot, reports_figuremark,
    reports_alert FROM portal_web;
"""


def protect_figures(using: str = "default", **_kwargs: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(REVOKE)
