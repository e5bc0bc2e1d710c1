"""The pages of decisions and of unallocated money: what is wrong is said and what was typed stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Agency, AgencySuccession
from core.acting import SYSTEM, acting_as
from disbursement import statement
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from reports.cube.refresh import refresh
from tests.disbursement.build import fresh
from tests.disbursement.decisions import ON, Chancery, row
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE
from tests.seen import page_of

YEAR = {"nam": "2026"}


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def page(name: str, *arguments: Any) -> str:
    return reverse(f"disbursement:{name}", args=arguments)


def add(chancery: Chancery, decision: CapitalDecision, act: str, **given: Any) -> Any:
    client = chancery.office.client("finance")
    return client.post(page("decision_row_add", decision.pk, act), {"amount_vnd": "5 tỷ", **given})


def test_a_decision_is_begun_from_a_document(chancery: Chancery) -> None:
    document = chancery.document()
    client = chancery.office.client("finance")
    early = client.post(page("decision_add"), {"document": document.pk, "on": "14/1/2026"})
    assert "không được trước ngày ban hành" in early.content.decode()
    assert "14/1/2026" in early.content.decode()
    assert client.post(page("decision_add"), {"document": document.pk}).status_code == 302
    decision = CapitalDecision.objects.get()
    assert (decision.on, decision.drafted_by_id) == (ON, chancery.drafter.user_id)
    assert document.number not in client.get(page("decision_add")).content.decode()


def test_each_kind_of_row_has_its_form(chancery: Chancery) -> None:
    root = chancery.root(9_000_000_000)
    spending = chancery.line(7_000_000_000, component="HP2")
    decision = chancery.draft()
    holder = chancery.office.agency(OTHER_COMMUNE).pk
    dimensions = {"component": root.component_id, "kind": root.kind_id, "source": root.source_id, "horizon": "year"}
    given: list[tuple[str, dict[str, Any]]] = [
        ("assign", {"holder": holder, "budget_year": "2026", **dimensions}),
        ("supplement", {"holder": root.holder_id, "budget_year": "2026", **dimensions}),
        ("allocate", {"parent": root.pk, "holder": holder, "is_detailed": "on"}),
        ("adjust", {"line": spending.pk, "way": "-1", "amount_vnd": "1 tỷ"}),
        ("transfer", {"line": spending.pk, "holder": holder, "amount_vnd": "1 tỷ"}),
        ("carry_over", {"line": spending.pk, "amount_vnd": "1 tỷ"}),
        ("recall", {"line": spending.pk, "amount_vnd": "1 tỷ"}),
    ]
    for act, fields in given:
        assert add(chancery, decision, act, **fields).status_code == 302, act
    rows = {entry.act: entry for entry in DraftEntry.objects.select_related("line", "counter_line")}
    assert len(rows) == 7
    assert rows["adjust"].amount_vnd == -1_000_000_000
    assert rows["allocate"].line.parent_id == root.pk
    assert rows["supplement"].line.is_detailed is False
    assert rows["carry_over"].counter_line.budget_year == 2027
    shown = chancery.office.client("auditor").get(page("decision", decision.pk)).content.decode()
    assert "sang năm 2027" in shown
    assert "Thêm dòng" not in shown


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount_vnd": "0"}, "Nhập số đồng"),
        ({"amount_vnd": "năm tỷ"}, "năm tỷ"),
        ({"horizon": "medium"}, "năm đầu của giai đoạn"),
        ({"horizon": "medium", "first_year": "2028"}, "Năm đầu sau năm cuối"),
        ({"first_year": "2025"}, "để trống"),
        ({"budget_year": "2031"}, "chỉ giao được vốn của các năm 2021–2027."),
        ({"budget_year": "2020"}, "chỉ giao được vốn của các năm 2021–2027."),
        (
            {"horizon": "medium", "budget_year": "2033", "first_year": "2026"},
            "vốn của các năm 2021–2032.",
        ),
        ({"holder": "0"}, "2026"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(chancery: Chancery, changed: dict[str, Any], said: str) -> None:
    line = chancery.line()
    names = ("holder", "component", "kind", "source")
    given = {name: getattr(line, f"{name}_id") for name in names} | {"horizon": "year", "budget_year": "2026"}
    answer = add(chancery, chancery.draft(), "assign", note="đợt 1", **(given | changed))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "đợt 1" in answer.content.decode()
    assert not DraftEntry.objects.exists()


def test_a_line_below_another_one_is_refused_in_words(chancery: Chancery) -> None:
    chancery.line(5, parent=chancery.root(100))
    other = chancery.line(100, holder=chancery.office.agency(OTHER_COMMUNE), is_detailed=False)
    answer = add(
        chancery, chancery.draft(), "allocate",
        parent=other.pk, holder=chancery.office.agency(COMMUNE).pk, is_detailed="on",
    )  # fmt: skip
    assert "nguồn phân bổ khác" in answer.content.decode()


def test_unknown_acts_and_rows_are_not_there(chancery: Chancery) -> None:
    decision, other = chancery.draft(row("assign", chancery.line(), 5)), chancery.draft()
    client = chancery.office.client("finance")
    assert client.get(page("decision_row_add", decision.pk, "spend")).status_code == 404
    assert client.get(page("decision_row", other.pk, decision.entries.get().pk)).status_code == 404
    stranger = chancery.office.client("finance", ELSEWHERE)
    assert stranger.get(page("decision", decision.pk)).status_code == 404


def test_a_row_is_changed_and_taken_out(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 5))
    address = page("decision_row", decision.pk, decision.entries.get().pk)
    client = chancery.office.client("finance")
    assert "Chưa nhập" in client.post(address, {"amount_vnd": ""}).content.decode()
    client.post(address, page_of(client, address) | {"amount_vnd": "7 tỷ", "note": "sửa"})
    assert decision.entries.get().amount_vnd == 7_000_000_000
    client.post(address, {"amount_vnd": "", "bo": "1"})
    assert not decision.entries.exists()


def test_the_deadline_of_a_carry_over_is_changed_on_its_page(chancery: Chancery) -> None:
    carried = replace(row("carry_over", chancery.line(100), 5), until=date(2072, 6, 30))
    decision = chancery.draft(carried, on=date(2027, 1, 10))
    client = chancery.office.client("finance")
    assert "sau ngày 31/12/2027" in client.get(page("decision", decision.pk)).content.decode()
    address = page("decision_row", decision.pk, decision.entries.get().pk)
    assert "30/06/2072" in client.get(address).content.decode()
    client.post(address, page_of(client, address) | {"until": "30/6/2027"})
    assert decision.entries.get().until == date(2027, 6, 30)
    assert "sau ngày 31/12/2027" not in client.get(page("decision", decision.pk)).content.decode()


def test_findings_stand_beside_their_row(chancery: Chancery) -> None:
    root = chancery.root(100)
    decision = chancery.draft(row("allocate", chancery.line(parent=root), 101), row("recall", root, 1))
    shown = chancery.office.client("provincial_officer").get(page("decision", decision.pk))
    assert "chỉ còn 100 đồng chưa phân bổ" in shown.content.decode()
    refused = chancery.office.client("provincial_officer").post(page("decision_check", decision.pk), follow=True)
    assert "điểm phải sửa" in refused.content.decode()
    decision.refresh_from_db()
    assert decision.is_draft


def test_a_kind_of_capital_has_its_name_of_the_year(chancery: Chancery) -> None:
    decision = chancery.signed(row("assign", chancery.line(kind="SN"), 5))
    shown = chancery.office.client("finance").get(page("decision", decision.pk)).content.decode()
    assert "Kinh phí thường xuyên" in shown
    assert "Vốn sự nghiệp" not in shown


def test_three_people_take_a_decision_through(chancery: Chancery) -> None:
    line = chancery.line()
    decision = chancery.draft(row("assign", line, 1000))
    office = chancery.office
    own = office.client("finance").post(page("decision_check", decision.pk), follow=True).content.decode()
    assert "không tự kiểm tra" in own
    office.client("provincial_officer").post(page("decision_check", decision.pk))
    back = office.client("leader").post(page("decision_reject", decision.pk), {"reason": "Thiếu căn cứ"}, follow=True)
    assert "Thiếu căn cứ" in back.content.decode()
    office.client("provincial_officer").post(page("decision_check", decision.pk))
    for _click in range(2):
        signed = office.client("leader").post(page("decision_sign", decision.pk), follow=True)
    assert "đã ký quyết định này" in signed.content.decode()
    assert fresh(line).plan_vnd == 1000
    listed = (
        office.client("auditor")
        .get(page("decisions"), {"trang_thai": "signed", "nam_hieu_luc": "2026"})
        .content.decode()
    )
    assert decision.document.number in listed
    assert (
        decision.document.number
        not in office.client("auditor").get(page("decisions"), {"trang_thai": "draft"}).content.decode()
    )


def test_unallocated_money_by_holder_and_day(chancery: Chancery) -> None:
    root = chancery.root(1_000_000)
    chancery.line(400_000, parent=root)
    chancery.root(5, component="HP2", horizon="medium", tranche_year=2026, budget_year=2030)
    client = chancery.office.client("auditor")
    shown = client.get(page("unallocated"), YEAR).content.decode()
    assert "Còn 600.000 đồng chưa phân bổ" in shown
    assert "15/01/2026" in shown
    commune = chancery.office.client("commune_officer", COMMUNE).get(page("unallocated"), YEAR)
    assert "600.000" not in commune.content.decode()
    table = client.get(page("unallocated"), YEAR | {"format": "csv"})
    assert "600000" in b"".join(table.streaming_content).decode()


def test_the_board_and_the_list_say_the_same_of_a_past_day(chancery: Chancery) -> None:
    root = chancery.root(1_000_000_000)
    chancery.root(70_000_000, component="HP2", tranche_year=2025)
    chancery.signed(row("allocate", chancery.line(parent=root), 400_000_000), on=date(2026, 3, 1))
    client = chancery.office.client("auditor")
    for day, left in (("28/2/2026", "1.000.000.000"), ("1/3/2026", "600.000.000")):
        shown = client.get(page("unallocated"), YEAR | {"tinh_den": day}).content.decode()
        assert f"Còn {left} đồng chưa phân bổ" in shown
    carried = client.get(page("unallocated"), YEAR | {"tinh_den": "28/2/2026", "keo_dai": "1"}).content.decode()
    assert "Còn 1.070.000.000 đồng chưa phân bổ" in carried
    refresh()
    asked = YEAR | {"tinh_den": "28/2/2026", "chuong_trinh": "NTP_MERGED_2026", "keo_dai": "1"}
    board = client.get(reverse("reports:disbursement"), asked)
    linked = board.context["unallocated"]["url"]
    assert all(part in linked for part in ("tinh_den=2026-02-28", "chuong_trinh=NTP_MERGED_2026", "keo_dai=1"))
    assert board.context["board"].totals.total.unallocated_vnd == 1_070_000_000
    assert "Còn 1.070.000.000 đồng chưa phân bổ" in client.get(linked).content.decode()


def test_a_line_shows_what_it_gave_on(chancery: Chancery) -> None:
    root = chancery.root(1_000_000)
    child = chancery.line(400_000, parent=root)
    client = chancery.office.client("auditor")
    shown = client.get(page("line", root.pk)).content.decode()
    assert "đã phân bổ 400.000 đồng; chưa phân bổ 600.000 đồng" in shown
    assert child.holder.name in shown
    assert root.holder.name in client.get(page("line", child.pk)).content.decode()
    below = chancery.office.client("commune_officer", COMMUNE).get(page("line", child.pk))
    assert root.holder.name not in below.content.decode()
    assert [entry.balance_after for entry in statement.entries(fresh(root))] == [1_000_000, 600_000]


def test_lines_opened_for_a_draft_are_not_listed(chancery: Chancery) -> None:
    line = chancery.line()
    chancery.draft(row("assign", line, 5))
    client = chancery.office.client("auditor")
    assert str(line.pk) not in client.get(page("line_list"), YEAR).content.decode()
    chancery.signed(row("assign", line, 5))
    assert str(line.pk) in client.get(page("line_list"), YEAR).content.decode()


def test_the_list_of_the_lines_below_one(chancery: Chancery) -> None:
    root = chancery.root(100)
    child, other = chancery.line(5, parent=root), chancery.line(5, component="HP2")
    shown = chancery.office.client("auditor").get(page("line_list"), YEAR | {"tu": str(root.pk)}).content.decode()
    assert (str(child.pk) in shown, str(other.pk) in shown) == (True, False)


def test_a_holder_merged_away_is_offered_its_successor(chancery: Chancery) -> None:
    line = chancery.line(100)
    holder = line.holder
    follower = Agency.objects.create(
        code="MOI", name="UBND xã mới", kind="ubnd", area=holder.area, valid_from=date(2026, 7, 1)
    )
    AgencySuccession.objects.create(old=holder, new=follower, on=date(2026, 7, 1))
    client = chancery.office.client("finance")
    address = page("pass_on", holder.pk)
    assert address not in client.get(page("line", line.pk)).content.decode()
    Agency.objects.filter(pk=holder.pk).update(valid_to=date(2026, 6, 30))
    assert address in client.get(page("line", line.pk)).content.decode()
    decision = chancery.draft(on=date(2026, 7, 15))
    answer = client.post(address, {"decision": decision.pk, "successor": follower.pk})
    assert answer.status_code == 302
    entry = decision.entries.select_related("counter_line").get()
    assert (entry.amount_vnd, entry.counter_line.holder_id) == (100, follower.pk)
    assert CapitalLine.objects.get(pk=line.pk).plan_vnd == 100


def test_lists_ask_no_query_per_row(chancery: Chancery, django_assert_max_num_queries: Any) -> None:
    root = chancery.root(1000)
    for number in range(6):
        holder = chancery.office.agency([COMMUNE, OTHER_COMMUNE, PROVINCE][number % 3])
        component = "HP1" if number < 3 else "HP2"
        parent = root if component == "HP1" else None
        line = chancery.line(component=component, holder=holder, parent=parent)
        chancery.draft(row("allocate" if parent else "assign", line, 5))
    client = chancery.office.client("auditor")
    decision = chancery.draft(*(row("recall", line, 1) for line in CapitalLine.objects.with_dimensions()[:6]))
    with django_assert_max_num_queries(53):
        client.get(page("decision", decision.pk))
        client.get(page("decisions"))


def test_a_department_is_not_told_that_its_rows_are_the_whole_annex(chancery: Chancery) -> None:
    mine, other = chancery.line(), chancery.line(component="HP2")
    decision = chancery.signed(row("assign", mine, 10), row("assign", other, 20))
    user = chancery.office.user("department")
    user.assignments.get().components.set([mine.component])
    told, note = ("Cộng các dòng được xem", "Cộng cả phụ lục"), f"Chỉ tính các nội dung được giao cho {user.agency}."
    for role, is_part in (("department", True), ("finance", False)):
        answer = chancery.office.client(role).get(page("decision", decision.pk))
        html = answer.content.decode()
        assert [words in html for words in told] == [is_part, not is_part]
        assert (note in html) == is_part
