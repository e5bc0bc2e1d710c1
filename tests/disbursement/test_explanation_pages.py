"""The pages of explanations: the list with its filters, one request, the journey from answer to end, REST."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import create_client
from disbursement import work
from disbursement.models import Explanation, ExplanationRequest
from disbursement.services.explanations import assess
from tests.disbursement.explanations_made import DEC, NOV, OCT, SEP, TODAY, Laggard, make_request, on_day
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE

LIST = "disbursement:explanations"


def url(name: str, asked: ExplanationRequest) -> str:
    return reverse(f"disbursement:explanation_{name}" if name else "disbursement:explanation", args=[asked.pk])


def post(laggard: Laggard, role: str, ref: str, name: str, data: dict[str, Any], asked: Any = None) -> Any:
    return laggard.office.client(role, ref).post(url(name, asked or laggard.asked), data, follow=True)


def typed(**changed: str) -> dict[str, str]:
    given = {"cause": "Chậm bàn giao mặt bằng", "measures": "Vận động từng hộ", "difficulties": "Đơn giá thấp"}
    return given | {"thang_2026_11": "400", "thang_2026_12": "1.000"} | changed


def page(laggard: Laggard, role: str = "provincial_officer", ref: str = PROVINCE) -> str:
    return str(laggard.office.client(role, ref).get(url("", laggard.asked)).content.decode())


def listed(laggard: Laggard, role: str = "provincial_officer", ref: str = PROVINCE, **query: str) -> set[str]:
    rows = laggard.office.client(role, ref).get(reverse(LIST), query).context["table"].rows
    return {row.cells[0].text for row in rows}


def waiting(laggard: Laggard, role: str, ref: str = PROVINCE) -> list[str]:
    access = laggard.office.access(role, ref)
    found = list(work.waiting(access, TODAY, 9))
    assert work.waiting_count(access, TODAY) == len(found)
    return [str(item.kind) for item in found]


def test_from_the_answer_over_a_return_to_the_end(laggard: Laggard) -> None:
    assert laggard.asked.state == "asked"
    assert waiting(laggard, "commune_officer", COMMUNE) == ["Giải trình"]
    assert waiting(laggard, "provincial_officer") == []
    assert "Đơn vị chưa giải trình." in page(laggard)
    answer = post(laggard, "commune_officer", COMMUNE, "answer", typed())
    assert "Đã gửi giải trình." in answer.content.decode()
    assert waiting(laggard, "commune_officer", COMMUNE) == []
    assert waiting(laggard, "provincial_officer") == ["Xem xét giải trình"]
    due = "05/01/2027"
    post(laggard, "provincial_officer", PROVINCE, "return", {"text": "Chưa rõ biện pháp", "due": due})
    assert "Lý do trả lại: Chưa rõ biện pháp" in page(laggard, "commune_officer", COMMUNE)
    form = laggard.office.client("commune_officer", COMMUNE).get(url("answer", laggard.asked)).content.decode()
    for kept in ("Chậm bàn giao mặt bằng", "Đơn giá thấp", 'value="400"', 'value="1.000"'):
        assert kept in form
    post(laggard, "commune_officer", COMMUNE, "answer", typed(measures="Nghiệm thu từng đoạn"))
    post(laggard, "leader", PROVINCE, "accept", {"text": "Báo cáo hằng tuần"})
    shown = page(laggard)
    for words in ("Giải trình lần 1", "Giải trình lần 2", "Vận động từng hộ", "Nghiệm thu từng đoạn", "hằng tuần"):
        assert words in shown
    post(laggard, "provincial_officer", PROVINCE, "close", {"text": "Đã điều chuyển vốn"})
    assert "Lý do kết thúc: Đã điều chuyển vốn" in page(laggard)
    assert ExplanationRequest.objects.get(pk=laggard.asked.pk).state == "closed"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"thang_2026_11": "500", "thang_2026_12": "400"}, "Số lũy kế không được giảm: nhập ít nhất 500 đồng"),
        ({"thang_2026_12": "1001"}, "Vượt kế hoạch: nhập không quá 1.000 đồng"),
        ({"thang_2026_11": "", "thang_2026_12": "400"}, "bỏ trống cả các tháng sau"),
        ({"thang_2026_11": "", "thang_2026_12": ""}, "ít nhất một tháng"),
        ({"thang_2026_11": "một tỷ"}, "Nhập số đồng nguyên"),
        ({"thang_2026_11": "-5"}, "Nhập số đồng nguyên"),
        ({"cause": " "}, "Chưa nhập"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    laggard: Laggard, changed: dict[str, str], said: str
) -> None:
    html = post(laggard, "commune_officer", COMMUNE, "answer", typed(**changed)).content.decode()
    assert said in html
    for value in typed(**changed).values():
        assert value in html
    assert not Explanation.objects.exists()


def test_an_act_that_is_not_open_leads_back_with_the_reason(laggard: Laggard) -> None:
    client = laggard.office.client("department")
    answer = client.get(url("answer", laggard.asked), follow=True)
    assert "Chỉ đơn vị được yêu cầu mới giải trình được." in answer.content.decode()
    officer = laggard.office.client("provincial_officer")
    assert (
        "Chỉ làm được việc này khi đang ở trạng thái"
        in officer.get(url("accept", laggard.asked), follow=True).content.decode()
    )
    html = client.post(url("answer", laggard.asked), typed()).content.decode()
    assert "Chỉ đơn vị được yêu cầu" in html
    assert "Chậm bàn giao mặt bằng" in html


def test_the_answer_is_kept_in_the_browser_until_it_has_arrived(laggard: Laggard) -> None:
    client = laggard.office.client("commune_officer", COMMUNE)
    key = f"giai-trinh:{laggard.asked.pk}:1"
    assert f'data-draft="{key}"' in client.get(url("answer", laggard.asked)).content.decode()
    sent = client.post(url("answer", laggard.asked), typed() | {"draft_sent": f"{key}|1764000000000"})
    assert "draft-arrived" in sent.cookies


@pytest.fixture
def followed(laggard: Laggard, november: pytest.MonkeyPatch) -> Laggard:
    """September kept, October missed by 50."""
    on_day(november, date(2026, 9, 10))
    laggard.accepted({SEP: 100, OCT: 300, NOV: 600, DEC: 1000})
    on_day(november, TODAY)
    laggard.spend(100, SEP)
    laggard.spend(150, OCT)
    return laggard


def test_kept_and_missed_months_stand_beside_the_ledger(followed: Laggard) -> None:
    answer = followed.office.client("provincial_officer").get(url("", followed.asked))
    rows = [[str(cell.text) for cell in row.cells] for row in answer.context["schedule"].rows]
    assert rows == [
        ["09/2026", "100", "10,00%", "100", "–", "đạt"],
        ["10/2026", "300", "30,00%", "250", "50", "không đạt"],
        ["11/2026", "600", "60,00%", "–", "–", "chưa đến hạn"],
        ["12/2026", "1.000", "100,00%", "–", "–", "chưa đến hạn"],
    ]
    html = answer.content.decode()
    assert "chậm so với cam kết đến 31/10/2026: đến nay còn thiếu 50 đồng" in html
    figures = [[str(cell.text) for cell in row.cells] for row in answer.context["figures"].rows]
    assert figures[1:3] == [["Đã giải ngân", "0", "250"], ["Tỷ lệ giải ngân", "0,00%", "25,00%"]]
    assert waiting(followed, "provincial_officer") == ["Chậm cam kết"]
    assert waiting(followed, "finance") == []


def test_the_list_is_narrowed(followed: Laggard) -> None:
    office = followed.office
    own, other = office.agency(COMMUNE).name, office.agency(OTHER_COMMUNE).name
    late = make_request(office, OTHER_COMMUNE, due=TODAY - timedelta(days=1))
    assert listed(followed) == {own, other}
    assert listed(followed, qua_han="on") == listed(followed, cho="on") == {other}
    assert listed(followed, cham="on") == listed(followed, trang_thai="accepted") == {own}
    assert listed(followed, don_vi=str(late.holder_id)) == {other}
    assert listed(followed, nam_ngan_sach="2025") == set()
    assert listed(followed, "commune_officer", COMMUNE) == {own}
    heading = office.client("provincial_officer").get(reverse(LIST)).content.decode()
    assert "<h1>1 giải trình quá hạn</h1>" in heading


def test_the_list_and_its_heading_are_of_the_place_looked_at(followed: Laggard) -> None:
    office = followed.office
    make_request(office, OTHER_COMMUNE, due=TODAY - timedelta(days=1))
    assert listed(followed, dia_ban=COMMUNE) == {office.agency(COMMUNE).name}
    assert listed(followed, dia_ban=OTHER_COMMUNE, qua_han="on") == {office.agency(OTHER_COMMUNE).name}
    for query in ({"dia_ban": COMMUNE}, {"dia_ban": PROVINCE, "trang_thai": "accepted"}):
        heading = office.client("provincial_officer").get(reverse(LIST), query).content.decode()
        assert "<h1>Giải trình tiến độ giải ngân</h1>" in heading


def test_an_empty_list_says_what_narrows_it(followed: Laggard) -> None:
    client = followed.office.client("provincial_officer")
    for query, said in (
        ({"dia_ban": OTHER_COMMUNE}, "Chưa yêu cầu đơn vị nào của địa bàn đang xem"),
        ({"dia_ban": COMMUNE, "qua_han": "on"}, "Không có dòng nào khớp với bộ lọc"),
        ({"dia_ban": COMMUNE, "nam_ngan_sach": "2016"}, "Không có dòng nào khớp với bộ lọc"),
    ):
        assert said in client.get(reverse(LIST), query).content.decode(), query


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_list_leaves_as_a_table(followed: Laggard, wanted: str) -> None:
    answer = followed.office.client("finance").get(reverse(LIST), {"format": wanted})
    content = b"".join(answer)  # type: ignore[call-overload]
    assert answer.status_code == 200
    assert wanted == "xlsx" or "đang theo dõi" in content.decode()


def test_the_pages_ask_no_query_per_row(followed: Laggard, django_assert_max_num_queries: Any) -> None:
    office = followed.office
    for ref in (OTHER_COMMUNE, PROVINCE):
        make_request(office, ref)
    client = office.client("provincial_officer")
    for address in (reverse(LIST), url("", followed.asked)):
        client.get(address)
        with django_assert_max_num_queries(34):
            client.get(address)


def test_another_commune_learns_nothing(followed: Laggard) -> None:
    stranger = followed.office.client("commune_officer", OTHER_COMMUNE)
    assert stranger.get(url("", followed.asked)).status_code == 404
    assert stranger.post(url("answer", followed.asked), typed()).status_code == 404
    assert listed(followed, "commune_officer", OTHER_COMMUNE) == set()


def api(laggard: Laggard, ref: str = PROVINCE, **query: str) -> Any:
    area = {PROVINCE: laggard.office.province, OTHER_COMMUNE: laggard.office.other_commune}[ref]
    _client, token = create_client(name=f"Trục {ref}", area=area, scopes=["reports:read"], days=1)
    return Client().get("/api/v1/explanations/", query, headers={"authorization": f"Bearer {token}"})


def test_rest_gives_the_same(followed: Laggard) -> None:
    found = api(followed).json()
    assert found["next"] is None
    row = found["results"][0]
    assert (row["state"], row["budget_year"], row["holder"]["area"]) == ("accepted", 2026, COMMUNE)
    assert row["rate_asked"] == {"numerator": 0, "denominator": 1000, "percent": "0.00"}
    assert row["average_asked"]["percent"] == "50.00"
    assert row["rate_now"] == {"numerator": 250, "denominator": 1000, "percent": "25.00"}
    assert row["explanation"]["version"] == 1
    steps = [tuple(step.values()) for step in row["explanation"]["schedule"]]
    assert steps == [
        ("2026-09-30", 100, 100, 0),
        ("2026-10-31", 300, 250, 50),
        ("2026-11-30", 600, None, None),
        ("2026-12-31", 1000, None, None),
    ]


def test_rest_is_narrowed_and_keeps_to_the_area(followed: Laggard) -> None:
    late = make_request(followed.office, OTHER_COMMUNE, due=TODAY - timedelta(days=1))

    def ids(**query: str) -> list[str]:
        return [row["id"] for row in api(followed, **query).json()["results"]]

    assert ids(overdue="true") == ids(state="asked") == [str(late.pk)]
    assert ids(behind="true") == [str(followed.asked.pk)]
    assert ids(year="2025") == []
    assert api(followed, state="x").status_code == api(followed, year="26").status_code == 400
    first = api(followed, limit="1").json()
    assert len(first["results"]) == 1
    assert first["next"]
    assert [row["id"] for row in api(followed, OTHER_COMMUNE).json()["results"]] == [str(late.pk)]


def test_a_withdrawn_request_says_why(laggard: Laggard) -> None:
    assess(request=laggard.asked, act="withdraw", access=laggard.asker, text="Gửi nhầm")
    assert "Lý do kết thúc: Gửi nhầm" in page(laggard)
