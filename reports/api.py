"""REST: the figures of the pages, for other systems (design section 6, "Aggregates", and section 8)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.selection import last_day_of
from areas.api import area_or_404
from areas.models import Area
from catalogs.models import Programme
from core.api import ApiView
from core.exports import table_response
from core.formats import format_date
from reports import disbursement_export, exports
from reports.beyond_exports import BEYOND, beyond_rows
from reports.beyond_serializers import BeyondData, BeyondTotalsData
from reports.boards.beyond import BeyondBoard, mobilised_question
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.boards.figures import CODES, FigureSet
from reports.boards.poverty import PovertyBoard
from reports.disbursement_serializers import DisbursementData, DisbursementTotalsData
from reports.exports import Field
from reports.figure_serializers import FigureSetData
from reports.figures.rows import Denominator
from reports.figures.scope import Reach, figures_scope
from reports.poverty_serializers import PovertyData, PovertyTotalsData

FIRST_YEAR, LAST_YEAR = 2010, 2100
FIRST_DAY = date(FIRST_YEAR, 1, 1)
AREA = OpenApiParameter("area", required=True, description="edition-code, e.g. 2024-89 or 2025-30292")
YEAR = OpenApiParameter("year", int, required=True)
AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.DATE,
    description=(
        f"yyyy-mm-dd, from {FIRST_DAY}; the figures as known at the end of that day. When left out: the day on which"
        " the money of the year closed (31 January after it unless a closing date says another), or today until then,"
        " as on the pages. A day to come is read as today."
    ),
)
PROGRAMME = OpenApiParameter("programme", description="code of a programme; all of them when left out")
CARRY_OVER = OpenApiParameter("carry_over", bool, description="count capital carried over as well")
DENOMINATOR = OpenApiParameter(
    "denominator",
    enum=["given", "detailed"],
    description="rates over the plan that was given (when left out), or over what of it was allocated to the units"
    " that spend it",
)
FORMAT = OpenApiParameter("format", enum=["json", "csv", "xlsx"], description="json when left out")


def report(serializer: type[BaseSerializer[Any]]) -> dict[tuple[int, str], Any]:
    """The answers of a report by media type."""
    table = OpenApiResponse(OpenApiTypes.BINARY, description="The table of the report.")
    return {
        (200, "application/json"): serializer,
        (200, "text/csv"): table,
        (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): table,
    }


class AreaView(ApiView):
    """What is asked about one area: its own figures, totals of what lies above, elsewhere 404."""

    right_required: ClassVar[str] = "reports.view"

    def area(self) -> tuple[Area, Reach]:
        area = area_or_404(self.access, self.required("area"))
        return area, figures_scope(self.access, area)

    def required(self, name: str) -> str:
        value = str(self.request.query_params.get(name, "")).strip()
        if not value:
            raise ValidationError({name: [_("Bắt buộc phải có.")]})
        return value

    def year(self) -> int:
        typed = self.required("year")
        if not (typed.isascii() and typed.isdigit()) or not FIRST_YEAR <= int(typed) <= LAST_YEAR:
            limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError({"year": [_("Nhập năm từ %(first)s đến %(last)s.") % limits]})
        return int(typed)

    def as_of(self) -> date:
        typed = self.request.query_params.get("as_of", "")
        if not typed:
            return last_day_of(self.year())
        try:
            day = date.fromisoformat(typed)
        except ValueError as error:
            raise ValidationError({"as_of": [_("Viết ngày như 2024-10-28.")]}) from error
        if day < FIRST_DAY:
            raise ValidationError({"as_of": [_("Nhập ngày từ %(first)s.") % {"first": format_date(FIRST_DAY)}]})
        return min(day, timezone.localdate())

    def programme(self) -> Programme | None:
        code = self.request.query_params.get("programme", "")
        found: Programme | None = Programme.objects.filter(code=code).first() if code else None
        if code and found is None:
            known = ", ".join(Programme.objects.values_list("code", flat=True))
            raise ValidationError({"programme": [_("Chọn một trong: %(known)s.") % {"known": known}]})
        return found

    def told(self) -> dict[str, Any]:
        """What the serializers of capital say beside the figures (accounts.part_field)."""
        return {"part_holder": self.access.part_holder}

    def is_set(self, name: str) -> bool:
        typed = self.request.query_params.get(name, "").lower()
        if typed not in ("", "1", "true", "0", "false"):
            raise ValidationError({name: [_("Chọn một trong: %(known)s.") % {"known": "true, false"}]})
        return typed in ("1", "true")

    def answer(
        self, name: str, data: BaseSerializer[Any], fields: Sequence[Field], rows: Callable[[], list[list[Any]]]
    ) -> Response | HttpResponse:
        """JSON, or the rows under the names of the fields as a file; the other is not read."""
        wanted = self.request.query_params.get("format", "json")
        if wanted == "json":
            return Response(data.data)
        if wanted not in ("csv", "xlsx"):
            raise ValidationError({"format": [_("Chọn json, csv hoặc xlsx.")]})
        return table_response(name, exports.columns(fields, for_machines=True), rows(), wanted)


class DisbursementReportApi(AreaView):
    right_required = "disbursement.view"

    @extend_schema(
        operation_id="report_disbursement",
        parameters=[AREA, YEAR, AS_OF, PROGRAMME, CARRY_OVER, DENOMINATOR, FORMAT],
        responses=report(DisbursementData),
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """Plan, disbursement and rate in all, by kind, holder, component and source, as of a day."""
        area, reach = self.area()
        asked = capital_question(
            self.access,
            area,
            self.year(),
            self.as_of(),
            programme=self.programme(),
            carry_over=self.is_set("carry_over"),
            denominator=self.denominator(),
        )
        board = DisbursementBoard(asked, reach)
        serializer = DisbursementData if reach == "own" else DisbursementTotalsData
        return self.answer(
            "disbursement",
            serializer(board, context=self.told()),
            disbursement_export.DISBURSEMENT,
            lambda: disbursement_export.disbursement_rows(board),
        )

    def denominator(self) -> Denominator:
        wanted = self.request.query_params.get("denominator", "given")
        if wanted == "given":
            return "given"
        if wanted == "detailed":
            return "detailed"
        raise ValidationError({"denominator": [_("Chọn given hoặc detailed.")]})


class BeyondReportApi(AreaView):
    right_required = "disbursement.view"

    @extend_schema(
        operation_id="report_beyond_budget",
        parameters=[AREA, YEAR, AS_OF, PROGRAMME, FORMAT],
        responses=report(BeyondData),
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """Contributions, integrated capital and policy credit as of a day, beside the budget's disbursement."""
        area, reach = self.area()
        asked = mobilised_question(self.access, area, self.year(), self.as_of(), programme=self.programme())
        board = BeyondBoard(asked, reach)
        serializer = BeyondData if reach == "own" else BeyondTotalsData
        return self.answer("beyond-budget", serializer(board, context=self.told()), BEYOND, lambda: beyond_rows(board))


