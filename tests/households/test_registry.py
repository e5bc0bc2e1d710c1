"""Registering, changing, moving and closing a household, and its members."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from catalogs.models import RelationToHead
from core.acting import SYSTEM, acting_as
from core.models import Event, HistoryRow
from core.transitions import NotAllowed
from households.errors import DuplicateCitizenId, StaleVersion
from households.models import Assessment, Household, Member
from households.services.people import remove_member, reveal_citizen_id, save_member
from households.services.registry import (
    change_head,
    close_household,
    discard_household,
    move_household,
    save_household,
)
from households.signals import household_closed, household_moved
from tests.households.world import NUMBER, World


def test_a_new_household_has_its_head_as_first_member(world: World) -> None:
    household = world.household("NGUYỄN VĂN AN", phone="0912345678")
    with world.acting(world.officer):
        head = household.members.get()
        assert (household.head_name, head.full_name) == ("Nguyễn Văn An", "Nguyễn Văn An")
        assert head.relation.is_head
        assert household.head_name_fold == "nguyen van an"
        assert household.scope_path == world.commune.path
        assert household.phone_masked.endswith("678")
        assert household.events.get().kind == "registered"


def test_codes_are_the_communes_and_never_the_same(world: World) -> None:
    codes = [world.household().code for _number in range(3)]
    assert all(code.startswith("30292-") for code in codes)
    assert len(set(codes)) == 3


def test_a_household_of_a_village_takes_the_communes_code(world: World) -> None:
    household = world.household(area=world.village)
    assert household.code.startswith("30292-")
    assert household.scope_path == world.village.path


def test_nobody_registers_outside_his_own_area(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.household(area=world.other_commune)


def test_registering_needs_the_right(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.household(access=world.leader)


def test_a_minority_head_makes_a_minority_household(world: World) -> None:
    from catalogs.models import EthnicGroup
    from households.services.registry import register_household

    khmer = EthnicGroup.objects.by_name("Khmer")
    with world.acting(world.officer):
        household = register_household(
            access=world.officer,
            area=world.commune,
            head=world.person("Chau Rít", ethnic_group=khmer),
            on=date(2026, 1, 5),
        )
    assert household.is_minority


def test_a_stale_change_is_refused_and_shows_what_is_stored(world: World) -> None:
    household = world.household()
    with world.acting(world.officer):
        save_household(access=world.officer, household_id=household.pk, version=1, changes={"address": "Tổ 1"})
        with pytest.raises(StaleVersion) as stale:
            save_household(access=world.officer, household_id=household.pk, version=1, changes={"address": "Tổ 2"})
        assert stale.value.current.address == "Tổ 1"


def test_another_communes_household_does_not_exist(world: World) -> None:
    household = world.household()
    with world.acting(world.other_officer), pytest.raises(Household.DoesNotExist):
        save_household(access=world.other_officer, household_id=household.pk, version=1, changes={})


def test_the_second_wall_hides_rows_without_any_filter(world: World) -> None:
    household = world.household(number=NUMBER)
    with world.acting(world.other_officer):
        assert not Household.objects.filter(pk=household.pk).exists()
        assert not Member.objects.exists()
        assert Household.objects.filter(pk=household.pk).update(address="x") == 0


def test_the_second_wall_refuses_a_row_of_another_area(world: World) -> None:
    household = world.household()
    with world.acting(world.officer), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Household.objects.filter(pk=household.pk).update(scope_path=world.other_commune.path)


def test_no_plain_number_stands_in_the_database(world: World) -> None:
    household = world.household(number=NUMBER, phone="0912345678")
    with acting_as(SYSTEM), connection.cursor() as cursor:
        tables = ("households_member", "households_household", "core_historyrow", "core_event")
        for table in tables:
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE ANY (%s)",
                [[f"%{NUMBER}%", "%0912345678%"]],
            )
            assert cursor.fetchone()[0] == 0
    with world.acting(world.officer):
        member = household.members.get()
        assert member.citizen_id_masked == "0001••••••34"
        assert reveal_citizen_id(access=world.officer, member=member) == NUMBER


def test_revealing_needs_the_right(world: World) -> None:
    household = world.household(number=NUMBER)
    with world.acting(world.leader), pytest.raises(PermissionDenied):
        reveal_citizen_id(access=world.leader, member=household.members.get())


def test_a_number_of_ones_own_area_names_the_household(world: World) -> None:
    household = world.household(number=NUMBER)
    with pytest.raises(DuplicateCitizenId) as duplicate:
        world.household("Trần Thị Bé", number=NUMBER)
    assert household.code in duplicate.value.where


def test_a_number_elsewhere_names_only_the_commune(world: World) -> None:
    world.household("Trần Thị Bé", number=NUMBER, access=world.other_officer)
    with pytest.raises(DuplicateCitizenId) as duplicate:
        world.household(number=NUMBER)
    assert world.other_commune.name in duplicate.value.where
    assert "Bé" not in duplicate.value.where


def test_a_person_who_left_frees_the_number(world: World) -> None:
    household = world.household()
    member = world.member(household, "Nguyễn Thị Hoa", number=NUMBER)
    with world.acting(world.officer):
        household.refresh_from_db()
        remove_member(
            access=world.officer,
            household_id=household.pk,
            version=household.version,
            member_id=member.pk,
            on=date(2026, 5, 1),
            reason="kết hôn",
        )
    world.household("Nguyễn Thị Hoa", number=NUMBER)


def test_the_head_cannot_leave_before_another_is_named(world: World) -> None:
    household = world.household()
    with world.acting(world.officer), pytest.raises(NotAllowed):
        remove_member(
            access=world.officer,
            household_id=household.pk,
            version=1,
            member_id=household.members.get().pk,
            on=date(2026, 5, 1),
            reason="chuyển đi",
        )


def test_there_is_one_head(world: World) -> None:
    household = world.household()
    with world.acting(world.officer), pytest.raises(NotAllowed):
        save_member(access=world.officer, household_id=household.pk, version=1, person=world.person("Lê Văn Tư"))


def test_a_new_head_gives_the_household_his_name(world: World) -> None:
    household = world.household()
    wife = world.member(household, "Lê Thị Út", relation="Vợ/chồng")
    with world.acting(world.officer):
        household.refresh_from_db()
        change_head(
            access=world.officer,
            household_id=household.pk,
            version=household.version,
            member_id=wife.pk,
            old_head_relation=RelationToHead.objects.get(name="Vợ/chồng"),
            on=date(2026, 6, 1),
        )
        household.refresh_from_db()
        assert household.head_name == "Lê Thị Út"
        assert household.members.get(relation__is_head=True) == wife
        assert household.events.filter(kind="new_head").exists()


def test_everything_about_a_household_moves_with_it(world: World) -> None:
    household = world.household()
    review = world.listed(household, world.round())
    moved = []
    household_moved.connect(lambda **given: moved.append(given["to_area"]), weak=False, dispatch_uid="test")
    province = world.access(world.province)
    with world.acting(province):
        move_household(
            access=province,
            household_id=household.pk,
            version=1,
            area=world.other_commune,
            address="Ấp 2",
            on=date(2026, 7, 1),
        )
        review.refresh_from_db()
        assert review.scope_path == world.other_commune.path
        assert review.area == world.commune  # where it was reviewed does not change
        assert {m.scope_path for m in household.members.all()} == {world.other_commune.path}
    household_moved.disconnect(dispatch_uid="test")
    assert moved == [world.other_commune]
    with world.acting(world.officer):
        assert not Household.objects.filter(pk=household.pk).exists()


def test_a_closed_household_is_on_no_list(world: World) -> None:
    household = world.household()
    world.listed(household, world.round())
    closed = []
    household_closed.connect(lambda **given: closed.append(given["household"]), weak=False, dispatch_uid="test")
    with world.acting(world.officer):
        close_household(
            access=world.officer,
            household_id=household.pk,
            version=1,
            state="moved",
            on=date(2026, 7, 1),
            reason="chuyển lên thành phố",
        )
        assert not household.assessments.exists()
        assert not Household.objects.active().exists()
        event = Event.objects.get(act="households.close")
        assert event.reason == "chuyển lên thành phố"
    household_closed.disconnect(dispatch_uid="test")
    assert closed == [household]


def test_a_household_recognised_as_not_poor_is_discarded_by_who_enters(world: World) -> None:
    household = world.household()
    world.classify(household, "not_poor", since=date(2025, 12, 1))
    given: dict[str, Any] = {"household_id": household.pk, "version": 1, "on": date(2026, 7, 1), "reason": "lập nhầm"}
    with world.acting(world.officer):
        assert discard_household(access=world.officer, **given).state == "mistaken"


@pytest.mark.parametrize("how_far", ["listed", "answered", "scored"])
def test_a_mistaken_household_counts_in_no_open_round(world: World, how_far: str) -> None:
    household, recognised = world.household(), world.round(2025, state="recognised", recognised_on=date(2025, 12, 31))
    earlier = Assessment.objects.filter(household=household, round=recognised)
    with acting_as(SYSTEM):
        Assessment.objects.create(
            household=household,
            round=recognised,
            standard=recognised.standard,
            area=world.commune,
            scope_path=household.scope_path,
            zone="urban",
            persons=1,
        )
    review = world.listed(household, world.round())
    if how_far != "listed":
        getattr(world, how_far)(review)
    with world.acting(world.officer):
        discard_household(
            access=world.officer, household_id=household.pk, version=1, on=date(2026, 7, 1), reason="trùng hồ sơ"
        )
        assert earlier.exists()
        assert not Assessment.objects.filter(household=household, round=review.round).exists()
        assert not Household.objects.active().exists()
        assert household.events.first().kind == "mistaken"


def test_a_recognised_class_is_set_aside_only_by_who_confirms(world: World) -> None:
    household = world.household()
    world.classify(household, "poor", since=date(2025, 12, 1))
    given: dict[str, Any] = {"household_id": household.pk, "version": 1, "on": date(2026, 7, 1), "reason": "lập nhầm"}
    with world.acting(world.officer), pytest.raises(NotAllowed, match="người có quyền xác nhận"):
        discard_household(access=world.officer, **given)
    with world.acting(world.leader):
        assert discard_household(access=world.leader, **given).state == "mistaken"


def test_bulk_writes_are_in_the_history_with_their_author(world: World) -> None:
    for name in ("Nguyễn Văn An", "Trần Thị Bé"):
        world.household(name)
    with world.acting(world.officer):
        Household.objects.visible_to(world.officer).update(has_merit=True)
        rows = HistoryRow.objects.filter(table_name="households_household", act="update")
        assert rows.count() == 2
        assert all(row.new == {"has_merit": True} and row.old == {"has_merit": False} for row in rows)
        assert {row.actor_id for row in rows} == {str(world.officer.user_id)}
