"""The demonstration province: the figures of article 004, proportions of the published counts, equal twice."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date

import psycopg2
import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum

from accounts.access import Access, access_of_user
from accounts.models import User
from areas.models import Area
from core.acting import SYSTEM, acting_as
from demo.load import TODAY
from demo.trajectories import EVER_LISTED, PUBLISHED
from disbursement.advances import AGES, age_on
from disbursement.comparison import sides_of
from disbursement.models import (
    AllocationPlan,
    CapitalLine,
    CapitalNeed,
    Contract,
    Disbursement,
    ExplanationRequest,
    GapNote,
    TreasuryStatement,
    VoucherRequest,
)
from disbursement.reconciliation import reconcile
from disbursement.rules.contracts import gaps_of
from disbursement.services.apportioning import reserve_vnd
from disbursement.services.approvals import progress_of, why_not
from disbursement.services.contracts import advance_of
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


def test_contracts_show_each_gap_and_most_say_why(demo: None) -> None:
    contracts = Contract.objects.all()
    gaps = {contract: gaps_of(contract, advance_of(contract)) for contract in contracts}
    assert {gap.code for found in gaps.values() for gap in found} == set(GapNote.Gap.values)
    assert [contract.settled_vnd for contract, found in gaps.items() if not found] == [3_163_746_000]
    noted = set(GapNote.objects.values_list("contract", flat=True))
    assert 0 < len([contract for contract in gaps if gaps[contract] and contract.pk not in noted]) < len(noted)


def test_an_advance_of_every_age_is_left(demo: None) -> None:
    ages = {age_on(advance, TODAY).code for advance in Disbursement.objects.outstanding(TODAY)}
    assert ages == {age.code for age in AGES}


def test_what_is_paid_for_something_is_part_of_what_was_drawn(demo: None) -> None:
    """Split, advanced or given back: the sum of the owner of the livelihood project stays that of its pieces."""
    vouchers = Disbursement.objects.filter(line__holder__code="X.30292", line__budget_year=2026)
    sums = dict(vouchers.values_list("line__kind__code").annotate(total=Sum("spent_vnd")))
    assert sums == {"DTPT": 1_747_244_000, "SN": 2_016_874_000}


def test_the_queue_of_the_statement_has_every_state(demo: None) -> None:
    found = reconcile(TreasuryStatement.objects.get(), access_of("taichinh"))
    assert Counter(item.state for item in found) == {
        "matched": 9, "differs": 1, "unknown": 1, "missing": 1, "accepted": 1
    }  # fmt: skip


def test_a_large_voucher_waits_for_somebody_else(demo: None) -> None:
    request = VoucherRequest.objects.get()
    step = progress_of(request).next_step
    assert why_not(request, step, access_of("so-nn")) != ""
    assert why_not(request, step, access_of("lanhdao")) == ""


def test_needs_wait_in_every_state_beside_two_alternatives(demo: None) -> None:
    assert set(CapitalNeed.objects.values_list("state", flat=True)) == set(CapitalNeed.State.values)
    plan = AllocationPlan.objects.get()
    assert plan.is_draft
    sides = sides_of(plan.alternatives.all())
    assert [side.total_vnd for side in sides] == [plan.envelope_vnd - reserve_vnd(plan)] * 2
    assert not any(side.unknown for side in sides)


def test_an_explanation_stands_in_each_state(demo: None) -> None:
    states = set(ExplanationRequest.objects.values_list("state", flat=True))
    assert states >= {"asked", "answered", "returned", "accepted"}
    assert any(request.is_overdue(TODAY) for request in ExplanationRequest.objects.all())


def access_of(username: str) -> Access:
    return access_of_user(User.objects.get(username=username), TODAY)


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