class PovertyReportApi(AreaView):
    @extend_schema(operation_id="report_poverty", parameters=[AREA, YEAR, AS_OF, FORMAT], responses=report(PovertyData))
    def get(self, request: Request) -> Response | HttpResponse:
        """Official rates and movements, and H, A and M0 among the surveyed households."""
        area, reach = self.area()
        board = PovertyBoard(area, self.year(), self.as_of(), reach, is_exact=True)
        serializer = PovertyData if reach == "own" else PovertyTotalsData
        return self.answer("poverty", serializer(board), exports.POVERTY_LONG, lambda: exports.poverty_long_rows(board))


class FiguresApi(AreaView):
    @extend_schema(
        operation_id="figures",
        parameters=[
            AREA,
            YEAR,
            OpenApiParameter("group", enum=CODES, description="poverty when left out"),
            AS_OF,
            OpenApiParameter("children", bool, description="with the units below"),
        ],
        responses=FigureSetData,
    )
    def get(self, request: Request) -> Response:
        """Every measure of a group: one's own subtrees in all dimensions, of units above totals alone."""
        area, reach = self.area()
        code = request.query_params.get("group", CODES[0])
        if code not in CODES:
            raise ValidationError({"group": [", ".join(CODES)]})
        if code == "capital" and not self.access.can("disbursement.view"):
            raise PermissionDenied
        children, components = self.is_set("children"), self.access.component_ids
        figures = FigureSet(area, self.year(), code, self.as_of(), reach, children, components)
        context = self.told() if code == "capital" else {"part_holder": ""}
        return Response(FigureSetData(figures, context=context).data)
