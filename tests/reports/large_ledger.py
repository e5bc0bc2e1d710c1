"""A ledger of a million vouchers, written by the database itself: what a province has after some ten years.

200 holders at three levels of a province, 20 components, two kinds and three sources, five budget years; each
holder has twelve lines a year below the province's, every tenth of them carried over from the year before, and on
each about 83 vouchers on working days from January to December. Every trigger of the ledger works, so that totals
and marks are right; only the history of invented rows is left out, as the demonstration does (demo/copying.py).
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import psycopg2
from django.db import transaction

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from core.acting import SYSTEM, acting_as
from tests.databases import Database
from tests.reports.cube_world import World

YEARS = range(2020, 2025)
HOLDERS, COMPONENTS, LINES = 200, 20, 12
TABLES = ("disbursement_capitalline", "disbursement_movement", "disbursement_disbursement")

# A number tells what a row is: year, and its place among the year's rows.
ID = "lpad(to_hex({kind} * 100000000000 + {year}::bigint * 10000000 + {number}), 32, '0')::uuid"
ROOT = ID.format(kind=1, year="%(year)s", number="c * 6 + k * 3 + s")
LINE = ID.format(kind=2, year="%(year)s", number="h * 12 + slot")
COMMON = "component_id, kind_id, source_id, holder_id, area_id, scope_path, budget_year, tranche_year, horizon"

ROOTS = f"""
    INSERT INTO disbursement_capitalline (id, {COMMON}, is_detailed, plan_vnd, allocated_vnd, spent_vnd)
    SELECT {ROOT}, (%(components)s)[c + 1], (%(kinds)s)[k + 1], (%(sources)s)[s + 1], a.id, a.area_id, p.path,
           %(year)s, %(year)s, 'year', false, 0, 0, 0
    FROM generate_series(0, 19) c, generate_series(0, 1) k, generate_series(0, 2) s,
         accounts_agency a JOIN areas_area p ON p.id = a.area_id
    WHERE a.id = (%(holders)s)[1]
"""
LINES_OF_HOLDERS = f"""
    INSERT INTO disbursement_capitalline (id, {COMMON}, parent_id, is_detailed, plan_vnd, allocated_vnd, spent_vnd)
    SELECT {LINE}, (%(components)s)[c + 1], (%(kinds)s)[k + 1], (%(sources)s)[s + 1], a.id, a.area_id, p.path,
           %(year)s, CASE WHEN is_carried THEN %(year)s - 1 ELSE %(year)s END, 'year',
           CASE WHEN NOT is_carried THEN {ROOT} END, true, 0, 0, 0
    FROM (
        SELECT h, slot, (h * 7 + slot) %% 20 AS c, (h / 2 + slot / 3) %% 2 AS k, (h / 3 + slot) %% 3 AS s,
               (h + slot) %% 10 = 0 AS is_carried
        FROM generate_series(0, 199) h, generate_series(0, 11) slot
    ) places
    JOIN accounts_agency a ON a.id = (%(holders)s)[h + 1]
    JOIN areas_area p ON p.id = a.area_id
"""
MOVEMENT = 'id, line_id, kind, amount_vnd, decision_id, "on", reason, scope_path, recorded_at'
MOVEMENTS_OF_ROOTS = f"""
    INSERT INTO disbursement_movement ({MOVEMENT})
    SELECT gen_random_uuid(), l.id, 'assign', 150000000000, %(decision)s, make_date(%(year)s, 1, 5), '',
           l.scope_path, now()
    FROM disbursement_capitalline l WHERE l.budget_year = %(year)s AND NOT l.is_detailed
"""
MOVEMENTS_OF_LINES = f"""
    INSERT INTO disbursement_movement ({MOVEMENT})
    SELECT gen_random_uuid(), l.id, CASE WHEN l.parent_id IS NULL THEN part.given ELSE 'allocate' END, part.amount,
           %(decision)s, make_date(%(year)s, part.month, 10), '', l.scope_path, now()
    FROM disbursement_capitalline l,
         (VALUES ('assign', 5000000000, 1), ('supplement', 400000000, 6)) part(given, amount, month)
    WHERE l.budget_year = %(year)s AND l.is_detailed
