"""The one search: every kind of records in its section, for who may see it, in one's own area alone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from areas.services import create_village
from committees.models import OfficialDocument
from core.acting import SYSTEM, acting_as
from core.filters import with_words
from core.search import SHOWN, sections
from inspections.models import InspectionPlan, Recommendation, Visit
from programs.models import LivelihoodProject
from tests.disbursement.build import Ledger
from tests.households.world import World
from tests.office import COMMUNE, OTHER_COMMUNE, Office
from tests.tasks_made import make_document, make_task

KINDS = ("households", "areas", "documents", "tasks", "projects", "plans", "recommendations")


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def of_each_kind(office: Office) -> None:
    """In the commune, one of each with the word Lúa in its name."""
    World().household("Trần Văn Lúa")
    today, area = timezone.localdate(), office.commune
    placed: dict[str, Any] = {"area": area, "scope_path": area.path}
    with acting_as(SYSTEM):
        create_village(commune=area, kind="khóm", name="Đồng Lúa")
        make_document(office, COMMUNE, abstract="Hỗ trợ giống lúa")
        make_task(office, COMMUNE, title="Giao giống LÚA")
        ledger = Ledger(ref=COMMUNE)
        component = ledger.line().component
        LivelihoodProject.objects.create(
            **placed, name="Trồng lúa", component=component, owner=ledger.holder, starts_on=today
        )
        plan = InspectionPlan.objects.create(**placed, title="Kiểm tra giống lúa", year=2026)
        visit = Visit.objects.create(**placed, plan=plan, team="Đoàn", planned_on=today, visited_on=today)
        agency = office.agency(COMMUNE)
        Recommendation.objects.create(
            visit=visit, text="Cấp lại giống lúa", agency=agency, due=today, scope_path=area.path
        )


def page(client: Client, text: str) -> str:
    answer = client.get(reverse("search"), {"q": text})
    assert answer.status_code == 200
    return str(answer.content.decode())


def found_in(shown: str) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if f'<section class="panel" id="{kind}">' in shown)


@pytest.mark.parametrize("text", ["lúa", "lua", "LÚA"])
def test_every_kind_has_its_section(of_each_kind: None, office: Office, text: str) -> None:
    assert tuple(section.code for section in sections()) == KINDS
    assert found_in(page(office.client("commune_officer", COMMUNE), text)) == KINDS


def test_another_commune_finds_none_of_it(of_each_kind: None, office: Office) -> None:
    shown = page(office.client("commune_officer", OTHER_COMMUNE), "lua")
    assert found_in(shown) == ()
    assert "không có gì khớp" in shown


def test_a_kind_without_the_right_is_not_searched(of_each_kind: None, office: Office) -> None:
    shown = page(office.client("village_reviewer", COMMUNE), "lua")
    assert found_in(shown) == ("households", "areas")
    assert "Tìm trong: hộ gia đình, địa bàn." in shown
    assert "households" not in found_in(page(office.client("finance"), "lua"))


def test_a_word_with_accents_is_found_without_them_and_words_in_any_order(office: Office) -> None:
    with acting_as(SYSTEM):
        made = make_document(office, abstract="Về việc hoà giải Đỗ Thị Ưng", number="Số 7/QĐ-UBND")
        for text in ("hoa giai", "hòa", "do thi ung", "ung do", "7/qd"):
            assert with_words(OfficialDocument.objects.all(), text, "number", "abstract").get() == made
        for text in ("hoa 7/qd", "oa", ".*", "%", "_", "(", ""):
            assert not with_words(OfficialDocument.objects.all(), text, "number", "abstract").exists()


def test_more_than_is_shown_leads_to_the_list_with_the_same_words(office: Office) -> None:
    with acting_as(SYSTEM):
        for number in range(SHOWN + 1):
            make_document(office, number=f"{number}/QĐ", abstract="Hỗ trợ giống lúa")
    client = office.client("provincial_officer")
    shown = page(client, "giống lúa")
    assert shown.count("Hỗ trợ giống lúa") == SHOWN
    address = f"{reverse('committees:documents')}?q=gi%E1%BB%91ng+l%C3%BAa"
    assert f'href="{address}"' in shown
    assert client.get(address).content.decode().count("Hỗ trợ giống lúa") == SHOWN + 1


@pytest.mark.parametrize(("text", "said"), [("", "Tìm kiếm"), ("l", "Gõ ít nhất hai chữ cái")])
def test_nothing_is_searched_without_two_letters(of_each_kind: None, office: Office, text: str, said: str) -> None:
    shown = page(office.client("commune_officer", COMMUNE), text)
    assert said in shown
    assert found_in(shown) == ()


def test_whoever_has_signed_in_sees_the_search(office: Office) -> None:
    for role in ("provincial_officer", "finance", "department", "commune_officer"):
        assert 'class="top-search"' in page(office.client(role), "")
