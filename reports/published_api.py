"""REST: published statistics, open to every client."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from areas.api import area_or_404
from core.api import LIMIT, ApiView
from core.keyset import Ordering
from reports.figure_serializers import PublishedPageData
from reports.models import PublishedFigure

ORDERING = Ordering(("indicator", "year", "id"))
LEVELS = PublishedFigure.Level.values


class PublishedFigures(ApiView):
    right_required = ""

    @extend_schema(
        operation_id="published_figures",
        responses=PublishedPageData,
        parameters=[
            OpenApiParameter("indicator", description="e.g. poor_households"),
            OpenApiParameter("area", description="edition-code of a province or the country, e.g. 2024-89"),
            OpenApiParameter("region", description="code of a region"),
            OpenApiParameter("level", enum=LEVELS),
            OpenApiParameter("year", int),
            OpenApiParameter("cursor"),
            LIMIT,
        ],
    )
    def get(self, request: Request) -> Response:
        """Figures in their current version, fifty a page."""
        rows = PublishedFigure.objects.filter(superseded=False).select_related("area", "region")
        found, after = self.cursor_page(self._narrowed(rows, request), ORDERING)
        return Response(PublishedPageData({"results": found, "next": after}).data)

    def _narrowed(self, rows: Any, request: Request) -> Any:
        given = request.query_params
        if indicator := given.get("indicator"):
            rows = rows.filter(indicator=indicator)
        if ref := given.get("area"):
            rows = rows.filter(area=area_or_404(self.access, ref))
        if region := given.get("region"):
            rows = rows.filter(region__code=region)
        if level := given.get("level"):
            rows = rows.filter(level=_one_of(LEVELS, "level", level))
        if year := given.get("year"):
            if not (year.isascii() and year.isdigit()):
                raise ValidationError({"year": ["2023"]})
            rows = rows.filter(year=int(year))
        return rows


def _one_of(known: list[str], name: str, value: str) -> str:
    if value not in known:
        raise ValidationError({name: [", ".join(known)]})
    return value
