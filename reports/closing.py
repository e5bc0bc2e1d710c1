"""Closing a budget year: its capital figures are frozen once nothing may be disbursed from it any more (design 3.3)."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from catalogs.querysets import last_day
from core.formats import format_date
from core.jobs import enqueue
from core.models import Job
from core.transitions import NotAllowed
from reports.figures.ground import capital_ground
from reports.frozen import frozen_versions
from reports.models import Snapshot
from reports.tasks import FREEZE

CAPITAL = "capital"
# What the year is closed with: the budget's capital, and what was brought in beside it.
CLOSED = (CAPITAL, "mobilised")


@dataclass(frozen=True)
class YearClosing:
    """The budget year of one's whole area: why it cannot be closed yet, and what was frozen of it."""

    access: Access
    year: int

    @cached_property
    def units(self) -> tuple[Area, ...]:
        return capital_ground(self.access.area, self.year).units if self.access.area else ()

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        return list(frozen_versions(CAPITAL, self.year, self.units))

    def _versions_of(self, unit: Area) -> int:
        return max((snapshot.version for snapshot in self.snapshots if snapshot.area_id == unit.pk), default=0)

    @cached_property
    def blocker(self) -> str:
        """Why the year cannot be closed now; "" when it can."""
        area = self.access.area
        if area is None or area.level not in (Area.Level.PROVINCE, Area.Level.COUNTRY) or self.access.component_ids:
            return _("Chỉ cấp tỉnh chốt số liệu của năm, cho mọi nguồn vốn và dự án.")
        if timezone.localdate() <= (last := last_day(self.year)):
            words = {"year": self.year, "day": format_date(last)}
            return _("Vốn năm %(year)s được giải ngân đến hết ngày %(day)s; sau ngày đó mới chốt được.") % words
        return ""

    def close(self, *, reason: str, seen: int) -> Job:
        """Freeze the year as a job. `seen` is how many versions the page showed: one click is one version."""
        if self.blocker:
            raise NotAllowed(self.blocker)
        if seen != len(self.snapshots):
            raise NotAllowed(_("Số liệu vừa được chốt thêm một phiên bản; xem lại rồi thực hiện."))
        return enqueue(
            FREEZE,
            owner_id=self.access.user_id,
            subject=_("Chốt số liệu vốn năm %(year)s") % {"year": self.year},
            parameters={
                "groups": list(CLOSED),
                "year": self.year,
                "area_ids": [unit.pk for unit in self.units],
                "reason": reason.strip(),
                "seen": {str(unit.pk): self._versions_of(unit) for unit in self.units},
                "back": f"{reverse('reports:close_year')}?nam={self.year}",
            },
            dedupe_key=f"{CAPITAL}:{self.year}",
        )
