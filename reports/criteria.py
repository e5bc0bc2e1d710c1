"""What allocation criteria read of a recognised review: its frozen figures, by commune (disbursement)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from disbursement.criterion_sources import CriterionSource, CriterionValue
from reports.figures.ground import grounds
from reports.figures.poverty import PovertySummary, summaries

Take = Callable[[PovertySummary], Decimal | None]


def sources() -> Iterable[CriterionSource]:
    """In the order in which officers name them."""
    households = gettext_lazy("hộ")
    yield _source("poor_households", gettext_lazy("Số hộ nghèo"), households, _count("poor_households"))
    yield _source("near_poor_households", gettext_lazy("Số hộ cận nghèo"), households, _count("near_poor_households"))
    yield _source("poor_rate", gettext_lazy("Tỷ lệ hộ nghèo"), "%", lambda found: _percent(found.poor_rate.percent))
    yield _source(
        "near_poor_rate",
        gettext_lazy("Tỷ lệ hộ cận nghèo"),
        "%",
        lambda found: _percent(found.near_poor_rate.percent),
    )
    yield _source(
        "minority_households",
        gettext_lazy("Số hộ dân tộc thiểu số được rà soát"),
        households,
        _count("minority_households"),
    )
    yield _source(
        "minority_poor_households",
        gettext_lazy("Số hộ nghèo dân tộc thiểu số"),
        households,
        _count("minority_poor_households"),
    )


def _count(code: str) -> Take:
    return lambda found: Decimal(found.counts[code])


def _percent(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _source(code: str, label: str | Promise, unit: str | Promise, take: Take) -> CriterionSource:
    def value(found: Mapping[int, PovertySummary | None], unit: Area, year: int) -> CriterionValue:
        return _value(found[unit.pk], take, year)

    return CriterionSource(code, label, unit, load, value)


def load(units: Sequence[Area], year: int) -> dict[int, PovertySummary | None]:
    """The review of each unit, on the boundaries of that year."""
    places = [place for unit in units for place in grounds(unit, [year])]
    return dict(zip((unit.pk for unit in units), summaries(places), strict=True))


def _value(found: PovertySummary | None, take: Take, year: int) -> CriterionValue:
    source = _("Kết quả rà soát hộ nghèo, hộ cận nghèo năm %(year)d") % {"year": year}
    if found is None:
        return CriterionValue(None, source, year, note=_("Không có đợt rà soát định kỳ của năm này."))
    if not found.is_frozen:
        return CriterionValue(None, source, year, note=_("Kết quả rà soát chưa được công nhận."))
    if not found.counts["listed_total"] and not found.population["communes_reported"]:
        return CriterionValue(None, source, year, note=_("Không có số liệu rà soát của đơn vị."))
    value = take(found)
    note = _("Chưa có tổng số hộ dân cư.") if value is None else _partly(found)
    return CriterionValue(
        value=value,
        source=source,
        year=year,
        version=", ".join(str(snapshot.version) for snapshot in found.snapshots),
        as_of=max(snapshot.taken_at for snapshot in found.snapshots),
        note=note,
    )


def _partly(found: PovertySummary) -> str:
    """A unit of the new list that is also made of parts of split units: the parts have no figures of their own."""
    return _("Chưa gồm phần nhập từ đơn vị bị chia tách.") if found.ground.is_partial else ""
