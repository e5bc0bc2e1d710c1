"""Rules of alerts: set and ended by who signs decisions about capital, with a reason, never changed."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Access
from core.acting import acting_as
from core.models import Event, HistoryRow
from core.transitions import NotAllowed
from reports import reference
from reports.alerts.setting import end_rule, set_rule
from reports.models import Alert, AlertRule
from tests.office import COMMUNE, ELSEWHERE, PROVINCE
from tests.reports.alerts_made import make_rule
from tests.reports.desk import Desk

ADD = "reports:alert_rule_add"


@pytest.fixture
def leader(desk: Desk) -> Access:
    return desk.office.access("leader")


def filled(**changed: str) -> dict[str, str]:
    given = {
        "kind": "below_average",
        "threshold": "15",
        "severity": "late",
        "capital_kind": "",
        "least_vnd": "1 tỷ",
        "valid_from": "1/1/2026",
        "legal_text": "",
        "confidence": "needs_check",
        "note": "Kết luận giao ban tháng 11",
        "reason": "Chỉ đạo của Chủ tịch",
    }
    return given | changed


def sent(client: Client, **changed: str) -> str:
    """The page that answers; "" when the rule was taken."""
    answer = client.post(reverse(ADD), filled(**changed))
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_rule_is_set_for_the_own_area_with_a_reason(desk: Desk) -> None:
    assert sent(desk.office.client("leader")) == ""
    rule = AlertRule.objects.get(area=desk.office.province)
    assert (rule.threshold, rule.least_vnd, str(rule.scope_path)) == (15, 10**9, desk.office.province.path)
    event = Event.objects.get(act="reports.set_alert_rule", object_id=str(rule.pk))
    assert event.reason == "Chỉ đạo của Chủ tịch"
    assert event.data["value"] == 15
    assert HistoryRow.objects.filter(table_name="reports_alertrule", row_id=str(rule.pk), act="insert").exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"threshold": "0"}, "threshold"),
        ({"threshold": "101"}, "Nhập từ 1 đến 100 điểm phần trăm."),
        ({"threshold": "ba"}, "threshold"),
        ({"least_vnd": "-5"}, "least_vnd"),
        ({"valid_from": "31/02/2026"}, "valid_from"),
        ({"reason": " "}, "reason"),
    ],
)
def test_bad_input_is_told_at_the_field_and_kept(desk: Desk, changed: dict[str, str], says: str) -> None:
    page = sent(desk.office.client("leader"), **changed)
    assert says in page
    assert "Kết luận giao ban tháng 11" in page
    assert not AlertRule.objects.filter(area=desk.office.province).exists()


def test_two_of_a_sort_do_not_hold_at_once(desk: Desk) -> None:
    client = desk.office.client("leader")
    assert sent(client) == ""
    assert "Đã có quy tắc cùng loại" in sent(client, threshold="30", valid_from="1/6/2026")
    assert sent(client, severity="warn", threshold="5") == ""
    rule = AlertRule.objects.get(severity="late", area=desk.office.province)
    AlertRule.objects.filter(pk=rule.pk).update(valid_to=date(2026, 5, 31))
    assert sent(client, threshold="30", valid_from="1/6/2026") == ""


def test_a_rule_ends_once_and_not_before_today(desk: Desk, leader: Access) -> None:
    rule, today = make_rule(PROVINCE), timezone.localdate()
    for day, reason in ((today - timedelta(days=1), "Đổi"), (today, " ")):
        with pytest.raises(NotAllowed):
            end_rule(rule=rule, valid_to=day, reason=reason, access=leader)
    end_rule(rule=rule, valid_to=today, reason="Đổi", access=leader)
    assert AlertRule.objects.get(pk=rule.pk).valid_to == today
    assert Event.objects.get(act="reports.end_alert_rule", object_id=str(rule.pk)).data == {"until": today.isoformat()}
    with pytest.raises(NotAllowed, match="đã có ngày ngừng"):
        end_rule(rule=rule, valid_to=today, reason="Đổi", access=leader)


def test_who_plans_capital_does_not_set_what_is_late(desk: Desk) -> None:
    rule = make_rule(PROVINCE)
    finance = desk.office.client("finance")
    assert finance.get(reverse(ADD)).status_code == 403
    with pytest.raises(NotAllowed):
        end_rule(rule=rule, valid_to=timezone.localdate(), reason="Đổi", access=desk.office.access("finance"))
    assert desk.page("reports:alert_rules", role="finance").links("Đặt quy tắc") == []


def test_a_commune_does_not_set_the_thresholds_by_which_it_is_called_late(desk: Desk) -> None:
    """Its leader signs decisions about capital there, and yet the province's rules are out of his reach."""
    here, rule = desk.office.client("leader", COMMUNE), make_rule(PROVINCE)
    assert here.get(reverse(ADD)).status_code == 403
    assert here.post(reverse(ADD), filled()).status_code == 403
    assert here.get(reverse("reports:alert_rule_end", args=[rule.pk])).status_code == 403
    assert desk.page("reports:alert_rules", role="leader", ref=COMMUNE).links("Đặt quy tắc") == []
    leader = desk.office.access("leader", COMMUNE)
    mild = AlertRule(kind="nothing_disbursed", threshold=3650, severity="warn", valid_from=date(2021, 1, 1))
    with pytest.raises(NotAllowed, match="do tỉnh đặt"):
        set_rule(rule=mild, area=desk.office.commune, reason="Đổi", access=leader)
    with pytest.raises(IntegrityError, match="alert_rule_of_province"), transaction.atomic():
        make_rule(COMMUNE)


