"""The year in the address is the year of the page: one to come, one of a medium-term plan, one without a review."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from disbursement.models import CapitalLine
from disbursement.services import plan
from reports.cube.refresh import refresh
from tests.disbursement.moves import carry_over
from tests.reports.cube_world import World
from tests.reports.desk import Desk

TODAY = date(2026, 11, 22)
NEXT = {"nam": "2027", "dia_ban": "2025-91"}
_localdate = timezone.localdate


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of 2026, whatever the clock says."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None: _localdate(value) if value else TODAY)


@pytest.fixture
def carried(desk: Desk) -> CapitalLine:
    """Of 100 given in 2026, 60 are carried over into 2027 by a decision that is signed already."""
    world: World = desk.world
    line = world.line(desk.office.agency("2025-91"), 2026)
    world.assign(line, 100_000_000, date(2026, 1, 5))
    carry_over(line=line, amount_vnd=60_000_000, by=plan.Draft(world.decision, date(2026, 11, 20)))
    refresh()
    return CapitalLine.objects.get(budget_year=2027)


def shown(desk: Desk, name: str, *args: Any, **query: str) -> str:
    return desk.page(name, *args, role="finance", **NEXT | query).text


def test_a_plan_of_next_year_is_found_on_every_page_of_capital(desk: Desk, carried: CapitalLine) -> None:
    assert "Bút toán của năm ngân sách 2027" in shown(desk, "disbursement:account", carried.holder_id)
    assert "60.000.000" in shown(desk, "disbursement:account", carried.holder_id)
    assert "60.000.000" in shown(desk, "disbursement:line_list")
    assert "60.000.000" in shown(desk, "disbursement:movements")
    board = desk.page("reports:disbursement", role="finance", **NEXT, keo_dai="1")
    assert board.context["board"].totals.total.plan_vnd == 60_000_000
    assert board.context["chosen"].year == 2027


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("home", "Chưa giao kế hoạch vốn năm 2027 cho địa bàn này."),
        ("reports:disbursement", "Chưa có kế hoạch vốn năm 2027"),
        ("reports:beyond", "Chưa ghi nguồn lực nào ngoài ngân sách năm 2027"),
        ("reports:close_year", "Vốn năm 2027 được giải ngân đến hết ngày 31/01/2028"),
        ("disbursement:line_list", "Chưa có dòng vốn nào của địa bàn và năm đang xem."),
        ("disbursement:unallocated", "Ở địa bàn và năm đang xem, không có dòng vốn nào chưa phân bổ hết."),
    ],
)
def test_a_year_without_anything_says_so(desk: Desk, name: str, said: str) -> None:
    assert said in shown(desk, name)


def test_a_medium_term_plan_is_found_in_each_of_its_years(desk: Desk) -> None:
    world = desk.world
    holder = world.holder(world.province, "so-1")
    year_line = world.line(holder, 2026)
    line = plan.open_line(
        component=year_line.component, holder=holder, kind=year_line.kind, source=year_line.source,
        budget_year=2030, tranche_year=2026, horizon="medium", is_detailed=False,
    )  # fmt: skip
    world.assign(line, 77_000_000, date(2026, 1, 5))
    found = {
        year: "77.000.000" in shown(desk, "disbursement:line_list", nam=year, ke_hoach="medium")
        for year in ("2025", "2026", "2030", "2031")
    }
    assert found == {"2025": False, "2026": True, "2030": True, "2031": False}
    assert "2026-2030" in shown(desk, "disbursement:line_list", nam="2027", ke_hoach="medium")
    assert "77.000.000" not in shown(desk, "disbursement:line_list", nam="2030")


def test_a_filter_of_a_list_changes_no_chosen_year(desk: Desk) -> None:
    client = desk.office.client("finance", "2025-91")
    for name in ("advances", "explanations", "needs", "need_totals"):
        client.get(reverse(f"disbursement:{name}"), {"nam_ngan_sach": "2024"})
    client.get(reverse("disbursement:decisions"), {"nam_hieu_luc": "2024"})
    year = client.get(reverse("reports:disbursement")).context["context_bar"][1]
    assert year["value"] == "2026"
