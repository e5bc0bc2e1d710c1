from datetime import date

import pytest
from django.db import IntegrityError, transaction

from catalogs.models import CapitalKind, CapitalKindLabel, CapitalSource, ClosingDate
from catalogs.querysets import closing_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def recurrent() -> CapitalKind:
    return CapitalKind.objects.get(code="SN")


@pytest.fixture
def central() -> CapitalSource:
    return CapitalSource.objects.get(code="NSTW")


def test_a_budget_year_closes_on_31_january(recurrent: CapitalKind, central: CapitalSource) -> None:
    assert closing_date(recurrent, central, 2024) == date(2025, 1, 31)
    assert closing_date(recurrent, None, 2024) == date(2025, 1, 31)


def test_the_most_specific_rule_decides(recurrent: CapitalKind, central: CapitalSource) -> None:
    ClosingDate.objects.create(source=central, month=6, day=30)
    ClosingDate.objects.create(budget_year=2024, month=12, day=31)
    ClosingDate.objects.create(kind=recurrent, budget_year=2024, years_after=0, month=12, day=31)
    investment = CapitalKind.objects.get(code="DTPT")
    assert closing_date(recurrent, central, 2023) == date(2024, 6, 30)
    assert closing_date(investment, central, 2024) == date(2025, 12, 31)
    assert closing_date(recurrent, central, 2024) == date(2024, 12, 31)


@pytest.mark.parametrize(("month", "day"), [(2, 29), (4, 31), (13, 1), (6, 0)])
def test_a_closing_day_exists_in_every_year(month: int, day: int) -> None:
    with pytest.raises(IntegrityError):
        ClosingDate.objects.create(budget_year=2030, month=month, day=day)


def test_there_is_one_general_rule() -> None:
    with pytest.raises(IntegrityError):
        ClosingDate.objects.create(month=1, day=31)


def test_the_label_of_a_kind_follows_the_period() -> None:
    assert CapitalKindLabel.objects.labels(date(2024, 6, 1))["SN"] == "Vốn sự nghiệp"
    assert CapitalKindLabel.objects.labels(date(2026, 6, 1))["SN"] == "Kinh phí thường xuyên"


def test_a_kind_has_one_label_at_a_time(recurrent: CapitalKind) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CapitalKindLabel.objects.create(kind=recurrent, name="Khác", valid_from=date(2025, 12, 31))


def test_a_period_does_not_end_before_it_begins(central: CapitalSource) -> None:
    central.valid_to = date(2000, 1, 1)
    with pytest.raises(IntegrityError):
        central.save()


def test_district_budgets_ended_with_the_districts() -> None:
    codes = CapitalSource.objects.in_force(date(2025, 7, 1)).values_list("code", flat=True)
    assert "NSH" not in codes
    assert CapitalSource.objects.in_force(date(2025, 6, 30)).filter(code="NSH").exists()


def test_contributions_do_not_count_in_the_rate() -> None:
    counted = CapitalSource.objects.filter(counts_in_rate=True).values_list("code", flat=True)
    assert {"NSTW", "NST", "NSH", "NSX"} <= set(counted)
    assert not {"LG", "TD", "DN", "DAN"} & set(counted)
