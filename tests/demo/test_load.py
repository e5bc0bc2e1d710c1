"""The demonstration province: the figures of article 004, proportions of the published counts, equal twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import psycopg2
import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum

from areas.models import Area
from core.acting import SYSTEM, acting_as
from demo.trajectories import EVER_LISTED, PUBLISHED
from disbursement.models import CapitalLine, Disbursement
from households.models import Assessment, Household, Member
from tests.databases import Database, cloned, fresh_database

HOUSEHOLDS = 1500
ARTICLE_DAY = date(2024, 10, 28)


@pytest.fixture(scope="module")
def demo(own_database: Database) -> Iterator[None]:
    _load(own_database)
    with acting_as(SYSTEM), transaction.atomic():
        yield


def _load(database: Database) -> None:
    """As ./run does it: the command, with the owner's login."""
    environment = (
        os.environ | database.urls | {"PORTAL_DEMO_PASSWORD": "mat-khau-trinh-dien", "PORTAL_DB_LOGIN": "owner"}
    )
    command = [sys.executable, "manage.py", "load_demo", "--households", str(HOUSEHOLDS)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _spent(kind: str) -> int:
    vouchers = Disbursement.objects.filter(
        line__scope_path__descendant_of=["e2024.p89"],
        line__budget_year=2024,
        line__tranche_year=2024,
        line__kind__code=kind,
        value_date__lte=ARTICLE_DAY,
    )
    return vouchers.aggregate(total=Sum("spent_vnd"))["total"]


def test_article_004(demo: None) -> None:
    plans = dict(
        CapitalLine.objects.filter(scope_path__descendant_of=["e2024.p89"], budget_year=2024, tranche_year=2024)
        .values_list("kind__code")
        .annotate(total=Sum("plan_vnd"))
    )
    investment, recurrent = _spent("DTPT"), _spent("SN")
    assert investment + recurrent > 170_000_000_000
    assert round(investment / plans["DTPT"] * 100, 2) == 76.78
    assert round(recurrent / plans["SN"] * 100, 2) == 29.10
    assert round((investment + recurrent) / sum(plans.values()) * 100, 2) == 46.54


@pytest.mark.parametrize("province", ["89", "91"])
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_counts_are_in_proportion_to_the_published_ones(demo: None, province: str, year: int) -> None:
    rows = Assessment.objects.filter(round__year=year, area__path__descendant_of=[f"e2024.p{province}"])
    found = rows.aggregate(
        poor=Count("id", filter=Q(result_class="poor")), near=Count("id", filter=Q(result_class="near_poor"))
    )
    poor, near = PUBLISHED[province][year]
    scale = HOUSEHOLDS / EVER_LISTED
    assert (found["poor"], found["near"]) == (round(poor * scale), round(near * scale))


def test_every_commune_of_today_has_households(demo: None) -> None:
    communes = Area.objects.filter(parent=Area.objects.by_ref("2025-91"))
    paths = Household.objects.values_list("scope_path", flat=True).distinct()
    assert {str(commune.path) for commune in communes} == {path.rsplit(".", 1)[0] for path in paths}


def test_people_are_marked_and_belong_to_nobody(demo: None) -> None:
    assert not Household.objects.filter(is_simulated=False).exists()
    assert not Member.objects.filter(citizen_id_masked="").exists()


def test_classes_are_what_the_rules_say(demo: None) -> None:
    """B1, deprivations and class of every scored household agree with the rows of the standard."""
    wrong = Assessment.objects.filter(result_class="poor").exclude(deprivation_count__gte=3)
    assert not wrong.exists()
    assert not Assessment.objects.filter(result_class="near_poor", deprivation_count__gte=3).exists()


@pytest.mark.long
def test_two_loads_are_equal(demo: None, own_database: Database) -> None:
    with cloned(fresh_database()) as other:
        _load(other)
        assert _fingerprint(own_database) == _fingerprint(other)


def _fingerprint(database: Database) -> list[tuple[object, ...]]:
    """Ids, names, figures and days; nothing that a sequence or a random nonce makes."""
    queries = (
        "SELECT md5(string_agg(id::text || code || head_name, ',' ORDER BY id)) FROM households_household",
        "SELECT md5(string_agg(id::text || full_name || citizen_id_masked, ',' ORDER BY id)) FROM households_member",
        "SELECT md5(string_agg(id::text || state || result_class, ',' ORDER BY id)) FROM households_assessment",
        "SELECT md5(string_agg(id::text || amount_vnd || value_date, ',' ORDER BY id)) FROM disbursement_disbursement",
        "SELECT md5(string_agg(r.id::text || r.plan_vnd || r.disbursed_vnd || s.promised_vnd, ',' ORDER BY r.id, s.id))"
        " FROM disbursement_explanationrequest r JOIN disbursement_explanation e ON e.request_id = r.id"
        " JOIN disbursement_schedulestep s ON s.explanation_id = e.id",
    )
    with psycopg2.connect(database.urls["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        found = []
        for query in queries:
            cursor.execute(query)
            found.append(cursor.fetchone())
    return found
