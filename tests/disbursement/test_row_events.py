"""What happened to the rows of a draft stands in its story and in the log: who, which line, how much before."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from accounts.access import Access
from core import events
from core.acting import SYSTEM, acting_as
from core.models import Event
from core.transitions import NotAllowed
from disbursement.line_words import line_words
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from disbursement.services.annex_rows import save_rows, take_back
from disbursement.services.decisions import change_amount, delete_row, save_row
from tests.disbursement.decisions import Chancery, row


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def story(chancery: Chancery, decision: CapitalDecision) -> list[tuple[str, str, str]]:
    """Of the decision's page: the acts on its rows, with whom and what."""
    page = chancery.office.client("auditor").get(reverse("disbursement:decision", args=[decision.pk]))
    told = [item for item in page.context["happened"] if item["details"]]
    assert all(item["details"] in page.content.decode() for item in told)
    return [(item["label"], item["who"], item["details"]) for item in told]


def words(line: CapitalLine) -> str:
    return line_words(CapitalLine.objects.with_dimensions().get(pk=line.pk))


def by(access: Access, do: Any, **given: Any) -> Any:
    with acting_as(access.actor()):
        return do(access=access, **given)


def test_of_two_who_work_on_one_row_the_second_finds_what_the_first_did(chancery: Chancery) -> None:
    decision, drafter, checker = chancery.draft(), chancery.drafter, chancery.checker
    entry = by(drafter, save_row, decision=decision, data=row("assign", chancery.line(), 100))
    stale = DraftEntry.objects.get(pk=entry.pk)
    by(checker, change_amount, row=entry, amount_vnd=200, note="")
    by(drafter, change_amount, row=stale, amount_vnd=300, note="")
    changes = Event.objects.filter(act="disbursement.change_row").order_by("id")
    assert [event.data["before_vnd"] for event in changes] == [100, 200]
    by(checker, delete_row, row=entry)
    for act, given in ((delete_row, {}), (change_amount, {"amount_vnd": 400, "note": ""})):
        with pytest.raises(NotAllowed, match="vừa được người khác bỏ"):
            by(drafter, act, row=stale, **given)
    assert Event.objects.filter(act="disbursement.remove_row").count() == 1


def test_each_act_on_a_row_is_told_with_its_line_and_amounts(chancery: Chancery) -> None:
    line, drafter, checker = chancery.line(), chancery.drafter, chancery.checker
    decision = chancery.draft()
    entry = by(drafter, save_row, decision=decision, data=row("assign", line, 5_000_000))
    by(checker, change_amount, row=entry, amount_vnd=7_000_000, note="")
    by(drafter, delete_row, row=entry)
    about = f"loại: giao kế hoạch; dòng vốn: {words(line)}; số tiền: "
    assert story(chancery, decision) == [
        ("Thêm một dòng vào phụ lục quyết định về vốn", str(drafter.user), f"{about}5.000.000 đồng"),
        (
            "Sửa dòng của phụ lục quyết định về vốn",
            str(checker.user),
            f"{about}7.000.000 đồng; trước khi sửa: 5.000.000 đồng",
        ),
        ("Bỏ dòng khỏi phụ lục quyết định về vốn", str(drafter.user), f"{about}7.000.000 đồng"),
    ]
    logged = chancery.office.client("auditor").get("/nhat-ky/").content.decode()
    assert "trước khi sửa: 5.000.000 đồng" in logged
    assert words(line) in logged


def test_another_note_is_told_with_the_one_before(chancery: Chancery) -> None:
    decision, drafter = chancery.draft(), chancery.drafter
    entry = by(drafter, save_row, decision=decision, data=row("assign", chancery.line(), 100))
    for note in ("Theo tờ trình 12", "Theo tờ trình 12", "Theo tờ trình 15"):
        by(drafter, change_amount, row=entry, amount_vnd=100, note=note)
    _added, first, same, last = (details for _label, _who, details in story(chancery, decision))
    assert "ghi chú: Theo tờ trình 12" in first
    assert "trước khi sửa: 100 đồng" in same
    assert "ghi chú" not in same
    assert "ghi chú: Theo tờ trình 15" in last
    assert "ghi chú trước khi sửa: Theo tờ trình 12" in last


def test_who_gets_a_transfer_is_told(chancery: Chancery) -> None:
    line, taker = chancery.line(100), chancery.line(component="HP2")
    ((_label, _who, details),) = story(chancery, chancery.draft(row("transfer", line, 40, taker)))
    assert f"nơi đến: {words(taker)}" in details


def test_an_import_is_one_event_and_so_is_its_undoing(chancery: Chancery) -> None:
    decision = chancery.draft()
    rows = [row("assign", chancery.line(component=code), 5) for code in ("HP1", "HP2")]
    wrote = by(chancery.drafter, save_rows, decision=decision, rows=rows)
    by(chancery.drafter, take_back, decision=decision, wrote=wrote)
    assert [details for _label, _who, details in story(chancery, decision)] == ["số dòng: 2", "số dòng: 2"]


def test_what_came_last_is_always_shown(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 1))
    for number in range(100):
        events.record("disbursement.import_annex", decision, rows=number)
    events.record("disbursement.check_decision", decision)
    page = chancery.office.client("auditor").get(reverse("disbursement:decision", args=[decision.pk]))
    assert page.context["happened"][-1]["label"] == "Xác nhận đã kiểm tra quyết định về vốn"


def test_an_officer_of_other_components_is_told_the_act_alone(chancery: Chancery) -> None:
    line = chancery.line()
    decision = chancery.draft(row("assign", line, 5_000_000))
    post = chancery.office.user("provincial_officer").assignments.get()
    post.components.add(chancery.line(component="HP2").component)
    url = reverse("disbursement:decision", args=[decision.pk])
    page = chancery.office.client("provincial_officer").get(url).content.decode()
    assert "Thêm một dòng vào phụ lục" in page
    assert "5.000.000" not in page
