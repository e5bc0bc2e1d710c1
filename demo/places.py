"""Where people of the demonstration live: villages of today's communes, and the communes they were before."""

from dataclasses import dataclass
from datetime import date

from areas.models import Area, Population, Succession, Zone
from areas.services import build_village
from demo.dice import Dice, split

PROVINCES = {"89": "2024-89", "91": "2024-91"}
PROVINCE = "2025-91"
VILLAGES = 4
# All households of the old provinces, from published counts and rates of 2023, and persons to a household.
HOUSEHOLDS = {"89": 540_200, "91": 470_500}
PERSONS_PER_HOUSEHOLD = 3.7
PLACES_OF_A_FAMILY = (
    "Bình An",
    "Bình Hòa",
    "Thới Thuận",
    "Phú Hòa",
    "An Thạnh",
    "Vĩnh Lợi",
    "Tân Thành",
    "Hòa Long",
)


@dataclass(frozen=True)
class Home:
    """A commune of the old list, the village of today, and the zone of each."""

    old: Area
    commune: Area
    village: Area
    old_zone: str
    zone: str
    style: int


class Places:
    """Draws homes so that every commune of today has some, poorer districts more."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.zones = _zones()
        self.villages = _make_villages()
        self.old = {code: _communes_of(ref) for code, ref in PROVINCES.items()}
        self.successors = _successors()
        self.weights = {code: [self._weight(area) for area in areas] for code, areas in self.old.items()}

    def _weight(self, area: Area) -> float:
        return self.dice.uniform(0.4, 1.6) * (0.6 if self.zones.get(area.pk) == "urban" else 1.2)

    def homes(self, province: str, count: int) -> list[Home]:
        """`count` homes in an old province: first one in every successor of every commune, then by weight."""
        areas = self.old[province]
        first = [(area, successor) for area in areas for successor in self.successors[area.pk]][:count]
        drawn = self.dice.choices(areas, self.weights[province], k=count - len(first))
        pairs = first + [(area, self.dice.choice(self.successors[area.pk])) for area in drawn]
        self.dice.shuffle(pairs)
        return [self._home(old, new) for old, new in pairs]

    def _home(self, old: Area, commune: Area) -> Home:
        return Home(
            old=old,
            commune=commune,
            village=self.dice.choice(self.villages[commune.pk]),
            old_zone=self.zones[old.pk],
            zone=self.zones[commune.pk],
            style=(old.parent_id or 0) % 2,
        )

    def load_population(self, scale: float) -> None:
        """Total households and persons by commune: the denominator of every rate, at the scale of the rest."""
        rows: list[Population] = []
        today: dict[int, int] = {}
        for code, areas in self.old.items():
            shares = split(max(len(areas), round(HOUSEHOLDS[code] * scale)), self.weights[code])
            for area, households in zip(areas, shares, strict=True):
                rows += [_population(area, year, households) for year in range(2021, 2025)]
                for commune, part in self._parts(area, max(1, households)):
                    today[commune] = today.get(commune, 0) + part
        communes = Area.objects.in_bulk(today)
        rows += [_population(communes[pk], year, number) for pk, number in today.items() for year in (2025, 2026)]
        Population.objects.bulk_create(rows, batch_size=2000)

    def _parts(self, area: Area, households: int) -> list[tuple[int, int]]:
        successors = self.successors[area.pk]
        return list(zip([s.pk for s in successors], split(households, [1.0] * len(successors)), strict=True))


def _population(area: Area, year: int, households: int) -> Population:
    households = max(1, households)
    return Population(
        area=area,
        year=year,
        households=households,
        persons=max(households, round(households * PERSONS_PER_HOUSEHOLD)),
        source="Dữ liệu mô phỏng",
    )


def _communes_of(ref: str) -> list[Area]:
    province = Area.objects.by_ref(ref)
    return list(Area.objects.filter(path__descendant_of=[province.path], level="commune").order_by("code"))


def _zones() -> dict[int, str]:
    """Zone by commune: it does not change while a list is in force here."""
    communes = Zone.objects.filter(area__level="commune", area__path__descendant_of=list(_paths()))
    return dict(communes.values_list("area_id", "zone"))


def _paths() -> list[str]:
    return [str(Area.objects.by_ref(ref).path) for ref in (*PROVINCES.values(), PROVINCE)]


def _successors() -> dict[int, list[Area]]:
    rows = Succession.objects.filter(old__level="commune", old__path__descendant_of=_paths(), new__level="commune")
    found: dict[int, list[Area]] = {}
    for row in rows.select_related("new").order_by("old_id", "-is_main", "new__code"):
        found.setdefault(row.old_id, []).append(row.new)
    return found


def _make_villages() -> dict[int, list[Area]]:
    """Four villages in each commune of today, under invented names."""
    made: dict[int, list[Area]] = {}
    for commune in _communes_of(PROVINCE):
        kind = "khóm" if commune.kind == "phường" else "ấp"
        for number in range(1, VILLAGES + 1):
            name = f"{PLACES_OF_A_FAMILY[(commune.pk + number) % len(PLACES_OF_A_FAMILY)]} {number}"
            village = build_village(commune=commune, number=number, kind=kind, name=name, valid_from=date(2025, 7, 1))
            made.setdefault(commune.pk, []).append(village)
    Area.objects.bulk_create([village for villages in made.values() for village in villages])
    return made