def test_everybody_below_reads_the_rules_that_bind_him(desk: Desk) -> None:
    make_rule(PROVINCE, threshold=7)
    make_rule(ELSEWHERE, threshold=8)
    for role, ref in (("commune_officer", COMMUNE), ("leader", PROVINCE)):
        text = desk.page("reports:alert_rules", role=role, ref=ref).text
        assert "sau 7 tháng" in text
        assert "sau 8 tháng" not in text
        assert "cần đối chiếu văn bản" in text
    assert len(desk.page("reports:alert_rules", role="leader").links("Ngừng")) == 1
    assert desk.page("reports:alert_rules", role="commune_leader", ref=COMMUNE).links("Ngừng") == []


def test_a_rule_whose_place_a_nearer_one_took_says_so(desk: Desk) -> None:
    make_rule(PROVINCE, "below_average", threshold=7)
    rows = desk.page("reports:alert_rules", role="commune_officer", ref=COMMUNE).table("Quy tắc cảnh báo")
    displaced = {(row[0], row[1]) for row in rows if "đã thay bằng quy tắc riêng" in row[4]}
    assert displaced == {("Thấp hơn bình quân", "từ 10 điểm phần trăm"), ("Thấp hơn bình quân", "từ 20 điểm phần trăm")}


def test_the_second_wall_lets_nobody_write_above_the_own_area(desk: Desk) -> None:
    rule = make_rule(PROVINCE)
    with acting_as(desk.office.access("leader", COMMUNE).actor()):
        assert AlertRule.objects.filter(pk=rule.pk).exists()
        assert AlertRule.objects.filter(pk=rule.pk).update(valid_to=date(2030, 1, 1)) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            make_rule(PROVINCE, "below_average")


def test_loading_the_reference_again_keeps_every_rule(desk: Desk) -> None:
    before = list(AlertRule.objects.order_by("pk").values())
    assert {row["kind"] for row in before} == {
        "nothing_disbursed",
        "below_average",
        "advance_unsettled",
        "unallocated_held",
    }
    assert all(row["confidence"] == "needs_check" for row in before)
    with acting_as(desk.office.access("leader").actor()):
        make_rule(PROVINCE)

    assert reference._alert_rules() == (0, 0)
    assert AlertRule.objects.count() == len(before) + 1


def test_an_alert_is_about_what_its_kind_says(desk: Desk) -> None:
    """The row itself refuses an alert about a line that is none, and a second one while the first stands."""
    world, day = desk.world, date(2026, 5, 4)
    line = world.line(world.holder(desk.office.commune), 2026)
    given = {
        "holder": line.holder,
        "budget_year": 2026,
        "scope_path": line.scope_path,
        "first_figures": {},
        "last_figures": {},
        "first_seen": day,
        "last_seen": day,
    }
    rule = make_rule(PROVINCE)
    for wrong in (
        {"kind": "nothing_disbursed", "line": line},
        {"kind": "unallocated_held"},
        {"kind": "advance_unsettled"},
    ):
        with pytest.raises(IntegrityError, match="alert_is_about_what_its_kind_says"), transaction.atomic():
            Alert.objects.create(rule=rule, **given | wrong)
    Alert.objects.create(rule=rule, kind="nothing_disbursed", **given)
    with pytest.raises(IntegrityError, match="alert_once_while_standing"), transaction.atomic():
        Alert.objects.create(rule=rule, kind="nothing_disbursed", **given)
