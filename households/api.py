"""REST: the households of a client's own area, citizen numbers masked."""

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.selection import Selection
from areas.models import Area
from core import access_log, keyset
from core.api import LIMIT, ApiView
from core.models import AccessLogEntry
from households.filters import UNANSWERED, HouseholdFilter
from households.models import Assessment, Household, Member, ResultClass
from households.rows import HouseholdRow, household_rows

ORDERING = keyset.Ordering(("head_name_sort", "id"))
# Name in the API -> name of the filter of the list page.
FILTERS = {
    "q": "q",
    "class": "loai",
    "review_state": "trang_thai",
    "review_result": "ket_qua",
    "lacking": "thieu_hut",
    "minority": "dtts",
}
MINORITY = {"true": "co", "false": "khong"}


class AreaRef(serializers.Serializer[Area]):
    ref = serializers.CharField()
    name = serializers.CharField(source="full_name")


class MemberData(serializers.ModelSerializer[Member]):
    relation = serializers.CharField(source="relation.name")
    ethnic_group = serializers.CharField(source="ethnic_group.name", default=None)

    class Meta:
        model = Member
        fields = (
            "id",
            "full_name",
            "relation",
            "sex",
            "birth_day",
            "birth_month",
            "birth_year",
            "ethnic_group",
            "citizen_id_masked",
            "has_health_insurance",
        )


class ReviewData(serializers.ModelSerializer[Assessment]):
    year = serializers.IntegerField(source="round.year")
    kind = serializers.CharField(source="round.kind")
    standard = serializers.CharField(source="standard.code")
    area = AreaRef()
    lacking = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = (
            "year",
            "kind",
            "standard",
            "area",
            "state",
            "result_class",
            "b1",
            "b2",
            "deprivation_count",
            "lacking",
        )

    def get_lacking(self, review: Assessment) -> list[str]:
        """Codes of the indicators that are lacking; empty without a result."""
        mask = review.deprivation_mask or 0
        return [row.code for row in review.standard.indicators.all() if mask >> row.position & 1]


class HouseholdData(serializers.Serializer[HouseholdRow]):
    """One household as the list shows it."""

    id = serializers.UUIDField(source="household.id")
    code = serializers.CharField(source="household.code")
    head_name = serializers.CharField(source="household.head_name")
    area = AreaRef(source="household.area")
    address = serializers.CharField(source="household.address")
    persons = serializers.IntegerField()
    is_minority = serializers.BooleanField(source="household.is_minority")
    current_class = serializers.CharField(help_text="Empty when none is recognised.")
    review_state = serializers.CharField(source="assessment.state", default="")
    review_result = serializers.CharField(source="assessment.result_class", default="")


class HouseholdDetail(HouseholdData):
    members = MemberData(many=True)
    reviews = ReviewData(many=True)


class HouseholdPageData(serializers.Serializer[dict[str, Any]]):
    results = HouseholdData(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class HouseholdListApi(ApiView):
    right_required = "households.view"

    @extend_schema(
        operation_id="households_list",
        responses=HouseholdPageData,
        parameters=[
            OpenApiParameter("area", description="edition-code, e.g. 2025-30292; one's own area when left out"),
            OpenApiParameter("year", int, description="year of the review; this year when left out"),
            OpenApiParameter("class", enum=ResultClass.values),
            OpenApiParameter("review_state", enum=[*Assessment.State.values, UNANSWERED]),
            OpenApiParameter("review_result", enum=ResultClass.values),
            OpenApiParameter("lacking", description="code of an indicator of the year's standard"),
            OpenApiParameter("minority", bool),
            OpenApiParameter("q", description="name of a member, household code or citizen number"),
            OpenApiParameter("cursor"),
            LIMIT,
        ],
    )
    def get(self, request: Request) -> Response:
        """Households by the head's name, fifty a page."""
        chosen = self._chosen(request)
        bound = HouseholdFilter(
            self._filter_data(request), queryset=self._own(), request=request._request, chosen=chosen
        )
        if bound.form.errors:
            raise ValidationError({name: list(map(str, errors)) for name, errors in bound.form.errors.items()})
        try:
            page = keyset.paginate(
                bound.qs,
                ORDERING,
                cursor=request.query_params.get("cursor", ""),
                binding=self._binding(request),
                size=self.limit(),
            )
        except keyset.BadCursor as error:
            raise Http404 from error
        rows = household_rows(page.items, on=chosen.as_of, year=chosen.year)
        access_log.note(request._request, AccessLogEntry.Kind.EXPORT, Household, rows=len(rows), detail="api")
        data = HouseholdPageData({"results": rows, "next": self._next(request, page.next_cursor)}).data
        return Response(data)

    def _own(self) -> Any:
        return Household.objects.visible_to(self.access).active().select_related("area__parent")

    def _chosen(self, request: Request) -> Selection:
        today, wanted = timezone.localdate(), request.query_params.get("year", "")
        if wanted and not (wanted.isascii() and wanted.isdigit() and 2016 <= int(wanted) <= today.year):
            raise ValidationError({"year": [f"2016..{today.year}"]})
        year = int(wanted) if wanted else today.year
        as_of = min(date(year, 12, 31), today)
        ref = request.query_params.get("area", "")
        areas = Area.objects.visible_to(self.access)
        area = areas.by_refs([ref]).first() if ref else self.access.area
        if area is None:
            raise Http404
        return Selection(area=area, year=year, as_of=as_of)

    def _filter_data(self, request: Request) -> dict[str, str]:
        given = {theirs: request.query_params.get(ours, "") for ours, theirs in FILTERS.items()}
        return {**given, "dtts": MINORITY.get(given["dtts"].lower(), given["dtts"])}

    def _binding(self, request: Request) -> str:
        return "&".join(f"{k}={v}" for k, v in sorted(request.query_params.items()) if k != "cursor")

    def _next(self, request: Request, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class HouseholdDetailApi(ApiView):
    right_required = "households.view"

    @extend_schema(responses={200: HouseholdDetail, 404: OpenApiResponse(description="not in the client's area")})
    def get(self, request: Request, pk: Any) -> Response:
        """One household with its members and reviews."""
        own = Household.objects.visible_to(self.access).select_related("area__parent")
        household = get_object_or_404(own, pk=pk)
        access_log.note(request._request, AccessLogEntry.Kind.OPEN, household)
        today = timezone.localdate()
        row = household_rows([household], on=today, year=today.year)[0]
        reviews = household.assessments.select_related("round", "standard", "area")
        detail = {
            **HouseholdData(row).data,
            "members": MemberData(
                household.members.filter(left_on=None).select_related("relation", "ethnic_group"), many=True
            ).data,
            "reviews": ReviewData(reviews.prefetch_related("standard__indicators"), many=True).data,
        }
        return Response(detail)
