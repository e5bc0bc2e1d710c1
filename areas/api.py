"""REST: administrative units. The official lists are public knowledge; villages are seen in one's own area."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from areas.models import Area, Succession
from core.api import LIMIT, ApiView
from core.keyset import Ordering
from core.models.scoped import HasPaths

ORDERING = Ordering(("sort_key", "id"))
EDITIONS = ("2024", "2025")
LEVELS = Area.Level.values


class AreaData(serializers.ModelSerializer[Area]):
    ref = serializers.CharField()
    full_name = serializers.CharField()
    parent = serializers.CharField(source="parent.ref", default=None, allow_null=True)  # type: ignore[assignment]

    class Meta:
        model = Area
        fields: tuple[str, ...] = (
            "ref",
            "edition",
            "level",
            "code",
            "kind",
            "name",
            "full_name",
            "parent",
            "valid_from",
            "valid_to",
        )


class SuccessionData(serializers.Serializer[dict[str, Any]]):
    ref = serializers.CharField()
    full_name = serializers.CharField()
    on = serializers.DateField()
    extent = serializers.ChoiceField(choices=Succession.Extent.choices)
    is_main = serializers.BooleanField()


class AreaDetailData(AreaData):
    """With the units it was formed from and those it became part of."""

    predecessors = serializers.SerializerMethodField()
    successors = serializers.SerializerMethodField()

    class Meta(AreaData.Meta):
        fields = (*AreaData.Meta.fields, "latitude", "longitude", "area_km2", "predecessors", "successors")

    @extend_schema_field(SuccessionData(many=True))
    def get_predecessors(self, area: Area) -> list[dict[str, Any]]:
        return [_succession(row.old, row) for row in area.origins.select_related("old").order_by("old__sort_key")]

    @extend_schema_field(SuccessionData(many=True))
    def get_successors(self, area: Area) -> list[dict[str, Any]]:
        return [_succession(row.new, row) for row in area.successions.select_related("new").order_by("new__sort_key")]


def _succession(unit: Area, row: Succession) -> dict[str, Any]:
    found = {"ref": unit.ref, "full_name": unit.full_name, "on": row.on, "extent": row.extent, "is_main": row.is_main}
    return dict(SuccessionData(found).data)


class AreaPageData(serializers.Serializer[dict[str, Any]]):
    results = AreaData(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class AreaListApi(ApiView):
    right_required = ""

    @extend_schema(
        operation_id="areas_list",
        responses=AreaPageData,
        parameters=[
            OpenApiParameter("parent", description="edition-code of the unit above"),
            OpenApiParameter("within", description="edition-code of a unit: it and everything below it"),
            OpenApiParameter("edition", enum=EDITIONS, description="provinces of this list; 2025 when left out"),
            OpenApiParameter("level", enum=LEVELS, description="only with parent or within"),
            OpenApiParameter("cursor"),
            LIMIT,
        ],
    )
    def get(self, request: Request) -> Response:
        """The units below one, or the provinces, in Vietnamese order, fifty a page."""
        rows = _seen(self.rows(request.query_params), self.access).select_related("parent")
        found, after = self.cursor_page(rows, ORDERING)
        return Response(AreaPageData({"results": found, "next": after}).data)

    def rows(self, given: Any) -> Any:
        if ref := given.get("parent"):
            rows = Area.objects.filter(parent=area_or_404(self.access, ref))
        elif ref := given.get("within"):
            rows = Area.objects.within(area_or_404(self.access, ref))
        else:
            return Area.objects.filter(edition=given.get("edition", EDITIONS[-1]), level=Area.Level.PROVINCE)
        return rows.of_level(given["level"]) if given.get("level") else rows


class AreaApi(ApiView):
    right_required = ""

    @extend_schema(
        operation_id="area",
        parameters=[OpenApiParameter("ref", OpenApiTypes.STR, OpenApiParameter.PATH)],
        responses=AreaDetailData,
    )
    def get(self, request: Request, ref: str) -> Response:
        """One unit by its edition and code."""
        return Response(AreaDetailData(area_or_404(self.access, ref)).data)


def area_or_404(access: HasPaths, ref: str) -> Area:
    """The unit named edition-code; a village only within the reader's own area."""
    try:
        return _seen(Area.objects.select_related("parent"), access).by_ref(ref)
    except Area.DoesNotExist as error:
        raise Http404(ref) from error


def _seen(rows: Any, access: HasPaths) -> Any:
    villages = Area.objects.filter(level=Area.Level.VILLAGE).exclude(path__descendant_of=list(access.paths))
    return rows.exclude(pk__in=villages)
