"""Published statistics on their page: as printed, broken where the standard changes, summed by region."""

import csv
from io import StringIO

import pytest

from areas.models import Region
from reports.cube.refresh import refresh
from reports.models import PublishedFigure
from tests.reports.desk import Desk, Page
from tests.reports.test_cube_published import SHARED, _import, figure

PAGE = "reports:published"


@pytest.fixture
def printed(desk: Desk) -> Desk:
    province = desk.world.province
    for year, value in ((2019, 14_170), (2020, 10_232), (2021, 20_129), (2023, 10_913)):
        figure(province, year, "poor_households", value, doubtful=year == 2020)
    refresh()
    return desk


def test_nothing_is_published_yet(desk: Desk) -> None:
    page = desk.page(PAGE, role="commune_officer", ref="2025-30292")
    assert page.heading == "Số liệu công bố"
    assert "Chưa có số liệu công bố nào được nhập." in page.text
    assert 'name="chi_tieu"' not in page.html


def test_the_own_province_comes_first(printed: Desk) -> None:
    page = printed.page(PAGE, role="commune_officer", ref="2025-30292")
    assert page.heading == "Tỉnh An Giang: số hộ nghèo năm 2023 là 10.913 hộ"
    rows = page.table("Giá trị công bố theo năm")
    assert [row[0] for row in rows] == ["2023", "2021", "2020", "2019"]
    assert rows[1][2] == "2022-2025 chuẩn mới, không so sánh với năm trước"
    assert rows[2][3] == "đã đối chiếu"


def test_the_chart_has_a_line_for_each_standard(printed: Desk) -> None:
    series = printed.page(PAGE).context["chart"]["series"]
    assert [line["name"] for line in series] == ["chuẩn 2016–2020", "chuẩn 2022–2025"]
    assert [line["values"] for line in series] == [
        ["14170.0000", "10232.0000", None, None],
        [None, None, "20129.0000", "10913.0000"],
    ]


def test_a_doubtful_value_is_marked_and_kept(printed: Desk) -> None:
    page = printed.page(PAGE)
    assert "1 ô cần kiểm tra lại; số được giữ nguyên như công bố." in page.text
    around = {row[0]: row for row in page.table("Các tỉnh trong vùng theo năm")}
    assert around["Tỉnh An Giang đang xem"][1:] == ["14.170", "10.232 (?)", "20.129", "10.913"]
    assert around["Tỉnh Bến Tre"][1:] == ["–"] * 4


def test_a_region_and_an_unknown_choice(printed: Desk) -> None:
    region = Region.objects.get(members__area=printed.world.province)
    PublishedFigure.objects.create(
        level="region",
        region=region,
        edition="2024",
        year=2023,
        standard_period="2022-2025",
        indicator="poor_households",
        value=99_000,
        unit="household",
        source="công bố",
        confidence="verified",
    )
    page = printed.page(PAGE, noi=f"vung-{region.code}", nam_vung="2023")
    assert page.heading.startswith(f"Vùng {region.label}: số hộ nghèo năm 2023 là 99.000 hộ")
    sums = {row[0]: row for row in page.table("Tổng hợp theo vùng")}
    assert sums[region.label][1:3] == ["10.913", "99.000"]
    assert sums[region.label][3].startswith("thiếu ")
    same = printed.page(PAGE, noi="2099-1", chi_tieu="khong-co", nam_vung="1")
    assert same.heading == printed.page(PAGE).heading


def test_a_place_that_its_source_does_not_name(desk: Desk) -> None:
    PublishedFigure.objects.create(
        level="unnamed",
        place="một tỉnh",
        edition="2024",
        year=2024,
        standard_period="2022-2025",
        indicator="disbursement_rate_total_to_28_oct",
        value="46.54",
        unit="%",
        source="bài 004",
        confidence="verified",
    )
    page = desk.page(PAGE, chi_tieu="disbursement_rate_total_to_28_oct")
    assert page.heading == "một tỉnh: tỷ lệ giải ngân đến 28/10 năm 2024 là 46,54 %"


def test_figures_leave_as_they_were_printed(printed: Desk) -> None:
    answer = printed.get(PAGE, format="csv")
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [(row["Mã"], row["Năm"], float(row["Giá trị"].replace(",", ".")), row["Nghi vấn"]) for row in rows] == [
        ("2024-89", "2019", 14_170, ""),
        ("2024-89", "2020", 10_232, "cần kiểm tra lại"),
        ("2024-89", "2021", 20_129, ""),
        ("2024-89", "2023", 10_913, ""),
    ]
    assert printed.get(PAGE, role="village_reviewer", ref="2025-30292", format="csv").status_code == 403


@pytest.mark.skipif(not SHARED.exists(), reason="published_figures.csv stands only beside the project")
def test_the_regions_of_2023_agree_with_what_was_printed(desk: Desk) -> None:
    _import(SHARED)
    refresh()
    page: Page = desk.page(PAGE, chi_tieu="mpi_households_poor_plus_near_poor", nam_vung="2023")
    rows = page.table("Tổng hợp theo vùng")
    assert len(rows) == 6
    assert all(row[1] == row[2] and row[3].startswith("khớp") for row in rows)
