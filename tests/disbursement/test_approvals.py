"""From an amount on a voucher waits until others have approved every step; below it is recorded at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Access
from core.acting import SYSTEM, acting_as
from core.models import Event, HistoryRow
from disbursement import work
from disbursement.models import Approval, ApprovalStep, Disbursement, VoucherRequest
from disbursement.services import LedgerRefused, VoucherData
from disbursement.services.approval_steps import end_step, set_step
from disbursement.services.approvals import NO_STEP, decide, enter_voucher, progress_of, steps_for, withdraw
from tests.databases import Database
from tests.disbursement.build import Ledger, fresh
from tests.office import COMMUNE, ELSEWHERE, PROVINCE, Office

Make = Callable[..., VoucherRequest]
WHY = {"reason": "Đổi mức"}


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office()


@pytest.fixture
def finance(office: Office) -> Access:
    return office.access("finance")


@pytest.fixture
def leader(office: Office) -> Access:
    return office.access("leader")


def another_leader(office: Office) -> Access:
    return Office(agencies=office.agencies).access("leader")


def approve(request: VoucherRequest, access: Access, step: ApprovalStep | None = None) -> VoucherRequest:
    step = step or progress_of(request).next_step
    assert step is not None
    return decide(request=request, step_id=step.pk, approve=True, reason="", access=access)


def test_below_every_step_it_is_recorded_at_once(ledger: Ledger, finance: Access) -> None:
    line = ledger.line(plan=5000)
    ledger.step(1000)
    for amount, kept in ((999, Disbursement), (1000, VoucherRequest)):
        data = VoucherData(voucher=f"K{amount}", value_date=date(2024, 5, 6), amount_vnd=amount)
        assert isinstance(enter_voucher(line=line, data=data, access=finance), kept)
    assert fresh(line).spent_vnd == 999


def test_a_refund_or_a_settlement_waits_for_nobody(ledger: Ledger, finance: Access) -> None:
    line = ledger.line(plan=5000)
    advance = ledger.spend(line, 2000, kind="advance")
    ledger.step(1)
    data = VoucherData(voucher="K1", value_date=date(2024, 6, 1), amount_vnd=2000, kind="settlement", advance=advance)
    assert isinstance(enter_voucher(line=line, data=data, access=finance), Disbursement)


def test_the_last_approval_records_the_voucher(ledger: Ledger, office: Office, finance: Access) -> None:
    ledger.step(1000, order=1)
    ledger.step(2000, order=2)
    line = ledger.line(plan=9000)
    small, large = (ledger.request(finance.user, amount, line) for amount in (1500, 2000))
    one, two = office.access("leader"), another_leader(office)
    assert approve(small, one).state == "recorded"
    assert approve(large, one).state == "waiting"
    assert fresh(line).spent_vnd == 1500
    done = approve(large, two)
    assert done.result is not None
    assert (done.state, done.result.amount_vnd, done.result.recorded_by_id) == ("recorded", 2000, finance.user_id)
    assert fresh(line).spent_vnd == 3500


def test_who_entered_it_does_not_approve_it(ledger: Ledger, leader: Access) -> None:
    request = ledger.request(leader.user)
    with pytest.raises(LedgerRefused, match="không được tự duyệt"):
        approve(request, leader)


def test_one_person_approves_one_step(ledger: Ledger, finance: Access, leader: Access) -> None:
    ledger.step(1000, order=1)
    ledger.step(1000, order=2)
    request = ledger.request(finance.user)
    approve(request, leader)
    with pytest.raises(LedgerRefused, match="do người khác duyệt"):
        approve(request, leader)


def test_a_step_may_name_its_role(ledger: Ledger, finance: Access, office: Office, leader: Access) -> None:
    ledger.step(1000, role="commune_leader")
    request = ledger.request(finance.user)
    with pytest.raises(LedgerRefused, match="Lãnh đạo cấp xã"):
        approve(request, leader)
    assert approve(request, office.access("commune_leader")).state == "recorded"


def test_without_the_right_nobody_approves(ledger: Ledger, finance: Access, office: Office) -> None:
    request = ledger.request(finance.user)
    with pytest.raises(LedgerRefused, match="không có quyền"):
        approve(request, office.access("auditor"))


def test_a_refusal_has_a_reason_and_ends_it(ledger: Ledger, finance: Access, leader: Access) -> None:
    request = ledger.request(finance.user)
    step = progress_of(request).next_step
    assert step is not None
    with pytest.raises(LedgerRefused, match="lý do"):
        decide(request=request, step_id=step.pk, approve=False, reason=" ", access=leader)
    decide(request=request, step_id=step.pk, approve=False, reason="Thiếu hồ sơ", access=leader)
    with pytest.raises(LedgerRefused, match="không còn chờ duyệt"):
        approve(request, leader, step)
    again = ledger.request(finance.user, line=request.line)
    assert again.state == "waiting"


def test_only_who_entered_it_takes_it_back(ledger: Ledger, finance: Access, leader: Access) -> None:
    request = ledger.request(finance.user)
    with pytest.raises(LedgerRefused, match="người ghi"):
        withdraw(request=request, access=leader)
    assert withdraw(request=request, access=finance).state == "withdrawn"
    with pytest.raises(LedgerRefused, match="không còn chờ"):
        withdraw(request=request, access=finance)


def test_what_the_ledger_refuses_is_said_at_the_entry(ledger: Ledger, finance: Access) -> None:
    ledger.step(1000)
    line = ledger.line(plan=1500)
    with pytest.raises(LedgerRefused, match="Vượt số vốn"):
        ledger.request(finance.user, 1501, line)
    data = VoucherData(voucher="K1", value_date=date(2024, 5, 6), amount_vnd=1500)
    enter_voucher(line=line, data=data, access=finance)
    with pytest.raises(LedgerRefused, match="đang chờ duyệt"):
        enter_voucher(line=line, data=data, access=finance)
    assert fresh(line).spent_vnd == 0


def test_money_spent_meanwhile_is_said_to_who_approves(ledger: Ledger, finance: Access, leader: Access) -> None:
    line = ledger.line(plan=1500)
    request = ledger.request(finance.user, 1000, line)
    ledger.spend(line, 900)
    with pytest.raises(LedgerRefused, match="Vượt số vốn"):
        approve(request, leader)
    assert VoucherRequest.objects.get(pk=request.pk).state == "waiting"
    assert not Approval.objects.exists()


def test_a_step_is_in_force_for_a_time(ledger: Ledger, finance: Access) -> None:
    line, today = ledger.line(plan=5000), timezone.localdate()
    ledger.step(1000, valid_to=today - timedelta(days=1))
    ledger.step(1000, valid_from=today + timedelta(days=1))
    assert steps_for(line, "payment", 10**9, today) == []


@pytest.mark.parametrize(("ref", "binds"), [(COMMUNE, True), (ELSEWHERE, False)])
def test_a_step_of_the_province_binds_its_communes(ledger: Ledger, office: Office, ref: str, binds: bool) -> None:
    Ledger(ref=PROVINCE).step(1000)
    line = Ledger(ref=ref).line(plan=5000)
    with acting_as(office.access("commune_officer", ref).actor()):
        assert bool(steps_for(line, "payment", 1000, timezone.localdate())) == binds


def test_a_commune_does_not_change_a_step_of_the_province(ledger: Ledger, office: Office) -> None:
    Ledger(ref=PROVINCE).step(1000)
    with acting_as(office.access("commune_officer", COMMUNE).actor()):
        assert ApprovalStep.objects.count() == 1
        assert ApprovalStep.objects.update(from_amount_vnd=10**12) == 0


@pytest.mark.parametrize("act", ["UPDATE {} SET is_approved = true", "DELETE FROM {}"])
def test_a_decision_stays(ledger: Ledger, finance: Access, leader: Access, act: str) -> None:
    request = approve(ledger.request(finance.user), leader)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format("disbursement_approval"))
    assert HistoryRow.objects.filter(table_name="disbursement_voucherrequest", row_id=str(request.pk)).count() == 2


def test_it_waits_in_the_work_of_who_may_approve(ledger: Ledger, office: Office, finance: Access) -> None:
    leader, today = office.access("leader"), timezone.localdate()
    own = ledger.request(leader.user)
    request = ledger.request(finance.user)
    found = list(work.waiting(leader, today, 9))
    assert [item.url for item in found] == [reverse("disbursement:request", args=[request.pk])]
    assert work.waiting_count(leader, today) == 1
    assert work.waiting_count(finance, today) == 0
    assert work.waiting_count(another_leader(office), today) == 2
    withdraw(request=own, access=leader)
    assert work.waiting_count(another_leader(office), today) == 1


# --- the steps -------------------------------------------------------------------------------------------------


def test_a_step_ends_once_and_not_in_the_past(ledger: Ledger, leader: Access) -> None:
    step, today = Ledger(ref=PROVINCE).step(1000), timezone.localdate()
    for day, reason, told in (
        (today - timedelta(days=1), "Đổi mức", "hôm nay trở đi"),
        (today, " ", "lý do"),
    ):
        with pytest.raises(LedgerRefused, match=told):
            end_step(step=step, valid_to=day, reason=reason, access=leader)
    end_step(step=step, valid_to=today, reason="Đổi mức", access=leader)
    event = Event.objects.get(act="disbursement.end_step", object_id=str(step.pk))
    assert (event.reason, event.data["until"]) == ("Đổi mức", today.isoformat())
    with pytest.raises(LedgerRefused, match="đã được ngừng"):
        end_step(step=step, valid_to=today + timedelta(days=9), reason="Kéo dài", access=leader)


def test_who_enters_vouchers_does_not_manage_the_steps(ledger: Ledger, finance: Access) -> None:
    step, today = Ledger(ref=PROVINCE).step(1000), timezone.localdate()
    with pytest.raises(LedgerRefused, match="không có quyền"):
        end_step(step=step, valid_to=today, reason="Đổi mức", access=finance)
    given = {"name": "Một", "order": 1, "from_amount_vnd": 10**12, "role": None, "valid_from": today}
    with pytest.raises(LedgerRefused, match="không có quyền"):
        set_step(area=ledger.area, reason="Đổi mức", access=finance, **given)


def test_a_step_that_ends_still_binds_what_was_entered_under_it(
    ledger: Ledger, finance: Access, office: Office, leader: Access
) -> None:
    province = Ledger(ref=PROVINCE)
    step = province.step(1000)
    request = province.request(finance.user)
    end_step(step=step, valid_to=timezone.localdate(), reason="Đổi mức", access=leader)
    assert progress_of(request).next_step == step
    assert approve(request, leader).state == "recorded"


@pytest.mark.parametrize(("yes", "state"), [(True, "recorded"), (False, "refused")])
def test_a_request_without_a_step_left_is_decided_by_who_may_approve(
    ledger: Ledger, office: Office, finance: Access, leader: Access, yes: bool, state: str
) -> None:
    request = ledger.request(finance.user, 1000)
    own = ledger.request(leader.user, 1000, request.line)
    ApprovalStep.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert [item.url for item in work.waiting(leader, timezone.localdate(), 9)] == [page("request", request.pk)]
    for refused, by, told in ((own, leader, "không được tự duyệt"), (request, office.access("auditor"), "quyền")):
        with pytest.raises(LedgerRefused, match=told):
            decide(request=refused, step_id=NO_STEP, approve=yes, reason="Thiếu hồ sơ", access=by)
    client = office.client("leader")
    assert page("approve_voucher", request.pk, NO_STEP) in client.get(page("request", request.pk)).content.decode()
    act = "approve_voucher" if yes else "refuse_voucher"
    assert client.post(page(act, request.pk, NO_STEP), {"reason": "Thiếu hồ sơ"}).status_code == 302
    assert VoucherRequest.objects.get(pk=request.pk).state == state
    assert Approval.objects.get().decided_by_id == leader.user_id
    assert "Không còn bước duyệt nào" in client.get(page("request", request.pk)).content.decode()


def test_a_step_is_not_passed_over_as_if_none_were_left(ledger: Ledger, finance: Access, leader: Access) -> None:
    request = ledger.request(finance.user)
    with pytest.raises(LedgerRefused, match="hãy xem lại"):
        decide(request=request, step_id=NO_STEP, approve=True, reason="", access=leader)


# --- pages -----------------------------------------------------------------------------------------------------


def page(name: str, *args: object) -> str:
    return reverse(f"disbursement:{name}", args=args)


def test_from_entry_to_ledger_on_the_pages(ledger: Ledger, office: Office) -> None:
    line = ledger.line(plan=5_000_000)
    ledger.step(1_000_000)
    entering, approving = office.client("finance"), office.client("leader")
    given = {"kind": "payment", "voucher": "KB 1", "value_date": "6/5/2024", "amount_vnd": "2.000.000"}
    given |= {"reason": "Chứng từ về muộn"}
    kept = entering.post(page("record_voucher", line.pk), given, follow=True)
    assert "Chứng từ chờ duyệt" in kept.content.decode()
    request = VoucherRequest.objects.get()
    step = progress_of(request).next_step
    assert step is not None
    assert "KB 1" in approving.get(page("requests")).content.decode()
    assert "Duyệt" in approving.get(page("request", request.pk)).content.decode()
    assert entering.post(page("approve_voucher", request.pk, step.pk)).status_code == 403
    assert approving.post(page("refuse_voucher", request.pk, step.pk), {"reason": ""}).status_code == 200
    assert approving.post(page("approve_voucher", request.pk, step.pk)).status_code == 302
    assert fresh(line).spent_vnd == 2_000_000
    again = approving.post(page("approve_voucher", request.pk, step.pk), follow=True)
    assert "không còn chờ duyệt" in again.content.decode()
    assert "KB 1" not in entering.get(page("requests")).content.decode()
    assert "KB 1" in entering.get(page("requests"), {"trang_thai": "recorded"}).content.decode()


def test_steps_are_set_and_ended_on_the_pages(ledger: Ledger, office: Office) -> None:
    client: Client = office.client("leader")
    today = timezone.localdate()
    given = {"name": "Lãnh đạo duyệt", "order": "1", "from_amount_vnd": "5 tỷ", "valid_from": f"{today:%d/%m/%Y}"}
    given |= WHY
    assert client.post(page("step_add"), given | {"from_amount_vnd": "0"}).status_code == 200
    assert client.post(page("step_add"), given).status_code == 302
    step = ApprovalStep.objects.get()
    assert (step.from_amount_vnd, step.area_id) == (5_000_000_000, office.province.pk)
    assert "Lãnh đạo duyệt" in client.get(page("steps")).content.decode()
    ended = today - timedelta(days=1)
    end, link = page("step_end", step.pk), f'href="{page("step_end", step.pk)}"'
    assert link in client.get(page("steps")).content.decode()
    assert "5.000.000.000" in client.get(end).content.decode()
    assert client.post(end, {"valid_to": f"{ended:%d/%m/%Y}"} | WHY).status_code == 200
    assert client.post(end, {"valid_to": f"{today:%d/%m/%Y}"}).status_code == 200
    assert client.post(end, {"valid_to": f"{today:%d/%m/%Y}"} | WHY).status_code == 302
    assert client.post(end, {"valid_to": f"{today:%d/%m/%Y}"} | WHY).status_code == 200
    assert link not in client.get(page("steps")).content.decode()
    assert Event.objects.filter(act="disbursement.set_step", object_id=str(step.pk), reason=WHY["reason"]).exists()
    for url in (page("step_add"), end):
        assert office.client("finance").get(url).status_code == 403


def test_only_a_step_of_the_own_area_leads_to_its_end(ledger: Ledger, office: Office) -> None:
    below, above = Ledger(ref=COMMUNE).step(1000), Ledger(ref=PROVINCE).step(1000)
    shown = office.client("leader").get(page("steps")).content.decode()
    assert page("step_end", below.pk) in shown
    assert page("step_end", above.pk) in shown
    assert page("step_end", above.pk) not in office.client("finance").get(page("steps")).content.decode()
    elsewhere = Ledger(ref=ELSEWHERE).step(1000)
    assert office.client("leader").get(page("step_end", elsewhere.pk)).status_code == 404


# --- two officers at once ---------------------------------------------------------------------------------------


def _approve_at_once(request_id: object, step_id: int, access: Access) -> bool:
    with closing(connection), acting_as(SYSTEM):
        try:
            with transaction.atomic():
                request = VoucherRequest.objects.get(pk=request_id)
                decide(request=request, step_id=step_id, approve=True, reason="", access=access)
        except LedgerRefused:
            return False
        return True


def test_two_officers_who_approve_at_once_record_it_once(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        office, ledger = Office(), Ledger()
        line = ledger.line(plan=9000)
        request = ledger.request(office.user("finance"), 1000, line)
        leaders = [office.access("leader"), another_leader(office), another_leader(office)]
        step = progress_of(request).next_step
        assert step is not None
    with ThreadPoolExecutor(3) as pool:
        taken = list(pool.map(lambda access: _approve_at_once(request.pk, step.pk, access), leaders))
    with acting_as(SYSTEM), transaction.atomic():
        assert sum(taken) == 1
        assert fresh(line).spent_vnd == 1000
        assert Approval.objects.count() == 1
