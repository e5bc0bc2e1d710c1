"""What was published of the investment capital of 2022 and 2023, with both denominators, as a ledger.

Disbursed amounts are those published (tỷ đồng to three places); plans are derived from the published rates, so that
they hold within their rounding. The published total of 2022 (14.468,011 tỷ, 42,49%) is not tested, because it does
not follow from its own parts: they add up to 14.467,456 tỷ, and over the plans that their rates give to 33,20%.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from django.db import transaction

from disbursement.models import CapitalLine
from disbursement.services import Draft, VoucherData, record_voucher
from reports.cube.refresh import refresh
from reports.figures import capital
from reports.figures.question import question
from tests.disbursement.moves import carry_over
from tests.reports.cube_world import World
from tests.reports.desk import Desk, Page

MILLION = 10**6
AUGUST, JANUARY = date(2023, 8, 31), date(2023, 1, 31)
# Disbursed (triệu đồng) and the published rate in per cent.
INVESTMENT_2022, RECURRENT_2022 = (12_933_106, "54"), (1_534_350, "7.82")
OF_2023, WITH_CARRY_OVER = (10_139_674, "41.9"), (16_365_331, "47.81")
BOARD = "reports:disbursement"


def plan_of(published: tuple[int, str]) -> int:
    """The plan, in đồng, of which the published amount is the published rate; whole triệu."""
    spent, percent = published
    return round(Fraction(spent * 100) / Fraction(percent)) * MILLION


@dataclass
class Published:
    """Lines of one holder; what is spent in January 2023 from the capital of 2022 counts to 2022."""

    world: World

    def write(self) -> None:
        investment = self.line(INVESTMENT_2022, "DTPT", 2022)
        recurrent = self.line(RECURRENT_2022, "SN", 2022)
        this_year = self.line(OF_2023, "DTPT", 2023)
        self.spend(investment, INVESTMENT_2022[0] - 2_000_000, date(2022, 12, 20))
        self.spend(investment, 2_000_000, date(2023, 1, 19))
        self.spend(recurrent, RECURRENT_2022[0] - 500_000, date(2022, 11, 30))
        self.spend(recurrent, 500_000, JANUARY)
        carried = plan_of(WITH_CARRY_OVER) - plan_of(OF_2023)
        self.carry(investment, carried, date(2023, 2, 28))
        self.spend(this_year, OF_2023[0], date(2023, 7, 31))
        later = CapitalLine.objects.get(budget_year=2023, tranche_year=2022)
        self.spend(later, WITH_CARRY_OVER[0] - OF_2023[0], AUGUST)
        self.spend(this_year, 1_000_000, date(2023, 9, 1))
        refresh()

    def line(self, published: tuple[int, str], kind: str, year: int) -> CapitalLine:
        line = self.world.line(self.world.holder(self.world.province), year, kind=kind)
        self.world.assign(line, plan_of(published), date(year, 1, 10))
        return CapitalLine.objects.select_related("kind", "source").get(pk=line.pk)

    @transaction.atomic
    def spend(self, line: CapitalLine, millions: int, on: date) -> None:
        data = VoucherData(voucher=f"KB{next(self.world.numbers)}", value_date=on, amount_vnd=millions * MILLION)
        record_voucher(line=line, data=data, recorded_by_id=None)

    @transaction.atomic
    def carry(self, line: CapitalLine, amount: int, on: date) -> None:
        carry_over(line=line, amount_vnd=amount, by=Draft(self.world.decision, on))


@pytest.fixture
def published(desk: Desk) -> Desk:
    Published(desk.world).write()
    return desk


def total(desk: Desk, year: int, on: date, *, with_carry_over: bool = False) -> capital.Amounts:
    return capital.totals(question(desk.world.province, year, on, with_carry_over)).total


def of_year(year: int, on: date, **more: str) -> dict[str, str]:
    return {"dia_ban": "2024-89", "nam": str(year), "tinh_den": on.isoformat(), **more}


def rates(page: Page) -> dict[str, str]:
    return {row[0]: row[4] for row in page.table("Kế hoạch và giải ngân theo loại vốn")}


def test_the_figures_are_those_published(published: Desk) -> None:
    without = total(published, 2023, AUGUST)
    both = total(published, 2023, AUGUST, with_carry_over=True)
    assert (without.disbursed_vnd, without.rate.percent) == (10_139_674 * MILLION, "41.90")
    assert (both.disbursed_vnd, both.rate.percent) == (16_365_331 * MILLION, "47.81")


def test_the_page_names_what_each_rate_is_divided_by(published: Desk) -> None:
    page = published.page(BOARD, **of_year(2023, AUGUST))
    assert rates(page)["Tổng cộng"] == "41,90%"
    assert "kế hoạch được giao năm 2023, không gồm vốn kéo dài" in page.text
    switched = Page(published.office.client("provincial_officer").get(page.links("Tính cả vốn kéo dài")[0]))
    assert rates(switched)["Tổng cộng"] == "47,81%"
    assert "kế hoạch được giao năm 2023 và vốn các năm trước kéo dài sang" in switched.text


@pytest.mark.parametrize(
    ("carry_over", "spent", "plan", "percent"),
    [
        ("0", OF_2023[0], plan_of(OF_2023), "41.90"),
        ("1", WITH_CARRY_OVER[0], plan_of(WITH_CARRY_OVER), "47.81"),
    ],
)
def test_rest_answers_the_same(published: Desk, carry_over: str, spent: int, plan: int, percent: str) -> None:
    asked = {"area": "2024-89", "year": "2023", "as_of": "2023-08-31", "carry_over": carry_over}
    report = published.api("reports/disbursement/", **asked).json()
    assert report["total"]["rate"] == {"numerator": spent * MILLION, "denominator": plan, "percent": percent}
    assert report["include_carry_over"] is (carry_over == "1")


def test_january_counts_to_the_budget_year_on_the_voucher(published: Desk) -> None:
    """To 31/01/2023: nothing of 2023 is spent yet, and the capital of 2022 has what its vouchers say."""
    found = capital.totals(question(published.world.province, 2022, JANUARY))
    kinds = {row.kind.code: row.amounts for row in found.by_kind}
    assert (kinds["DTPT"].disbursed_vnd, kinds["DTPT"].rate.percent) == (12_933_106 * MILLION, "54.00")
    assert (kinds["SN"].disbursed_vnd, kinds["SN"].rate.percent) == (1_534_350 * MILLION, "7.82")
    assert total(published, 2023, JANUARY).disbursed_vnd == 0
    page = published.page(BOARD, **of_year(2022, JANUARY))
    assert [rates(page)[name] for name in ("Vốn đầu tư phát triển", "Vốn sự nghiệp")] == ["54,00%", "7,82%"]
    year_end = capital.totals(question(published.world.province, 2022, date(2022, 12, 31)))
    assert year_end.total.disbursed_vnd == (12_933_106 - 2_000_000 + 1_534_350 - 500_000) * MILLION


def test_the_total_of_2022_is_the_sum_of_its_parts(published: Desk) -> None:
    """Sum over sum; what the source prints beside them is another figure, and is not made to fit."""
    found = total(published, 2022, JANUARY)
    assert found.disbursed_vnd == 14_467_456 * MILLION
    assert found.plan_vnd == plan_of(INVESTMENT_2022) + plan_of(RECURRENT_2022)
    assert found.rate.percent == "33.20"


def test_what_was_carried_over_leaves_one_year_and_stands_in_the_next(published: Desk) -> None:
    carried = plan_of(WITH_CARRY_OVER) - plan_of(OF_2023)
    before, after = total(published, 2022, date(2023, 2, 27)), total(published, 2022, date(2023, 2, 28))
    assert before.plan_vnd - after.plan_vnd == carried
    assert (
        total(published, 2023, AUGUST, with_carry_over=True).plan_vnd - total(published, 2023, AUGUST).plan_vnd
        == carried
    )
