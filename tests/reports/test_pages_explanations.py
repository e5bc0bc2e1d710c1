"""Late holders are asked from the board: with the board's figures, one or several, nobody twice; what the home says."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from disbursement.models import ExplanationRequest
from tests.disbursement.explanations_made import make_request
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE, Office
from tests.reports.desk import PROVINCE_QUERY, Desk
from tests.reports.test_cube_capital import DAY, article_004

ASK, BOARD = "reports:ask_explanation", "reports:disbursement"
DUE = f"{timezone.localdate() + timedelta(days=60):%d/%m/%Y}"


@pytest.fixture
def article(desk: Desk) -> Desk:
    article_004(desk.world)
    return desk


def holder(code: str) -> Agency:
    return Agency.objects.get(code=code)


def ask(desk: Desk, *codes: str, role: str = "provincial_officer", query: Any = None, **typed: Any) -> Any:
    address = f"{reverse(ASK)}?{urlencode(PROVINCE_QUERY | (query or {}))}"
    given = {"holders": [holder(code).pk for code in codes], "question": "Vì sao chậm?", "due": DUE} | typed
    return desk.office.client(role).post(address, given, follow=True)


def rows(desk: Desk, **query: str) -> dict[str, tuple[bool, bool]]:
    """Of each holder on the page: whether it is ticked, and whether it was asked already."""
    found = desk.get(ASK, **PROVINCE_QUERY, **query).context["rows"]
    return {item.row.holder.code: (item.is_ticked, item.open is not None) for item in found}


def test_the_page_lists_who_is_late_laggards_first(article: Desk) -> None:
    assert rows(article) == {"cq-4": (False, False), "cq-3": (False, False), "cq-2": (False, False)}
    assert list(rows(article)) == ["cq-4", "cq-3", "cq-2"]
    assert {ticked for ticked, _open in rows(article, chon="tat-ca").values()} == {True}
    assert rows(article, don_vi=str(holder("cq-3").pk)) == {"cq-3": (True, False)}
    assert rows(article, don_vi=str(holder("cq-1").pk)) == {}


def test_the_figures_of_the_board_are_frozen(article: Desk) -> None:
    answer = ask(article, "cq-4", "cq-2")
    assert "Đã gửi yêu cầu giải trình" in answer.content.decode()
    asked = ExplanationRequest.objects.get(holder__code="cq-2")
    assert (asked.plan_vnd, asked.disbursed_vnd) == (184_000_000_000, 62_885_200_000)
    assert (asked.average.percent, asked.as_of, asked.budget_year) == ("46.54", DAY, 2024)
    assert asked.asked_by == article.office.user("provincial_officer")
    then = ExplanationRequest.objects.with_ledger(DAY).get(pk=asked.pk)
    assert (then.plan_now, then.disbursed_now) == (asked.plan_vnd, asked.disbursed_vnd)
    later = ExplanationRequest.objects.with_ledger(timezone.localdate()).get(pk=asked.pk)
    assert later.plan_now == asked.plan_vnd * 11 // 10


@pytest.mark.parametrize(
    ("query", "expected"), [({"keo_dai": "1", "mau_so": "chi-tiet"}, (True, "detailed")), ({}, (False, "given"))]
)
def test_what_was_divided_by_is_kept(article: Desk, query: dict[str, str], expected: tuple[bool, str]) -> None:
    ask(article, "cq-4", query=query)
    asked = ExplanationRequest.objects.get()
    assert (asked.include_carry_over, asked.denominator) == expected


def test_who_was_asked_is_shown_as_such_and_not_asked_twice(article: Desk) -> None:
    ask(article, "cq-4")
    assert rows(article, chon="tat-ca") == {"cq-4": (False, True), "cq-3": (True, False), "cq-2": (True, False)}
    again = ask(article, "cq-4").content.decode()
    assert "không còn trong danh sách" in again
    assert ExplanationRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("codes", "typed", "said"),
    [
        ((), {}, "Chưa chọn"),
        (("cq-4",), {"due": "31/02/2099"}, "31/02/2099"),
        (("cq-4",), {"due": "01/01/2020"}, "Nhập ngày từ"),
        (("cq-4",), {"due": "01/01/2099"}, "Nhập ngày không sau"),
        (("cq-4",), {"question": " "}, "Chưa nhập"),
        (("cq-1",), {}, "không còn trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_ticked_stays(
    article: Desk, codes: tuple[str, ...], typed: dict[str, str], said: str
) -> None:
    answer = ask(article, *codes, **{"question": "Nêu rõ nguyên nhân"} | typed)
    html = answer.content.decode()
    assert said in html
    assert typed.get("question", "Nêu rõ nguyên nhân") in html
    ticked = {item.row.holder.code for item in answer.context["rows"] if item.is_ticked}
    assert ticked == set(codes) - {"cq-1"}
    assert not ExplanationRequest.objects.exists()


def test_the_board_leads_to_the_question_and_from_it_to_the_answer(article: Desk) -> None:
    page = article.page(BOARD, **PROVINCE_QUERY)
    [link] = page.links("Yêu cầu giải trình Đơn vị cq-4")
    form = article.office.client("provincial_officer").get(link)
    assert [item.row.holder.code for item in form.context["rows"]] == ["cq-4"]
    assert not page.links("Yêu cầu giải trình Đơn vị cq-1")
    assert "Giải trình của đơn vị chậm" not in page.text
    ask(article, "cq-4")
    asked = ExplanationRequest.objects.get()
    page = article.page(BOARD, **PROVINCE_QUERY)
    assert page.links("Xem giải trình Đơn vị cq-4") == [f"/von/giai-trinh/{asked.pk}/"]
    reader = article.page(BOARD, role="auditor", **PROVINCE_QUERY)
    assert not reader.links("Yêu cầu giải trình Đơn vị cq-3")
    assert reader.links("Xem giải trình Đơn vị cq-4")


def test_who_may_not_ask_has_no_page_for_it(article: Desk) -> None:
    assert article.get(ASK, role="auditor").status_code == 403
    assert article.office.client("department").post(reverse(ASK)).status_code == 403


def test_who_answers_for_some_components_is_shown_no_whole_holder(article: Desk) -> None:
    """Neither to ask it nor what it was asked, on any page."""
    ask(article, "cq-4")
    asked, page = ExplanationRequest.objects.get(), article.page(BOARD, **PROVINCE_QUERY)
    assert page.links("Xem giải trình Đơn vị cq-4")
    post = article.office.user("provincial_officer").assignments.get()
    post.components.set(article.world.components[:1])
    assert article.get(ASK, **PROVINCE_QUERY).status_code == 403
    assert article.get("disbursement:explanation", asked.pk).status_code == 404
    assert article.get("disbursement:explanations").context["table"].rows == []
    assert article.page(BOARD, **PROVINCE_QUERY).links("Xem giải trình Đơn vị cq-4") == []


def test_the_board_counts_the_explanations_of_its_place_and_leads_to_them(article: Desk) -> None:
    """Today: what was open on a past day is not kept."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for ref in (COMMUNE, OTHER_COMMUNE):
        make_request(article.office, ref, due=yesterday)
    make_request(article.office, COMMUNE, budget_year=2025)
    for place, waiting, overdue in ((COMMUNE, 2, 1), (PROVINCE, 3, 2)):
        page = article.page(BOARD, dia_ban=place)
        for words, count in ((f"{waiting} đang chờ", waiting), (f"{overdue} quá hạn", overdue)):
            [link] = page.links(words)
            client = article.office.client("provincial_officer")
            assert len(client.get(link).context["table"].rows) == count
    assert "đang chờ" not in article.page(BOARD, dia_ban=PROVINCE, tinh_den=yesterday.isoformat()).text


def test_the_home_says_how_many_are_overdue_and_leads_to_them(article: Desk) -> None:
    office: Office = article.office
    yesterday = timezone.localdate() - timedelta(days=1)

    def lead() -> Any:
        chosen = PROVINCE_QUERY | {"dia_ban": "2025-91", "tinh_den": timezone.localdate().isoformat()}
        return article.page("home", **chosen)

    assert "giải trình quá hạn" not in lead().lead
    make_request(office, COMMUNE, due=yesterday)
    make_request(office, ELSEWHERE, due=yesterday)
    page = lead()
    assert "1 giải trình quá hạn" in page.lead
    [link] = page.links("1 giải trình quá hạn")
    client: Client = office.client("provincial_officer")
    assert len(client.get(link).context["table"].rows) == 1
