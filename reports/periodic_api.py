"""REST: the periodic table of disbursement in whole dong, with the figures of the page."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.part_field import PartField
from areas.models import Area
from catalogs.querysets import last_day
from reports.api import AREA, CARRY_OVER, DENOMINATOR, FORMAT, PROGRAMME, YEAR, DisbursementReportApi, report
from reports.boards.disbursement import capital_question
from reports.boards.periodic import BREAKDOWNS, Breakdown, PeriodicBoard, PeriodicRow
from reports.boards.periodic_rows import rows_of
from reports.periodic_tables import FIELDS, figures_of, machine_rows
from reports.periods import Period, begun
from reports.serializers import AreaRefData, RateData

PERIOD = OpenApiParameter(
    "period",
    required=True,
    description=(
        "t1 to t12: a month; q1 to q4: a quarter; 6t, 9t: the first six or nine months; nam: the year to 31 December;"
        " t13: January of the next year, in which vouchers of this budget year may still be dated; ca-nam: the whole"
        " budget year, to its closing date"
    ),
)
BREAKDOWN = OpenApiParameter("breakdown", enum=BREAKDOWNS, description="holder when left out")


class MovedData(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="code of a kind of capital, or total")
    plan_vnd = serializers.IntegerField()
    in_period_vnd = serializers.IntegerField()
    disbursed_vnd = serializers.IntegerField(help_text="since the budget year began")
    rate = RateData()


class PeriodicRowData(serializers.Serializer[PeriodicRow]):
    level = serializers.IntegerField(source="depth", help_text="0 is the total, 1 the outermost rows")
    number = serializers.CharField(help_text="as printed")
    code = serializers.CharField(help_text="of the holder, component or area")
    name = serializers.CharField()
    is_group = serializers.BooleanField(help_text="the sum of rows below it")
    figures = serializers.SerializerMethodField()

    def get_figures(self, row: PeriodicRow) -> list[dict[str, Any]]:
        return [
            {
                "kind": kind,
                "plan_vnd": part.plan_vnd,
                "in_period_vnd": part.in_period_vnd,
                "disbursed_vnd": part.disbursed_vnd,
                "rate": part.end.rate.as_json(),
            }
            for kind, part in figures_of(self.context["board"], row)
        ]


class PeriodicData(serializers.Serializer[PeriodicBoard]):
    area = AreaRefData(source="asked.area")
    year = serializers.IntegerField(source="asked.budget_year")
    period = serializers.CharField(source="period.code")
    start = serializers.DateField(source="period.start")
    end = serializers.DateField(help_text="the last day counted: that of the period, or today until it has come")
    include_carry_over = serializers.BooleanField(source="asked.include_carry_over")
    denominator = serializers.ChoiceField(choices=["given", "detailed"], source="asked.denominator")
    breakdown = serializers.ChoiceField(choices=BREAKDOWNS)
    reach = serializers.ChoiceField(choices=["own", "ancestor"])
    only_components_of = PartField()
    is_frozen = serializers.SerializerMethodField(help_text="the year is closed, the figures are those of its snapshot")
    rows = serializers.SerializerMethodField()

    def get_is_frozen(self, board: PeriodicBoard) -> bool:
        return bool(board.asked.snapshots)

    def get_rows(self, board: PeriodicBoard) -> list[dict[str, Any]]:
        return list(PeriodicRowData(rows_of(board), many=True, context={"board": board}).data)  # type: ignore[arg-type]


class PeriodicReportApi(DisbursementReportApi):
    @extend_schema(
        operation_id="report_disbursement_periodic",
        parameters=[AREA, YEAR, PERIOD, BREAKDOWN, PROGRAMME, CARRY_OVER, DENOMINATOR, FORMAT],
        responses=report(PeriodicData),
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """Plan, disbursement in a period and since the year began, and rate, by kind of capital."""
        area, reach = self.area()
        period, today = self.period(area), timezone.localdate()
        asked = capital_question(
            self.access,
            area,
            self.year(),
            min(period.end, today),
            programme=self.programme(),
            carry_over=self.is_set("carry_over"),
            denominator=self.denominator(),
        )
        board = PeriodicBoard(asked, period, self.breakdown(), reach)
        data = PeriodicData(board, context=self.told())
        return self.answer("disbursement-periodic", data, FIELDS, lambda: machine_rows(board))

    def period(self, area: Area) -> Period:
        year, wanted = self.year(), self.required("period")
        known = {one.code: one for one in begun(year, last_day(year), timezone.localdate())}
        if not known:
            raise ValidationError(
                {"year": [_("Năm %(year)s chưa bắt đầu nên chưa có kỳ báo cáo nào.") % {"year": year}]}
            )
        if wanted not in known:
            raise ValidationError({"period": [_("Chọn một trong: %(known)s.") % {"known": ", ".join(known)}]})
        return known[wanted]

    def breakdown(self) -> Breakdown:
        wanted = self.request.query_params.get("breakdown", BREAKDOWNS[0])
        found = next((known for known in BREAKDOWNS if known == wanted), None)
        if found is None:
            raise ValidationError({"breakdown": [_("Chọn một trong: %(known)s.") % {"known": ", ".join(BREAKDOWNS)}]})
        return found
