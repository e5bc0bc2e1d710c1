"""What was brought in beside the budget from 2021 to 2026: invented gifts, labour, land and policy credit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalSource, Component, Programme
from demo.dice import Dice
from demo.places import Places
from programs.models import Contribution, CreditTurnover, LivelihoodProject

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICES, TODAYS_OFFICE = {"89": "AG.SLDTBXH", "91": "KG.SLDTBXH"}, "AG25.SNNMT"
LAST_OLD_DAY = date(2025, 6, 30)
MILLION = 1_000_000
NOTE = "Dữ liệu mô phỏng"
BASIS = "đơn giá mô phỏng 200.000 đồng mỗi ngày công"
ENTERPRISES = (
    "Công ty Mô Phỏng Thất Sơn",
    "Hợp tác xã Mô Phỏng Cù Lao",
    "Ngân hàng Mô Phỏng chi nhánh An Giang",
    "Quỹ Mô Phỏng Vì người nghèo",
    "Công ty Mô Phỏng Lúa Vàng",
)
OTHER_PROGRAMMES = (
    "CTMTQG xây dựng nông thôn mới (mô phỏng)",
    "Đề án giao thông nông thôn (mô phỏng)",
    "Chương trình nước sạch nông thôn (mô phỏng)",
)
GOODS = ("20 con dê giống", "500 kg lúa giống", "12 máy bơm nước", "80 suất học cụ")
GIFTS, LABOURS, LANDS, LENDERS = 14, 8, 3, 6  # a year of each old province; today's one is both together


@dataclass(frozen=True)
class Season:
    """Where and by whom things are recorded in some days of a year."""

    communes: list[Area]
    agency: Agency
    programme: Programme
    components: list[Component]
    first: date
    last: date
    size: int


class MobilisedMaker:
    def __init__(self, dice: Dice, agencies: dict[str, Agency], places: Places) -> None:
        self.dice, self.agencies, self.places = dice, agencies, places
        self.sources = {source.code: source for source in CapitalSource.objects.all()}
        self.programmes = {programme.code: programme for programme in Programme.objects.all()}
        self.projects = {row.area_id: row for row in LivelihoodProject.objects.select_related("component")}
        self.contributions: list[Contribution] = []
        self.turnovers: list[CreditTurnover] = []

    def write(self, today: date) -> int:
        for season in self.seasons(today):
            self.gifts(season)
            self.labour(season)
            self.land(season)
            self.credit(season)
        Contribution.objects.bulk_create(self.contributions, batch_size=2000)
        CreditTurnover.objects.bulk_create(self.turnovers, batch_size=2000)
        return len(self.contributions) + len(self.turnovers)

    def seasons(self, today: date) -> list[Season]:
        """Both old provinces to the middle of 2025, then the one of today."""
        found: list[Season] = []
        for year in range(2021, 2026):
            last = min(date(year, 12, 20), LAST_OLD_DAY)
            found += [
                self.season(communes, OFFICES[code], "NTP_SPR_2021", date(year, 2, 1), last)
                for code, communes in self.places.old.items()
            ]
        communes = list(Area.objects.filter(parent=Area.objects.by_ref("2025-91")).order_by("code"))
        found.append(self.season(communes, TODAYS_OFFICE, "NTP_SPR_2021", date(2025, 7, 5), date(2025, 12, 20), size=2))
        found.append(self.season(communes, TODAYS_OFFICE, "NTP_MERGED_2026", date(2026, 1, 10), today, size=4))
        return found

    def season(
        self, communes: list[Area], agency: str, programme: str, first: date, last: date, size: int = 1
    ) -> Season:
        of = self.programmes[programme]
        components = list(Component.objects.filter(programme=of).order_by("path"))
        return Season(communes, self.agencies[agency], of, components, first, last, size)

    def gifts(self, season: Season) -> None:
        """Money and goods of enterprises, and money of other programmes."""
        for number in range(GIFTS * season.size):
            giver: dict[str, Any] = {"source": self.sources["DN"], "contributor": self.dice.choice(ENTERPRISES)}
            if number % 3 == 2:
                giver = {"source": self.sources["LG"], "other_programme": self.dice.choice(OTHER_PROGRAMMES)}
            form, note = ("goods", f"{self.dice.choice(GOODS)} (mô phỏng)") if number % 5 == 3 else ("money", NOTE)
            value = self.dice.randrange(20, 400, 5) * MILLION
            self.give(season, form=form, value_vnd=value, note=note, **giver)

    def labour(self, season: Season) -> None:
        """Of people; every third one without a value in money yet."""
        for number in range(LABOURS * season.size):
            days = self.dice.randrange(20, 400)
            valued = {"value_vnd": days * 200_000, "value_basis": BASIS} if number % 3 else {}
            self.give(season, form="labour_days", quantity=days, **valued, **self.people(), note=NOTE)

    def land(self, season: Season) -> None:
        for _number in range(LANDS * season.size):
            size = self.dice.randrange(40, 900)
            self.give(season, form="land_m2", quantity=size, **self.people(), note=NOTE)

    def people(self) -> dict[str, Any]:
        return {"source": self.sources["DAN"], "households": self.dice.randint(5, 60)}

    def give(self, season: Season, **fields: Any) -> None:
        area, on = self.dice.choice(season.communes), self.day(season)
        project = self.projects.get(area.pk) if season.first.year == 2026 and on >= date(2026, 3, 1) else None
        component = project.component if project else self.dice.choice(season.components)
        self.contributions.append(
            Contribution(
                id=self.uid(on),
                area=area,
                agency=season.agency,
                programme=season.programme,
                component=component,
                project=project,
                received_on=on,
                year=on.year,
                scope_path=str(area.path),
                **fields,
            )
        )

    def credit(self, season: Season) -> None:
        """Loans, of which two fifths at most come back before the season ends."""
        for area in self.dice.sample(season.communes, LENDERS * season.size):
            loans = self.dice.randint(4, 30)
            amount, on = loans * self.dice.randrange(30, 60, 5) * MILLION, self.day(season, part=0.6)
            self.turn(season, area, "lent", amount, on, loans)
            back = on + timedelta(days=self.dice.randint(20, 60))
            if back <= season.last:
                self.turn(season, area, "collected", amount * self.dice.randint(1, 4) // 10, back, None)

    def turn(self, season: Season, area: Area, kind: str, amount: int, on: date, households: int | None) -> None:
        self.turnovers.append(
            CreditTurnover(
                id=self.uid(on),
                area=area,
                agency=season.agency,
                programme=season.programme,
                source=self.sources["TD"],
                kind=kind,
                amount_vnd=amount,
                households=households,
                on=on,
                year=on.year,
                note=NOTE,
                scope_path=str(area.path),
            )
        )

    def day(self, season: Season, part: float = 1.0) -> date:
        return season.first + timedelta(days=int(self.dice.random() * part * (season.last - season.first).days))

    def uid(self, on: date) -> Any:
        return self.dice.uid(datetime(on.year, on.month, on.day, 10, tzinfo=ZONE))
