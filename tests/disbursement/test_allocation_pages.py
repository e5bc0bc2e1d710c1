"""The pages of an allocation plan, from the envelope to the drafted decision, as an officer goes through them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_of_user
from accounts.models import Agency, User
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, DocumentKind
from core.acting import SYSTEM, acting_as
from core.formats import format_date
from disbursement.models import AllocationPlan, Alternative, CapitalDecision, CapitalLine, DraftEntry, Movement
from tests.disbursement.allocation_build import component, make_criterion, make_plan
from tests.disbursement.decisions import Chancery, row
from tests.disbursement.test_allocation import Figures, designate
from tests.disbursement.test_allocation import communes as communes
from tests.disbursement.test_allocation import poor as poor
from tests.disbursement.test_allocation import rate as rate
from tests.office import COMMUNE, PROVINCE, Office
from tests.seen import page_of
from tests.tasks_made import make_document


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with acting_as(SYSTEM):
        yield Office()


@pytest.fixture
def finance(office: Office) -> Client:
    return office.client("finance")


@pytest.fixture
def plan(office: Office, poor: Figures, rate: Figures) -> AllocationPlan:
    plan = make_plan(office)
    make_criterion(plan, "poor", label="Số hộ nghèo", coefficient=Decimal("0.01"))
    make_criterion(plan, "rate", label="Tỷ lệ hộ nghèo", coefficient=0, position=1)
    return plan


def url(name: str, plan: AllocationPlan, **more: Any) -> str:
    return reverse(f"disbursement:{name}", kwargs={"pk": plan.pk, **more})


def page(client: Client, plan: AllocationPlan, **query: Any) -> str:
    answer = client.get(url("allocation", plan), query)
    assert answer.status_code == 200
    return answer.content.decode()


def typed_plan(**changed: Any) -> dict[str, Any]:
    given = {
        "title": "Phân bổ vốn sự nghiệp năm 2027",
        "area": Area.objects.by_ref(PROVINCE).pk,
        "component": component().pk,
        "kind": CapitalKind.objects.get(code="SN").pk,
        "source": CapitalSource.objects.get(code="NSTW").pk,
        "budget_year": "2027",
        "envelope_vnd": "200 triệu",
        "reserve_share": "15",
        "rounding_vnd": "1 triệu",
        "figures_year": "2026",
        "basis": "Nghị quyết số 257/2025/QH15",
    }
    return given | changed


def add(client: Client, plan: AllocationPlan, name: str, points: tuple[str, str], **limits: str) -> Alternative:
    fields = [f"criterion_{pk}" for pk in plan.criteria.order_by("position").values_list("pk", flat=True)]
    typed = {"name": name, **dict(zip(fields, points, strict=True)), **limits}
    answer = client.post(url("alternative_add", plan), typed)
    assert answer.status_code == 302, answer.content.decode()
    return Alternative.objects.latest("id")


def test_a_plan_is_made_with_a_reserve_and_criteria(finance: Client, office: Office) -> None:
    answer = finance.post(reverse("disbursement:allocation_add"), typed_plan())
    assert answer.status_code == 302, answer.content.decode()
    plan = AllocationPlan.objects.get()
    html = page(finance, plan)
    for shown in (
        "200.000.000 đồng",
        "30.000.000 đồng",
        "170.000.000 đồng",
        "cần đối chiếu văn bản",
        "Số hộ cận nghèo",
    ):
        assert shown in html


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reserve_vnd": "5 triệu"}, "không ghi cả hai"),
        ({"reserve_share": "", "reserve_vnd": "300 triệu"}, "không được lớn hơn tổng vốn"),
        ({"reserve_share": "101"}, "tỷ lệ"),
        ({"envelope_vnd": "-1"}, "Nhập số đồng nguyên"),
        ({"rounding_vnd": "0"}, "Nhập số đồng nguyên"),
        ({"budget_year": "2024"}, "không thực hiện trong năm 2024"),
        ({"basis": ""}, "Chưa nhập"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(finance: Client, changed: dict[str, str], said: str) -> None:
    html = finance.post(reverse("disbursement:allocation_add"), typed_plan(**changed)).content.decode()
    assert said in html
    assert "Phân bổ vốn sự nghiệp năm 2027" in html
    assert not AllocationPlan.objects.exists()


def test_two_alternatives_stand_side_by_side(
    finance: Client,
    plan: AllocationPlan,
    communes: list[Any],
) -> None:
    first = add(finance, plan, "Theo số hộ", ("0,01", "0"))
    second = add(finance, plan, "Theo tỷ lệ", ("0", "1"))
    html = page(finance, plan)
    assert "1 đơn vị tăng, 1 đơn vị giảm, chuyển tổng cộng 57 triệu đồng" in html
    assert "Số hộ nghèo (\N{MINUS SIGN}85)" in html
    assert "Tỷ lệ hộ nghèo (+85)" in html
    assert communes[0].full_name in html
    assert "phiên bản 1" in html
    other_way = page(finance, plan, a=second.pk, b=first.pk)
    assert "Từ “Theo tỷ lệ” sang “Theo số hộ”" in other_way
    assert "Từ “Theo số hộ”" in page(finance, plan, a="999999", b="x")


def test_a_small_coefficient_is_shown_whole(finance: Client, plan: AllocationPlan) -> None:
    alternative = add(finance, plan, "Theo số hộ", ("0,001", "0"))
    edit = finance.get(url("alternative_edit", plan, alternative_pk=alternative.pk)).content.decode()
    assert 'value="0,001"' in edit
    assert "0,001" in page(finance, plan)


def test_a_floor_that_cannot_be_paid_keeps_what_was_typed(finance: Client, plan: AllocationPlan) -> None:
    typed = {"name": "Sàn cao", "floor_vnd": "100 triệu"}
    typed |= {f"criterion_{pk}": "1" for pk in plan.criteria.values_list("pk", flat=True)}
    html = finance.post(url("alternative_add", plan), typed).content.decode()
    assert "Giảm mức sàn" in html
    assert "Sàn cao" in html
    assert not plan.alternatives.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Chưa nhập"),
        ({"floor_vnd": "5 triệu", "cap_vnd": "4 triệu"}, "Mức trần phải từ mức sàn trở lên"),
        ({"cap_vnd": "x"}, "Nhập số đồng nguyên"),
    ],
)
def test_what_is_wrong_with_an_alternative_is_said(
    finance: Client, plan: AllocationPlan, changed: dict[str, str], said: str
) -> None:
    typed = {"name": "Phương án 1"} | changed
    typed |= {f"criterion_{pk}": "1" for pk in plan.criteria.values_list("pk", flat=True)}
    assert said in finance.post(url("alternative_add", plan), typed).content.decode()


def test_a_coefficient_below_zero_is_refused(finance: Client, plan: AllocationPlan) -> None:
    typed = {"name": "Âm"} | {f"criterion_{pk}": "-1" for pk in plan.criteria.values_list("pk", flat=True)}
    assert "từ 0 trở lên" in finance.post(url("alternative_add", plan), typed).content.decode()


def test_a_unit_without_figures_is_named_until_somebody_decides(
    finance: Client,
    plan: AllocationPlan,
    communes: list[Any],
    poor: Figures,
) -> None:
    poor.missing.add(communes[2].pk)
    alternative = add(finance, plan, "Theo số hộ", ("0,01", "0"))
    assert f"{communes[2].full_name}: Chưa có tổng số hộ dân cư." in page(finance, plan)
    choose = url("alternative_choose", plan, alternative_pk=alternative.pk)
    assert "1 đơn vị thiếu số liệu" in finance.post(choose, {"text": "Phù hợp"}).content.decode()
    limit = {"area": communes[2].pk, "left_out": "on", "reason": "Chưa công nhận kết quả rà soát"}
    assert finance.post(url("limit_add", plan, alternative_pk=alternative.pk), limit).status_code == 302
    assert "không chia theo tiêu chí" in page(finance, plan)
    assert finance.post(choose, {"text": "Phù hợp"}).status_code == 302


def test_a_limit_says_something(finance: Client, plan: AllocationPlan, communes: list[Any]) -> None:
    alternative = add(finance, plan, "Theo số hộ", ("0,01", "0"))
    limits = url("limit_add", plan, alternative_pk=alternative.pk)
    html = finance.post(limits, {"area": communes[0].pk, "reason": "Thử"}).content.decode()
    assert "Ghi mức sàn, mức trần" in html
    html = finance.post(limits, {"area": communes[0].pk, "floor_vnd": "1 triệu", "reason": ""}).content.decode()
    assert "Chưa nhập" in html


def test_criteria_are_added_changed_and_removed(
    finance: Client,
    plan: AllocationPlan,
    communes: list[Any],
) -> None:
    add(finance, plan, "Theo số hộ", ("0,01", "0"))
    designate(communes[0], "BG")
    typed = {"measure": "designation:BG", "label": "Xã biên giới", "coefficient": "5", "confidence": "needs_check"}
    assert finance.post(url("criterion_add", plan), typed).status_code == 302
    assert "đã là một tiêu chí" in finance.post(url("criterion_add", plan), typed).content.decode()
    added = plan.criteria.get(measure="designation:BG")
    edit = url("criterion_edit", plan, criterion_pk=added.pk)
    assert (
        finance.post(edit, page_of(finance, edit) | {"coefficient": "7,5", "confidence": "verified"}).status_code == 302
    )
    added.refresh_from_db()
    assert added.coefficient == Decimal("7.5")
    assert finance.post(url("criterion_remove", plan, criterion_pk=added.pk)).status_code == 302
    assert not plan.criteria.filter(measure="designation:BG").exists()


def test_from_the_choice_to_the_paper_and_the_draft(
    office: Office,
    finance: Client,
    plan: AllocationPlan,
    communes: list[Any],
) -> None:
    for commune in communes[:3]:
        office.agency(commune.ref)
    alternative = add(finance, plan, "Theo số hộ", ("0,01", "0"))
    assert finance.get(url("allocation_paper", plan)).status_code == 302
    choose = url("alternative_choose", plan, alternative_pk=alternative.pk)
    assert finance.post(choose, {"text": "Ưu tiên nơi nhiều hộ nghèo"}).status_code == 302
    paper = finance.get(url("allocation_paper", plan)).content.decode()
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Căn cứ Nghị quyết số 257/2025/QH15",
        "Số hộ nghèo: 0,01 điểm/hộ",
        "200.000.000 đồng (hai trăm triệu đồng)",
        "dự phòng chưa phân bổ 30.000.000 đồng",
        "Ưu tiên nơi nhiều hộ nghèo",
        "Nơi nhận:",
        "Rà soát 2026, phiên bản 1",
    ):
        assert line in paper, line
    decision = make_document(office, number="12/QĐ-UBND", kind=DocumentKind.objects.get(code="quyet-dinh"))
    assert (
        f"12/QĐ-UBND ({format_date(decision.issued_on)}): {decision.abstract}"
        in finance.get(url("allocation_draft", plan)).content.decode()
    )
    draft = {"document": decision.pk, "on": "30/12/2026", "parent": "", "reserve_holder": ""}
    refused = finance.post(url("allocation_draft", plan), draft).content.decode()
    assert "Chọn đơn vị giữ phần dự phòng" in refused
    assert "30.000.000 đồng dự phòng giao cho đơn vị này" in refused
    keeper = finance.get(url("allocation_draft", plan)).context["form"]["reserve_holder"].initial
    assert keeper == office.agency(PROVINCE)
    answer = finance.post(url("allocation_draft", plan), draft | {"reserve_holder": keeper.pk})
    made = CapitalDecision.objects.get()
    assert answer.url == reverse("disbursement:decision", args=[made.pk])  # type: ignore[attr-defined]
    assert sum(row.amount_vnd for row in made.entries.all()) == plan.envelope_vnd
    assert finance.get(url("allocation_draft", plan)).status_code == 302
    html = page(finance, plan)
    assert "12/QĐ-UBND" in html
    assert "Thêm phương án" not in html
    assert finance.get(url("alternative_add", plan)).status_code == 302


def chosen(client: Client, plan: AllocationPlan, points: tuple[str, str], reason: str) -> AllocationPlan:
    alternative = add(client, plan, "Theo số hộ", points)
    choose = url("alternative_choose", plan, alternative_pk=alternative.pk)
    assert client.post(choose, {"text": reason}).status_code == 302
    return plan


def test_no_reserve_asks_for_nobody_to_keep_it(finance: Client, plan: AllocationPlan) -> None:
    AllocationPlan.objects.filter(pk=plan.pk).update(reserve_vnd=0)
    html = finance.get(url("allocation_draft", chosen(finance, plan, ("0,01", "0"), "Phù hợp"))).content.decode()
    assert "Phân bổ từ dòng vốn" in html
    assert "dự phòng" not in html


def test_the_paper_is_that_of_who_chose_whoever_reads_it(office: Office, finance: Client, plan: AllocationPlan) -> None:
    department = {"name": "Sở Tài chính", "kind": "so", "area": office.province, "valid_from": date(2025, 7, 1)}
    User.objects.filter(pk=office.user("finance").pk).update(agency=Agency.objects.create(code="stc", **department))
    User.objects.filter(pk=office.user("auditor").pk).update(agency=None)
    chosen(finance, plan, ("0,01", "0"), "Phù hợp")
    for role in ("finance", "leader", "auditor"):
        paper = office.client(role).get(url("allocation_paper", plan)).context["paper"]
        assert (paper.letterhead.issuer, paper.letterhead.superior) == (
            "Sở Tài chính",
            "Ủy ban nhân dân tỉnh An Giang",
        )
        assert paper.addressee == "Ủy ban nhân dân tỉnh An Giang"
        assert any(one.text.startswith("Sở Tài chính trình Ủy ban nhân dân") for one in paper.body.paragraphs)


def test_a_committee_submits_to_the_council_and_not_to_itself(finance: Client, plan: AllocationPlan) -> None:
    """The finance officer of these tests sits in the province's people's committee."""
    paper = finance.get(url("allocation_paper", chosen(finance, plan, ("0,01", "0"), "Phù hợp"))).context["paper"]
    assert (paper.letterhead.superior, paper.addressee) == ("", "Hội đồng nhân dân tỉnh An Giang")


def test_what_nobody_with_an_agency_chose_is_printed_in_nobodys_name(
    office: Office, finance: Client, plan: AllocationPlan
) -> None:
    User.objects.filter(pk=office.user("finance").pk).update(agency=None)
    paper = finance.get(url("allocation_paper", chosen(finance, plan, ("0,01", "0"), "Phù hợp"))).context["paper"]
    assert (paper.letterhead, paper.closing) == (None, None)
    assert any(one.text.startswith("Trình Ủy ban nhân dân") for one in paper.body.paragraphs)


def test_what_is_to_be_checked_stands_above_the_paper_and_not_in_it(
    finance: Client, plan: AllocationPlan, communes: list[Any], rate: Figures
) -> None:
    plan.criteria.update(confidence="needs_check")
    rate.held[communes[1].pk] = Decimal("0.83")
    answer = finance.get(url("allocation_paper", chosen(finance, plan, ("0,01", "1"), "Ưu tiên nơi nhiều hộ nghèo")))
    head, paper = answer.content.decode().split("<article")
    assert "Hệ số cần đối chiếu văn bản trước khi trình: Số hộ nghèo; Tỷ lệ hộ nghèo." in head
    assert "cần đối chiếu" not in paper
    for line in ("- Số hộ nghèo: 0,01 điểm/hộ;", "- Tỷ lệ hộ nghèo: 1 điểm/hộ.", "Ưu tiên nơi nhiều hộ nghèo."):
        assert f"{line}</p>" in paper
    rows = answer.context["sheets"][1].tables[0].lines
    assert {line.cells[3].text for line in rows} == {"1,00", "0,83", "3,00", "0,00", ""}


def test_who_may_only_look_finds_no_button(office: Office, finance: Client, plan: AllocationPlan) -> None:
    add(finance, plan, "Theo số hộ", ("0,01", "0"))
    html = page(office.client("auditor"), plan)
    assert "Theo số hộ" in html
    for act in ("Thêm phương án", "Tính lại", "Thêm tiêu chí"):
        assert act not in html


def test_a_commune_finds_no_plan_of_the_province(office: Office, plan: AllocationPlan) -> None:
    commune = office.client("commune_officer", COMMUNE)
    assert commune.get(url("allocation", plan)).status_code == 404
    assert plan.title not in commune.get(reverse("disbursement:allocations")).content.decode()


def test_the_page_asks_as_many_queries_for_a_hundred_units_as_for_one(
    office: Office, finance: Client, plan: AllocationPlan, django_assert_max_num_queries: Any
) -> None:
    add(finance, plan, "Theo số hộ", ("0,01", "0"))
    add(finance, plan, "Theo tỷ lệ", ("0", "1"))
    page(finance, plan)
    with django_assert_max_num_queries(40):
        page(finance, plan)


def test_an_officer_of_some_components_changes_no_plan_of_another(office: Office) -> None:
    own, other = make_plan(office, component=component("HP2")), make_plan(office)
    office.user("finance").assignments.get().components.set([component("HP2")])
    client = office.client("finance")
    changed = page_of(client, url("allocation_edit", own)) | {"title": "Tên khác"}
    assert client.post(url("allocation_edit", other), changed).status_code == 404
    assert client.post(url("allocation_edit", own), changed).status_code == 302
    titles = AllocationPlan.objects.in_bulk([own.pk, other.pk])
    assert (titles[own.pk].title, titles[other.pk].title) == ("Tên khác", "Phân bổ vốn sự nghiệp năm 2027")


def test_what_one_does_not_see_of_the_ledger_one_does_not_change(office: Office) -> None:
    chancery = Chancery(office)
    chancery.draft(row("assign", chancery.line(5), 5), row("assign", chancery.line(7, component="HP2"), 7))
    user = office.user("department")
    user.assignments.get().components.set([component("HP2")])
    access = access_of_user(user, timezone.localdate())
    for rows in (CapitalLine.objects, Movement.objects, DraftEntry.objects):
        assert rows.visible_to(access).count() == rows.editable_by(access).count() == 1
