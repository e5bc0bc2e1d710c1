"""REST: administrative units. The official lists are public knowledge; villages are seen in one's own area."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from areas.models import Area
from core.api import ApiView
from core.keyset import Ordering
from core.models.scoped import HasPaths

ORDERING = Ordering(("sort_key", "id"))
EDITIONS = ("2024", "2025")


class AreaData(serializers.ModelSerializer[Area]):
    ref = serializers.CharField()
    full_name = serializers.CharField()
    parent = serializers.CharField(source="parent.ref", default=None, allow_null=True)  # type: ignore[assignment]

    class Meta:
        model = Area
        fields = ("ref", "edition", "level", "code", "kind", "name", "full_name", "parent", "valid_from", "valid_to")


class AreaPageData(serializers.Serializer[dict[str, Any]]):
    results = AreaData(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class AreaListApi(ApiView):
    right_required = ""

    @extend_schema(
        operation_id="areas_list",
        responses=AreaPageData,
        parameters=[
            OpenApiParameter("parent", description="edition-code of the unit above; provinces when left out"),
            OpenApiParameter("edition", enum=EDITIONS, description="2025 when left out"),
            OpenApiParameter("cursor"),
        ],
    )
    def get(self, request: Request) -> Response:
        """The units below one, in Vietnamese order, fifty a page."""
        given = request.query_params
        if ref := given.get("parent"):
            rows = Area.objects.filter(parent=area_or_404(self.access, ref))
        else:
            rows = Area.objects.filter(edition=given.get("edition", EDITIONS[-1]), level=Area.Level.PROVINCE)
        found, after = self.cursor_page(_seen(rows, self.access).select_related("parent"), ORDERING)
        return Response(AreaPageData({"results": found, "next": after}).data)


class AreaApi(ApiView):
    right_required = ""

    @extend_schema(
        operation_id="area",
        parameters=[OpenApiParameter("ref", OpenApiTypes.STR, OpenApiParameter.PATH)],
        responses=AreaData,
    )
    def get(self, request: Request, ref: str) -> Response:
        """One unit by its edition and code."""
        return Response(AreaData(area_or_404(self.access, ref)).data)


def area_or_404(access: HasPaths, ref: str) -> Area:
    """The unit named edition-code; a village only within the reader's own area."""
    try:
        return _seen(Area.objects.select_related("parent"), access).by_ref(ref)
    except Area.DoesNotExist as error:
        raise Http404(ref) from error


def _seen(rows: Any, access: HasPaths) -> Any:
    villages = Area.objects.filter(level=Area.Level.VILLAGE).exclude(path__descendant_of=list(access.paths))
    return rows.exclude(pk__in=villages)
