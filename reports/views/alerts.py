"""The alerts that stand today, and those that are over."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from core.exports import Column as ExportColumn
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from reports.alert_forms import AlertFilter
from reports.alerts.acts import ACTS, AlertAct, Urls
from reports.alerts.summary import summary
from reports.alerts.words import sentence, threshold
from reports.links import Links
from reports.models import Alert

ActColumn = list[tuple[AlertAct, Urls]]


def _act_cell(column: ActColumn, alert: Alert) -> Cell:
    return next((Cell(act.label, url=urls[alert.pk]) for act, urls in column if alert.pk in urls), Cell(""))


class AlertList(TablePage):
    """The gravest first and of those the oldest: what to act on. Brought up to the records every morning."""

    right_required = "disbursement.view"
    export_right = "reports.export"
    export_name = "canh-bao-giai-ngan"
    title = gettext_lazy("Cảnh báo giải ngân")
    lead = gettext_lazy(
        "Tính lại hằng ngày lúc 5 giờ 30 theo quy tắc đang có hiệu lực; số liệu của ngày tính gần nhất."
    )
    nav_section = "disbursement"
    by_component = True
    template_name = "reports/alerts.html"
    filterset_class = AlertFilter
    empty_text = gettext_lazy("Không có cảnh báo nào.")
    add_label = gettext_lazy("Quy tắc cảnh báo")
    orderings: ClassVar[dict[str, Ordering]] = {"muc": Ordering(("severity", "first_seen", "id"))}

    def add_url(self) -> str:
        return reverse("reports:alert_rules")

    def get_queryset(self) -> QuerySet[Alert]:
        return Alert.objects.visible_to(self.access).with_severity().with_subjects()

    @cached_property
    def shows_cleared(self) -> bool:
        return bool(self.request.GET.get("tinh_trang"))

    def present(self, rows: Sequence[Alert]) -> list[Alert]:
        """With what can be done about each of the page."""
        found = [[(act, act.urls(self.links, rows)) for act in column] for column in ACTS]
        self.acts: list[ActColumn] = [column for column in found if any(urls for _act, urls in column)]
        return list(rows)

    def columns(self) -> list[Column]:
        until = [Column(_("Hết cảnh báo"), num=True)] if self.shows_cleared else []
        return [
            Column(_("Đơn vị")),
            Column(_("Cảnh báo")),
            Column(_("Mức độ")),
            Column(_("Năm")),
            Column(_("Từ ngày"), num=True),
            *until,
            *(Column("", said=column[0][0].label) for column in self.acts),
        ]

    def row(self, record: Alert) -> Row:
        until = [Cell(format_date(record.cleared_on))] if self.shows_cleared and record.cleared_on else []
        line = record.subject_line
        days = (record.last_seen - record.first_seen).days
        return Row(
            [
                Cell(record.holder.name, url=self.url_of(record)),
                Cell(sentence(record)),
                Cell(record.rule.get_severity_display(), tag=record.rule.severity, note=threshold(record.rule)),
                Cell(str(record.budget_year), note=line.component.code if line else ""),
                Cell(format_date(record.first_seen), note=_("%(n)d ngày") % {"n": days} if days else ""),
                *until,
                *(_act_cell(column, record) for column in self.acts),
            ],
            tone="late" if record.rule.severity == "late" and record.is_standing else "",
        )

    def url_of(self, alert: Alert) -> str:
        """The line that it is about, or all lines of the holder in that year, on the day of its figures."""
        if line := alert.subject_line:
            return reverse("disbursement:line", args=[line.pk])
        seen = {"nam": str(alert.budget_year), "tinh_den": alert.last_seen.isoformat()}
        return self.links.lines(don_vi=str(alert.holder_id), **seen)

    @cached_property
    def links(self) -> Links:
        return Links(self.access, selection(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = None if self.shows_cleared else summary(self.links)
        return super().get_context_data(summary=told, **kwargs)

    def heading(self) -> str:
        total = Alert.objects.visible_to(self.access).standing()
        here = AlertFilter(None, queryset=total, request=self.request).qs.count()
        if self.shows_cleared or not here:
            return str(self.title)
        return _("%(n)s cảnh báo giải ngân đang chờ xử lý") % {"n": format_number(here)}

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Đơn vị")),
            ExportColumn(_("Loại cảnh báo")),
            ExportColumn(_("Mức độ")),
            ExportColumn(_("Nội dung")),
            ExportColumn(_("Mã nội dung")),
            ExportColumn(_("Năm ngân sách"), "year"),
            ExportColumn(_("Từ ngày"), "date"),
            ExportColumn(_("Tính đến ngày"), "date"),
            ExportColumn(_("Hết cảnh báo"), "date"),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        for alert in queryset.iterator(chunk_size=2000):
            line = alert.subject_line
            yield [
                alert.holder.name,
                alert.get_kind_display(),
                alert.rule.get_severity_display(),
                sentence(alert),
                line.component.code if line else "",
                alert.budget_year,
                alert.first_seen,
                alert.last_seen,
                alert.cleared_on,
            ]