"""
# The n-th voucher stands on line n %% 2400; of twenty in a row one is an advance, and the tenth after it settles it.
VOUCHER = ID.format(kind=3, year="%(year)s", number="n")
ADVANCE = ID.format(kind=3, year="%(year)s", number="n - 24000")
VOUCHERS = f"""
    INSERT INTO disbursement_disbursement (id, line_id, kind, amount_vnd, advance_id, voucher, value_date,
        treasury_ref, note, reason, is_correction, scope_path, recorded_at)
    SELECT {VOUCHER}, l.id, kind, CASE WHEN kind = 'payment' THEN 1000000 * (1 + n * 7919 %% 97) ELSE 60000000 END,
           CASE WHEN kind = 'settlement' THEN {ADVANCE} END, 'KB' || n, day, '', 'Thanh toán khối lượng', '', false,
           l.scope_path, now()
    FROM (
        SELECT n, n / 2400 AS k, n %% 2400 AS place,
               CASE n / 2400 %% 20 WHEN 5 THEN 'advance' WHEN 15 THEN 'settlement' ELSE 'payment' END AS kind
        FROM generate_series(0, %(vouchers)s - 1) n
    ) numbered
    CROSS JOIN LATERAL (SELECT make_date(%(year)s, 1, 15) + k * 4 + place * 7 %% 11 AS any_day) calendar
    CROSS JOIN LATERAL (SELECT any_day + (ARRAY[1, 0, 0, 0, 0, 0, 2])[extract(dow FROM any_day)::int + 1] AS day) w
    JOIN disbursement_capitalline l ON l.id = {ID.format(kind=2, year="%(year)s", number="place")}
"""


@dataclass(frozen=True)
class LargeLedger:
    """Who and what the rows are about."""

    holders: Sequence[int]
    components: Sequence[int]
    kinds: Sequence[int]
    sources: Sequence[int]
    decision: str

    def write(self, database: Database, vouchers: int) -> None:
        """`vouchers` in all, spread evenly over the years, each year committed by itself."""
        parameters = {**vars(self), "vouchers": vouchers // len(YEARS)}
        with closing(psycopg2.connect(database.owner_url)) as owner:
            with owner, owner.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER history_insert")
                cursor.execute("ALTER TABLE disbursement_capitalline DISABLE TRIGGER history_update")
            for year in YEARS:
                with owner, owner.cursor() as cursor:
                    for sql in (ROOTS, LINES_OF_HOLDERS, MOVEMENTS_OF_ROOTS, MOVEMENTS_OF_LINES, VOUCHERS):
                        cursor.execute(sql, {**parameters, "year": year})
            owner.autocommit = True
            with owner.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER history_insert")
                cursor.execute("ALTER TABLE disbursement_capitalline ENABLE TRIGGER history_update")
                cursor.execute("VACUUM ANALYZE")


def prepare(world: World) -> LargeLedger:
    """The holders: departments of the province, its districts and communes; and what they spend on."""
    with acting_as(SYSTEM), transaction.atomic():
        districts = list(Area.objects.filter(parent=world.province).order_by("code"))
        communes = list(Area.objects.filter(parent__in=districts).order_by("code"))
        areas = [*districts, *communes][:HOLDERS]
        areas = [world.province] * (HOLDERS - len(areas)) + areas
        agencies = Agency.objects.bulk_create(
            Agency(code=f"L{n}", name=f"Đơn vị {n}", kind="ubnd", area=area, valid_from=date(2020, 1, 1))
            for n, area in enumerate(areas)
        )
        components = Component.objects.order_by("programme", "path")[:COMPONENTS]
        kinds = [CapitalKind.objects.get(code=code).pk for code in ("DTPT", "SN")]
        sources = list(CapitalSource.objects.filter(counts_in_rate=True).values_list("pk", flat=True)[:3])
        return LargeLedger(
            holders=[agency.pk for agency in agencies],
            components=[component.pk for component in components],
            kinds=kinds,
            sources=sources,
            decision=str(world.decision.pk),
        )
