"""The disbursement board: article 004 on the page, its lists, its denominators, what leaves it."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Assignment
from core.formats import format_date
from core.tables import Table
from disbursement.models import CapitalLine
from disbursement.services import plan
from reports.boards.disbursement import DisbursementBoard
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze
from tests.disbursement.moves import carry_over
from tests.office import Office
from tests.reports.cube_world import World
from tests.reports.desk import PROVINCE_QUERY, Desk, Page
from tests.reports.test_cube_capital import article_004

BOARD = "reports:disbursement"


@pytest.fixture
def article(desk: Desk) -> Desk:
    article_004(desk.world)
    desk.target(desk.world.province, 2024)
    return desk


def test_the_title_says_the_news(article: Desk) -> None:
    page = article.page(BOARD, **PROVINCE_QUERY)
    assert page.heading == "Giải ngân đạt 46,54% kế hoạch; còn phải giải ngân 178 tỷ đồng đến 31/12 để đạt 95%"
    assert page.lead.startswith("Còn 64 ngày: mỗi tháng phải giải ngân 84 tỷ đồng, gấp 4,9 lần")


def test_kinds_stand_under_the_total(article: Desk) -> None:
    rows = article.page(BOARD, **PROVINCE_QUERY).table("Kế hoạch và giải ngân theo loại vốn")
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [
        ("Tổng cộng", "366,3", "170,5", "46,54%"),
        ("Vốn đầu tư phát triển", "134,0", "102,9", "76,78%"),
        ("Vốn sự nghiệp", "232,3", "67,6", "29,10%"),
    ]


def test_laggards_come_first_and_can_be_asked_for_alone(article: Desk) -> None:
    names = [row[0] for row in _holders(article)]
    assert names == ["Đơn vị cq-4", "Đơn vị cq-3", "Đơn vị cq-2", "Đơn vị cq-1"]
    assert [row[0] for row in _holders(article, loc="duoi-binh-quan")] == names[:3]
    assert [row[0] for row in _holders(article, loc="chua-giai-ngan")] == names[:1]
    nothing = _holders(article, loc="chua-giai-ngan")[0]
    assert "chưa giải ngân" in nothing
    page = article.page(BOARD, **PROVINCE_QUERY)
    assert page.links("Thấp hơn bình quân 3")
    assert page.links("Chưa giải ngân 1")


def _holders(desk: Desk, **query: str) -> list[list[str]]:
    return desk.page(BOARD, **PROVINCE_QUERY, **query).table("Giải ngân của từng đơn vị")


def test_a_laggard_is_urged_by_a_task(article: Desk) -> None:
    page = article.page(BOARD, **PROVINCE_QUERY)
    urge = page.links("Đôn đốc Đơn vị cq-4")[0]
    form = article.office.client("provincial_officer").get(urge)
    assert "Đơn vị cq-4 (mới đạt 0,00% kế hoạch, tính đến 28/10/2024)" in form.content.decode()
    assert not article.page(BOARD, role="auditor", **PROVINCE_QUERY).links("Đôn đốc Đơn vị cq-4")


def test_a_number_leads_to_the_lines_behind_it(article: Desk) -> None:
    page = article.page(BOARD, **PROVINCE_QUERY)
    list_of = article.office.client("provincial_officer").get(page.links("Đơn vị cq-2")[0])
    lines = [row.cells[0].url for row in _table(list_of).rows]
    expected = CapitalLine.objects.filter(holder__code="cq-2")
    assert sorted(lines) == sorted(reverse("disbursement:line", args=[line.pk]) for line in expected)
    of_kind = article.office.client("provincial_officer").get(page.links("Vốn đầu tư phát triển")[0])
    assert len(_table(of_kind).rows) == 2


def test_the_lines_add_up_to_the_number_on_the_day(article: Desk) -> None:
    """More was planned after the day: the list behind the number shows the day, on the page and in its file."""
    client = article.office.client("provincial_officer")
    page = article.page(BOARD, **PROVINCE_QUERY)
    behind = page.links("Tổng cộng")[0]
    answer = client.get(behind)
    assert "tính đến hết ngày 28/10/2024" in answer.content.decode()
    shown = [int(row.cells[4].text.replace(".", "")) for row in _table(answer).rows]
    assert sum(shown) == page.context["board"].totals.total.plan_vnd
    rows = _read(client.get(behind, {**dict(parse_qsl(urlsplit(behind).query)), "format": "csv"}), "csv")
    assert sum(int(row[7]) for row in rows[1:]) == sum(shown)
    assert sum(line.plan_vnd for line in CapitalLine.objects.all()) > sum(shown)


def _table(answer: Any) -> Table:
    table: Table = answer.context["table"]
    return table


def test_the_denominator_is_named_and_can_be_switched(desk: Desk) -> None:
    world = desk.world
    line = world.line(world.holder(world.province), 2023)
    world.assign(line, 100_000_000, date(2023, 1, 5))
    carry_over(line=line, amount_vnd=60_000_000, by=plan.Draft(world.decision, date(2024, 1, 31)))
    world.assign(world.line(world.holder(world.province), 2024), 500_000_000, date(2024, 1, 5))
    refresh()
    page = desk.page(BOARD, **PROVINCE_QUERY)
    assert "không gồm vốn kéo dài" in page.text
    assert _plan(page) == "500"
    switched = Page(desk.office.client("provincial_officer").get(page.links("Tính cả vốn kéo dài")[0]))
    assert "vốn các năm trước kéo dài sang" in switched.text
    assert _plan(switched) == "560"


def _plan(page: Page) -> str:
    return page.table("Kế hoạch và giải ngân theo loại vốn")[0][1]


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_what_leaves_the_page_is_what_it_shows(article: Desk, wanted: str) -> None:
    answer = article.get(BOARD, **PROVINCE_QUERY, format=wanted)
    rows = _read(answer, wanted)
    if wanted == "xlsx":
        page = article.page(BOARD, **PROVINCE_QUERY)
        assert [row[0] for row in rows[:4]] == [
            page.heading,
            "Địa bàn: Tỉnh An Giang",
            "Tính đến ngày 28/10/2024",
            "Đơn vị tính: đồng.",
        ]
        rows = rows[rows.index(next(row for row in rows if row[0] == "Nhóm")) :]
    assert rows[0][:4] == ["Nhóm", "Mã", "Tên", "Kế hoạch (đồng)"]
    assert [str(value) for value in rows[1][:5]] == [
        "Tổng cộng",
        NOTHING[wanted],
        "Tổng cộng",
        "366349000000",
        "170498759000",
    ]
    assert _number(rows[1][7]) == 46.54
    holder = next(row for row in rows if row[1] == "cq-4")
    assert [holder[0], _number(holder[7]), _number(holder[8])] == ["Đơn vị", 0, -46.54]


def test_the_file_says_whether_its_figures_are_provisional_or_frozen(article: Desk) -> None:
    def notes() -> list[Any]:
        return [row[0] for row in _read(article.get(BOARD, **PROVINCE_QUERY, format="xlsx"), "xlsx")]

    report = {"area": "2024-89", "year": "2024", "as_of": "2024-10-28"}
    provisional = "Số liệu năm 2024 là tạm tính, chốt sau ngày 31/01/2025."
    assert provisional in notes()
    assert article.api("reports/disbursement/", **report).json()["is_frozen"] is False
    freeze(code="capital", year=2024, area=article.world.province, reason="chốt năm")
    frozen = f"Số liệu năm 2024 đã chốt ngày {format_date(timezone.localdate())} (phiên bản 1): chốt năm"
    assert frozen in notes()
    assert provisional not in notes()
    assert frozen in article.page(BOARD, **PROVINCE_QUERY).text
    assert article.api("reports/disbursement/", **report).json()["is_frozen"] is True


# What an empty cell is read back as.
NOTHING = {"csv": "", "xlsx": "None"}


def _number(cell: Any) -> float:
    return float(str(cell).replace(",", "."))


def _read(answer: Any, wanted: str) -> list[list[Any]]:
    content = b"".join(answer.streaming_content)
    if wanted == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]


def test_an_officer_of_some_components_is_told_that_it_is_a_part(article: Desk) -> None:
    user = article.office.user("department")
    post = Assignment.objects.get(user=user)
    component = CapitalLine.objects.select_related("component").first().component  # type: ignore[union-attr]
    post.components.set([component])
    part = f"trong các nội dung được giao cho {user.agency}"
    for name in (BOARD, "home"):
        page = article.page(name, role="department", **PROVINCE_QUERY)
        assert page.heading.endswith(part)
        assert f"Chỉ tính các nội dung được giao cho {user.agency}." in page.text
        assert part not in article.page(name, **PROVINCE_QUERY).text


def test_who_may_not_export_gets_no_table_and_no_link(article: Desk) -> None:
    role, ref = "administrator", "2025-91"
    assert article.get(BOARD, role=role, ref=ref).status_code == 403
    assert article.page(BOARD, **PROVINCE_QUERY).links("Excel")


def test_a_year_without_a_plan_says_so(article: Desk) -> None:
    acts, planned = ("Excel", "Chốt số liệu năm"), article.page(BOARD, role="finance", **PROVINCE_QUERY)
    assert all(planned.links(act) for act in acts)
    page = article.page(BOARD, role="finance", dia_ban="2024-89", nam="2022")
    assert page.heading == "Chưa có kế hoạch vốn năm 2022"
    assert "Chưa có kế hoạch vốn nào được giao trong phạm vi này." in page.text
    assert not any(page.links(act) for act in acts)


def test_without_a_target_there_is_no_gap_to_it(desk: Desk) -> None:
    article_004(desk.world)
    page = desk.page(BOARD, **PROVINCE_QUERY)
    assert page.heading == "Giải ngân đạt 46,54% kế hoạch vốn năm 2024"
    assert "Chưa có chỉ tiêu giải ngân cho năm này." in page.text


def test_after_the_year_the_title_tells_the_outcome(article: Desk) -> None:
    article.target(article.world.province, 2023)
    page = article.page(BOARD, dia_ban="2024-89", nam="2024", tinh_den="2024-12-31")
    assert page.heading == "Giải ngân năm 2024 đạt 42,31% kế hoạch, còn thiếu 212 tỷ đồng so với mục tiêu 95%"


def test_the_target_of_the_unit_above_counts(article: Desk) -> None:
    district = article.world.districts[0]
    query = PROVINCE_QUERY | {"dia_ban": district.ref}
    board: DisbursementBoard = article.page(BOARD, **query).context["board"]
    assert board.target == 95


def test_a_department_officer_sees_the_own_components_alone(desk: Desk) -> None:
    world, office = desk.world, desk.office
    for number, amount in enumerate((100_000_000, 300_000_000)):
        world.assign(world.line(world.holder(world.province), 2024, component=number), amount, date(2024, 1, 2))
    refresh()
    user = office.user("department")
    Assignment.objects.get(user=user).components.set([world.components[1]])
    page = desk.page(BOARD, role="department", **PROVINCE_QUERY)
    assert _plan(page) == "300"
    assert len(page.table("Giải ngân theo dự án")) == 1


def test_a_commune_sees_its_own_holders(desk: Desk) -> None:
    world = desk.world
    for area in (desk.office.commune, desk.office.other_commune):
        world.assign(world.line(world.holder(area), 2026), 100_000_000, date(2026, 1, 2))
    refresh()
    page = desk.page(BOARD, role="commune_officer", ref="2025-30292", nam="2026")
    rows = page.table("Giải ngân của từng đơn vị")
    assert [row[0] for row in rows] == ["Đơn vị cq-2025-30292"]


def test_fifty_holders_stand_on_a_page(desk: Desk) -> None:
    world = desk.world
    for number in range(52):
        line = world.line(world.holder(world.districts[0], f"nhieu-{number:02}"), 2024)
        world.assign(line, 100 + number, date(2024, 1, 2))
    refresh()
    page = desk.page(BOARD, **PROVINCE_QUERY)
    assert len(page.table("Giải ngân của từng đơn vị")) == 50
    second = Page(desk.office.client("provincial_officer").get(page.links("Trang sau")[0].partition("#")[0]))
    assert len(second.table("Giải ngân của từng đơn vị")) == 2
    assert "Dòng 51 đến 52 trong 52 dòng" in second.text


def test_the_page_speaks_english(article: Desk) -> None:
    client: Client = article.office.client("provincial_officer")
    client.cookies["language"] = "en"
    answer = client.get(reverse(BOARD), PROVINCE_QUERY)
    assert answer.status_code == 200
    page = Page(answer)
    assert 'lang="en"' in page.html
    assert "46.54%" in page.text


def test_the_curve_stands_in_a_table_too(world: World, desk: Desk) -> None:
    article_004(world)
    page = desk.page(BOARD, **PROVINCE_QUERY)
    rows = page.table("Tỷ lệ giải ngân lũy kế theo tháng")
    assert rows[9][:2] == ["T10", "46,54%"]
    assert rows[10][1] == "–"


def test_office_of_another_province_sees_nothing_of_it(article: Desk) -> None:
    office: Office = article.office
    answer = office.client("provincial_officer", "2025-92").get(reverse(BOARD), PROVINCE_QUERY)
    assert answer.status_code == 404
