"""What a kind of capital is called in a budget year: "Vốn sự nghiệp" to 2025, "Kinh phí thường xuyên" from 2026."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import get_language

from catalogs.models import CapitalKind, CapitalKindLabel


@dataclass(frozen=True)
class KindNames:
    """The names of every period, read once for a page or a file."""

    labels: tuple[CapitalKindLabel, ...]

    @classmethod
    def load(cls) -> Self:
        return cls(tuple(CapitalKindLabel.objects.all()))

    def of(self, kind: CapitalKind, year: int) -> str:
        if get_language() == "en":
            return str(kind.name_en)
        return self.by_id(kind.pk, year) or str(kind.name)

    def by_id(self, kind_id: int, year: int) -> str:
        """As it stands in files; "" where no period of a name holds the year."""
        end = date(year, 12, 31)
        return next((row.name for row in self.labels if row.kind_id == kind_id and row.is_in_force(end)), "")
