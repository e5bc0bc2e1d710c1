"""The first page after signing in: by the area and the rights of the post one acts in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Area
from core.demo import is_demo
from reports.views.base import FiguresPage
from reports.views.commune import commune_home, work_part
from reports.views.overview import overview

# The day of the founding article 004; the demonstration province is made so that its figures come out.
DEMO_VIEW = {"dia_ban": "2024-89", "nam": "2024", "tinh_den": "2024-10-28"}


class Home(FiguresPage):
    """The overview of a province or district, the day's work of a commune, or only what waits."""

    right_required = ""
    title = _("Bảng điều hành")
    nav_section = "home"

    @property
    def kind(self) -> str:
        area = self.access.area
        if area is not None and area.level in (Area.Level.COMMUNE, Area.Level.VILLAGE):
            return "commune"
        return "overview" if area is not None and self.access.can("reports.view") else "work"

    def get_template_names(self) -> list[str]:
        return [f"reports/home_{self.kind}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.kind == "work":
            return self.work_context(**kwargs)
        given = commune_home(self) if self.kind == "commune" else overview(self)
        return super().get_context_data(demo=self.demo_link(), **given, **kwargs)

    def work_context(self, **kwargs: Any) -> dict[str, Any]:
        """For posts without figures, and for people without a post."""
        given: dict[str, Any] = {"title": self.title, "access": self.access, "heading": self.title, "view": self}
        if self.access.post:
            given |= work_part(self)
        return given | kwargs

    def demo_link(self) -> dict[str, str] | None:
        """In the demonstration: to the day of the article, and back to today."""
        if not is_demo() or self.access.area is None:
            return None
        today = timezone.localdate()
        if self.chosen.as_of.isoformat() == DEMO_VIEW["tinh_den"]:
            back = {"dia_ban": self.access.area.ref, "nam": str(today.year), "tinh_den": today.isoformat()}
            return {"label": str(_("Trở về hôm nay")), "url": f"?{self.chosen.query(**back)}"}
        if not Area.objects.visible_to(self.access).by_refs([DEMO_VIEW["dia_ban"]]).exists():
            return None
        return {"label": str(_("Xem như ngày 28/10/2024")), "url": f"?{self.chosen.query(**DEMO_VIEW)}"}
