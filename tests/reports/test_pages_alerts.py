"""The list of alerts, the panels that count them, the task they ask for, what leaves by file and by REST."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from catalogs.models import CapitalKind
from core.acting import acting_as
from disbursement.models import CapitalLine
from disbursement.services import plan
from reports.alerts.standing import update_alerts
from reports.cube.refresh import refresh
from reports.models import Alert, AlertRule
from tests.disbursement.explanations_made import make_request
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE
from tests.reports.alerts_made import make_rule
from tests.reports.desk import Desk, Page

LIST = "reports:alerts"


@pytest.fixture
def late(desk: Desk) -> Desk:
    """Today a commune has spent nothing for long, and the province holds money back; another commune is well."""
    world, today = desk.world, timezone.localdate()
    given = today - timedelta(days=100)
    for ref, spent in ((COMMUNE, 0), (OTHER_COMMUNE, 90)):
        line = world.line(desk.office.agency(ref), today.year)
        world.assign(line, 100_000_000, given)
        if spent:
            world.voucher(line, spent * 1_000_000, today)
    root = plan.open_line(
        component=world.components[0],
        holder=desk.office.agency(),
        kind=line.kind,
        source=line.source,
        budget_year=today.year,
        is_detailed=False,
    )
    world.assign(root, 5_000_000, given)
    make_rule("2025-91", "nothing_disbursed", 3, severity="late")
    make_rule("2025-91", "below_average", 100)
    refresh()
    update_alerts(today)
    return desk


def listed(desk: Desk, **how: Any) -> list[list[str]]:
    """The rows of the list itself, below the counts by kind."""
    page = desk.page(LIST, **how)
    table = page.context["table"]
    return [[str(cell.text) for cell in row.cells] for row in table.rows]


def test_the_gravest_come_first_with_what_is_wrong(late: Desk) -> None:
    rows = listed(late)
    province, commune = late.office.agency().name, late.office.agency(COMMUNE).name
    assert [(row[0], row[2]) for row in rows] == [(commune, "nghiêm trọng"), (province, "nghiêm trọng")]
    assert rows[0][1].startswith("Chưa giải ngân đồng nào trong 100 triệu đồng kế hoạch, được giao từ ")
    assert rows[1][1] == "Còn 5 triệu đồng chưa phân bổ, lâu nhất đã 100 ngày (Vốn đầu tư phát triển)"
    assert late.page(LIST).heading == "2 cảnh báo giải ngân đang chờ xử lý"


def test_filters(late: Desk) -> None:
    province, commune = late.office.agency(), late.office.agency(COMMUNE)
    assert [row[0] for row in listed(late, loai="unallocated_held")] == [province.name]
    assert [row[0] for row in listed(late, don_vi=str(commune.pk))] == [commune.name]
    assert listed(late, muc="warn") == []
    assert [row[0] for row in listed(late, dia_ban=COMMUNE)] == [commune.name]
    assert listed(late, loai="khong-co") == []


def test_each_sees_alerts_of_the_own_area(late: Desk) -> None:
    commune = late.office.agency(COMMUNE).name
    assert [row[0] for row in listed(late, role="commune_officer", ref=COMMUNE)] == [commune]
    assert listed(late, role="commune_officer", ref=OTHER_COMMUNE) == []
    assert listed(late, ref=ELSEWHERE) == []


def test_an_officer_of_some_components_sees_alerts_about_their_lines(late: Desk) -> None:
    for component, rows in ((late.world.components[0], 1), (late.world.components[1], 0)):
        post = late.office.user("department").assignments.get()
        post.components.set([component])
        assert len(listed(late, role="department")) == rows


def test_what_is_over_is_kept_and_asked_for(late: Desk) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    line = late.office.agency(COMMUNE).capital_lines.get()
    late.world.voucher(line, 1_000_000, timezone.localdate())
    refresh()
    update_alerts(tomorrow)
    assert [row[0] for row in listed(late)] == [late.office.agency().name]
    [row] = listed(late, tinh_trang="het")
    assert row[0] == late.office.agency(COMMUNE).name
    assert row[5] == tomorrow.strftime("%d/%m/%Y")


def test_a_task_can_be_given_from_the_row(late: Desk) -> None:
    links = late.page(LIST).links("Đôn đốc")
    query = parse_qs(urlsplit(links[0]).query)
    assert query["don_vi"] == [str(late.office.agency(COMMUNE).pk)]
    assert query["viec"][0].startswith(
        f"Khắc phục cảnh báo giải ngân của {late.office.agency(COMMUNE).name}: Chưa giải"
    )
    assert late.office.client("provincial_officer").get(links[0]).status_code == 200
    assert late.page(LIST, role="inspector").links("Đôn đốc") == []


def opened(desk: Desk, url: str, role: str = "provincial_officer") -> Page:
    return Page(desk.office.client(role).get(url))


def test_the_row_leads_to_the_line_or_the_lines_of_the_holder(late: Desk) -> None:
    page, province, commune = late.page(LIST), late.office.agency().name, late.office.agency(COMMUNE).name
    [line], [lines] = page.links(province), page.links(commune)
    assert province in opened(late, line).text
    assert "5.000.000" in opened(late, line).text
    [row] = opened(late, lines).context["table"].rows
    assert commune in [cell.text for cell in row.cells]


@pytest.mark.parametrize("place", ["2025-91", COMMUNE])
def test_the_row_leads_to_the_question_to_its_holder(late: Desk, place: str) -> None:
    """Beside the average of the province on the day of the alert, wherever one looks from: a commune alone is its own
    average."""
    [url] = late.page(LIST, dia_ban=place).links("Yêu cầu giải trình")
    asked = late.office.client("provincial_officer").get(url).context
    assert [item.row.holder for item in asked["rows"]] == [late.office.agency(COMMUNE)]
    assert asked["as_of"] == Alert.objects.first().last_seen  # type: ignore[union-attr]
    assert asked["average"].percent == "43.90"


def test_who_was_asked_already_is_shown_what_was_asked(late: Desk) -> None:
    request = make_request(late.office, COMMUNE, budget_year=timezone.localdate().year)
    page = late.page(LIST)
    assert page.links("Yêu cầu giải trình") == []
    assert page.links("Xem giải trình") == [reverse("disbursement:explanation", args=[request.pk])]


def test_who_does_not_see_the_province_asks_nobody_from_here(late: Desk) -> None:
    assert late.page(LIST, role="leader").links("Yêu cầu giải trình")
    assert late.page(LIST, role="leader", ref=COMMUNE).links("Yêu cầu giải trình") == []


def test_the_question_is_about_all_capital_so_a_rule_of_one_kind_does_not_lead_to_it(late: Desk) -> None:
    AlertRule.objects.update(capital_kind=CapitalKind.objects.get(code="DTPT"))
    assert late.page(LIST).links("Yêu cầu giải trình") == []


@pytest.mark.parametrize("place", ["2025-91", COMMUNE])
def test_the_counts_lead_to_their_holders(late: Desk, place: str) -> None:
    """Money held back that was carried over is held back too."""
    root, today = CapitalLine.objects.get(is_detailed=False), timezone.localdate()
    same = {name: getattr(root, name) for name in ("component", "holder", "kind", "source", "budget_year")}
    carried = plan.open_line(**same, tranche_year=today.year - 1, is_detailed=False)
    late.world.assign(carried, 1_000_000, today - timedelta(days=100))
    make_rule("2025-91", "below_average", 1, severity="late")
    update_alerts(today)
    links = late.page(LIST, dia_ban=place).links("Xem số liệu")
    for url in links[:2]:
        holders = opened(late, url).context["page"].items
        assert late.office.agency(COMMUNE) in [row.holder for row in holders]
    assert [len(opened(late, url).context["table"].rows) for url in links[2:]] == ([2] if place == "2025-91" else [])


@pytest.mark.parametrize("page", ["home", "reports:disbursement"])
def test_board_and_home_count_them_for_today_alone(late: Desk, page: str) -> None:
    rows = late.page(page).table("Cảnh báo giải ngân")
    assert [row[:2] for row in rows] == [["Chưa giải ngân", "1"], ["Chậm phân bổ vốn", "1"]]
    year = timezone.localdate().year
    assert "Chậm phân bổ vốn" not in late.page(page, nam=str(year - 1)).text


def test_the_commune_finds_its_own_on_its_first_page(late: Desk) -> None:
    rows = late.page("home", role="commune_officer", ref=COMMUNE).table("Cảnh báo giải ngân")
    assert [row[0] for row in rows] == ["Chưa giải ngân"]
    assert "Chậm phân bổ vốn" not in late.page("home", role="commune_officer", ref=OTHER_COMMUNE).text


def test_the_list_leaves_as_a_file(late: Desk) -> None:
    answer = late.get(LIST, format="csv", loai="unallocated_held")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert rows[-1][:2] == [late.office.agency().name, "chậm phân bổ vốn"]
    assert late.office.agency(COMMUNE).name not in str(rows)


def test_a_year_leaves_as_a_year_and_not_as_an_amount(late: Desk) -> None:
    content = b"".join(late.get(LIST, format="xlsx").streaming_content)
    cells = [cell for row in load_workbook(BytesIO(content)).active for cell in row]
    years = {cell.number_format for cell in cells if cell.value == timezone.localdate().year}
    assert years
    assert not [shown for shown in years if "," in shown]


def test_rest_gives_what_the_page_shows(late: Desk) -> None:
    found = late.api("alerts/").json()
    assert [row["holder"] for row in found["results"]] == [
        late.office.agency(COMMUNE).code,
        late.office.agency().code,
    ]
    assert found["results"][0]["figures"]["plan_vnd"] == 100_000_000
    assert found["next"] is None
    below = late.api("alerts/", COMMUNE, kind="nothing_disbursed").json()["results"]
    assert [row["text"] for row in below] == [listed(late, don_vi=str(late.office.agency(COMMUNE).pk))[0][1]]
    assert late.api("alerts/", ELSEWHERE).json()["results"] == []
    assert late.api("alerts/", area=COMMUNE).json()["results"] == below
    assert late.api("alerts/", kind="x").status_code == 400
    assert late.api("alerts/", scopes=("households:read",)).status_code == 403


def test_the_second_wall_shows_and_changes_nothing_of_others(late: Desk) -> None:
    """Without the filter of the page, and nobody writes an alert but the daily run."""
    with acting_as(late.office.access("commune_officer", COMMUNE).actor()):
        assert [alert.holder for alert in Alert.objects.all()] == [late.office.agency(COMMUNE)]
        with pytest.raises(ProgrammingError), transaction.atomic():
            Alert.objects.update(told_on=None)
    with acting_as(late.office.access("provincial_officer", ELSEWHERE).actor()):
        assert not Alert.objects.exists()
