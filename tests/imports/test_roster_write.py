"""What a checked roster becomes: households, members, sealed numbers; once, however often it is imported."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from areas.models import Area
from areas.services import create_village
from core.acting import SYSTEM, acting_as
from core.crypto import unseal
from core.events import events_of
from core.models import HistoryRow, ImportBatch
from core.transitions import NotAllowed
from households.models import Household, HouseholdEvent, Member
from households.services.people import CITIZEN_ID, reveal_citizen_id
from households.services.registry import PHONE, save_household
from tests.imports.build import CHILD_NUMBER, HEAD_NUMBER, Desk, household, member, roster
from tests.office import COMMUNE

State = ImportBatch.State


def the_household(officer: Desk, **wanted: object) -> Household:
    with officer.acting(), transaction.atomic():
        return Household.objects.select_related("area").get(**wanted)


def members_of(officer: Desk, found: Household) -> list[Member]:
    with officer.acting(), transaction.atomic():
        return list(found.members.select_related("relation", "ethnic_group").order_by("order"))


def test_a_household_and_its_members_are_written(officer: Desk) -> None:
    batch = officer.write(roster())
    assert (batch.state, batch.message) == (State.APPLIED, "Đã ghi 3 dòng.")
    found = the_household(officer)
    assert found.code.startswith("30292-")
    assert (found.head_name, found.area.name, found.address) == ("Nguyễn Văn An", "Bình Đức 1", "Số 12")
    assert (found.version, found.is_simulated, found.state) == (1, False, "active")
    assert found.phone_sealed is not None
    assert unseal(PHONE, found.pk, found.phone_sealed) == "0912345678"
    head, child = members_of(officer, found)
    assert (head.relation.is_head, head.order, head.birth_text, head.name_sort != "") == (True, 1, "05/08/1980", True)
    assert (child.full_name, child.sex, child.has_health_insurance) == ("Nguyễn Thị Bình", "f", True)
    assert child.scope_path == found.scope_path
    with officer.acting():
        assert reveal_citizen_id(access=officer.access, member=head) == HEAD_NUMBER
        event = HouseholdEvent.objects.get(household=found)
    assert (event.kind, event.recorded_by_id) == ("registered", officer.access.user_id)


def test_the_event_counts_and_the_history_names_the_writer(officer: Desk) -> None:
    batch = officer.write(roster())
    event = events_of(batch).get(act="core.apply_import")
    assert event.data["written"] == {
        "households_added": 1,
        "households_changed": 0,
        "members_added": 2,
        "members_changed": 0,
    }
    assert HEAD_NUMBER not in str(event.data)
    with officer.acting():
        rows = HistoryRow.objects.filter(table_name="households_household")
        assert [row.actor_label for row in rows] == [str(officer.access.user)]


def test_the_same_file_again_changes_nothing(officer: Desk) -> None:
    officer.write(roster())
    again = officer.check(roster())
    assert again.message == "3 dòng không đổi"
    with officer.acting(), pytest.raises(NotAllowed, match="không có dòng nào mới"):
        officer.apply(again)


def test_a_household_is_found_by_its_code_and_told_what_changes(officer: Desk) -> None:
    officer.write(roster())
    code = the_household(officer).code
    changed = roster(
        [household(code=code, address="Số 15", phone="0987654321", village="")],
        [
            member(number=""),
            member(1, "Nguyễn Thị Bình", "Con", "3/3/2005", sex="Nữ", number=CHILD_NUMBER, insured="Không"),
            member(1, "Nguyễn Văn Chín", "Con", "2019"),
        ],
    )
    batch = officer.check(changed)
    assert officer.errors(batch) == []
    assert batch.message == "1 dòng mới, 2 dòng thay đổi, 1 dòng không đổi"
    row = officer.rows(batch, part="household")[0]
    assert (row.old["address"], row.data["address"]) == ("Số 12", "Số 15")
    person = officer.rows(batch, part="member", diff="changed")[0]
    assert person.old == {"birth": "2005-03-02", "has_health_insurance": True}
    officer.apply(batch)
    found = the_household(officer)
    assert (found.version, found.address, found.phone_masked) == (2, "Số 15", "•••••••321")
    head, child, youngest = members_of(officer, found)
    assert head.citizen_id_masked == "0000••••••01"
    assert (child.birth_day, child.has_health_insurance) == (3, False)
    assert (youngest.order, youngest.birth_text) == (3, "2019")


def test_empty_cells_leave_what_is_recorded(officer: Desk) -> None:
    officer.write(roster())
    batch = officer.check(roster([household(address="", phone="")], [member(insured="", ethnic="")]))
    assert batch.message == "2 dòng không đổi"


def test_a_file_that_names_no_village_means_the_one_recorded(officer: Desk) -> None:
    officer.write(roster())
    batch = officer.check(roster([household(village="")], [member()]))
    assert batch.message == "2 dòng không đổi"


def test_the_same_head_in_another_village_is_new_and_to_be_looked_at(officer: Desk) -> None:
    officer.write(roster())
    with acting_as(SYSTEM), transaction.atomic():
        create_village(commune=Area.objects.by_ref(COMMUNE), kind="khóm", name="Bình Đức 2")
    batch = officer.check(roster([household(village="Khóm Bình Đức 2")], [member()]))
    assert batch.message == "2 dòng mới"
    remark = officer.rows(batch, part="household")[0].remarks[0]["reason"]
    assert remark.startswith("Ở Khóm Bình Đức 1 đã có hộ cùng tên chủ hộ, cùng năm sinh (mã 30292-")


def test_a_household_does_not_move_by_a_file(officer: Desk) -> None:
    officer.write(roster())
    code = the_household(officer).code
    with acting_as(SYSTEM), transaction.atomic():
        create_village(commune=Area.objects.by_ref(COMMUNE), kind="khóm", name="Bình Đức 2")
    batch = officer.check(roster([household(code=code, village="Khóm Bình Đức 2")], [member()]))
    assert any("Hộ đang ghi ở Khóm Bình Đức 1" in error for error in officer.errors(batch))


def test_the_head_of_a_recorded_household_is_not_changed_by_a_file(officer: Desk) -> None:
    officer.write(roster())
    code = the_household(officer).code
    other_head = roster([household(code=code, head="Trần Văn Ba")], [member(name="Trần Văn Ba")])
    assert any("B2 Mã hộ" not in e and "đang ghi chủ hộ “Nguyễn Văn An”" in e for e in officer.errors(
        officer.check(other_head)))  # fmt: skip
    members = [member(relation="Con"), member(1, "Nguyễn Thị Bình", "Chủ hộ", "2/3/2005", sex="Nữ")]
    errors = officer.errors(officer.check(roster(members=members)))
    assert any("Người này đang là chủ hộ. Dùng chức năng “Đổi chủ hộ”" in error for error in errors)
    assert any("Hộ đã có chủ hộ là “Nguyễn Văn An”" in error for error in errors)


def test_a_household_that_left_the_registry_is_not_written(officer: Desk) -> None:
    officer.write(roster())
    found = the_household(officer)
    with officer.acting(), transaction.atomic():
        Household.objects.filter(pk=found.pk).update(state="moved")
    errors = officer.errors(officer.check(roster([household(code=found.code)], [member()])))
    assert any("không còn trong danh sách quản lý" in error for error in errors)


def test_a_head_of_a_minority_makes_a_minority_household(officer: Desk) -> None:
    officer.write(roster([household(minority="Không")], [member(ethnic="Khmer")]))
    assert the_household(officer).is_minority


def test_with_errors_only_the_good_rows_or_none(officer: Desk) -> None:
    households = [household(), household(2, "Trần Văn Ba")]
    members = [member(), member(2, "Trần Văn Ba", birth="31/2/1980")]
    batch = officer.check(roster(households, members))
    with officer.acting(), pytest.raises(NotAllowed, match="Tệp còn 2 dòng lỗi"):
        officer.apply(batch)
    batch = officer.apply(batch, only_good=True)
    assert batch.state == State.APPLIED
    assert the_household(officer).head_name == "Nguyễn Văn An"


def test_what_somebody_changed_after_the_check_is_not_written_over(officer: Desk) -> None:
    officer.write(roster())
    batch = officer.check(roster([household(address="Số 15")], [member()]))
    found = the_household(officer)
    with officer.acting():
        save_household(
            access=officer.access, household_id=found.pk, version=1, changes={"address": "Số 99"}, phone=None
        )
    batch = officer.apply(batch)
    assert batch.state == State.FAILED
    assert "đã được người khác thay đổi" in batch.message
    assert the_household(officer).address == "Số 99"


def test_two_files_of_the_same_household_write_it_once(officer: Desk) -> None:
    first, second = officer.check(roster()), officer.check(roster())
    assert officer.apply(first).state == State.APPLIED
    assert officer.apply(second).state == State.FAILED
    assert the_household(officer).version == 1


def test_undo_takes_back_what_was_added(officer: Desk) -> None:
    batch = officer.undo(officer.write(roster()))
    assert (batch.state, batch.message) == (State.UNDONE, "Đã hoàn tác 3 bản ghi.")
    with officer.acting():
        assert not Household.objects.exists()
        assert HistoryRow.objects.filter(table_name="households_household", act="delete").count() == 1
    assert events_of(batch).get(act="core.undo_import").reason == "nhầm tệp"
    assert officer.check(roster()).message == "3 dòng mới"


def test_undo_restores_what_was_changed(officer: Desk) -> None:
    officer.write(roster())
    before = members_of(officer, the_household(officer))[1]
    changes = roster(
        [household(address="Số 15", phone="0987654321")],
        [
            member(),
            member(1, "NGUYỄN THỊ BÌNH AN", "Con", "4/4/2006", number=CHILD_NUMBER, ethnic="Khmer"),
            member(1, "Nguyễn Văn Mới", "Con", "2020"),
        ],
    )
    batch = officer.undo(officer.write(changes))
    assert batch.message == "Đã hoàn tác 3 bản ghi."
    found = the_household(officer)
    assert (found.address, found.phone_masked, found.version) == ("Số 12", "•••••••678", 3)
    assert found.phone_sealed is not None
    assert unseal(PHONE, found.pk, found.phone_sealed) == "0912345678"
    _head, child = members_of(officer, found)
    for name in ("full_name", "name_sort", "birth_day", "birth_year", "sex", "ethnic_group_id", "citizen_id_masked"):
        assert getattr(child, name) == getattr(before, name)
    assert unseal(CITIZEN_ID, child.pk, child.citizen_id_sealed or b"") == CHILD_NUMBER


def test_undo_keeps_what_was_touched_since(officer: Desk) -> None:
    households = [household(), household(2, "Trần Văn Ba")]
    batch = officer.write(roster(households, [member(), member(2, "Trần Văn Ba")]))
    touched = the_household(officer, head_name="Trần Văn Ba")
    with officer.acting():
        save_household(access=officer.access, household_id=touched.pk, version=1, changes={"has_merit": True})
    batch = officer.undo(batch)
    assert batch.message == "Đã hoàn tác 2 bản ghi. Giữ lại 2 bản ghi không hoàn tác được nữa."
    assert the_household(officer).pk == touched.pk


def test_undo_is_offered_for_a_day(officer: Desk) -> None:
    batch = officer.write(roster())
    assert batch.is_undoable
    batch.applied_at = timezone.now() - timedelta(hours=25)
    assert not batch.is_undoable


def test_a_birth_in_a_date_cell_is_that_day(officer: Desk) -> None:
    officer.write(roster(members=[member(birth=date(1980, 8, 5))]))
    assert members_of(officer, the_household(officer))[0].birth_text == "05/08/1980"
