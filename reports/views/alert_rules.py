"""Rules of alerts: those that bind the reader's area, setting one, ending one."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_pages import DecisionPage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from reports.alert_forms import AlertRuleForm, EndAlertRuleForm
from reports.alerts import setting
from reports.alerts.rulebook import RuleBook
from reports.alerts.words import limits, threshold
from reports.figures.scope import is_within
from reports.models import AlertKind, AlertRule


class AlertRuleList(TablePage):
    """Of the reader's own area and of those above it; a reader above provinces sees theirs as well."""

    right_required = "disbursement.view"
    title = gettext_lazy("Quy tắc cảnh báo")
    lead = gettext_lazy(
        "Với mỗi loại cảnh báo, tỉnh đã đặt quy tắc riêng thì không theo quy tắc của cả nước."
        " Quy tắc không sửa được: ngừng quy tắc cũ và đặt quy tắc mới."
    )
    nav_section = "disbursement"
    tab = "reports:alerts"
    empty_text = gettext_lazy("Chưa có quy tắc nào.")
    add_label = gettext_lazy("Đặt quy tắc")
    orderings: ClassVar[dict[str, Ordering]] = {"loai": Ordering(("kind", "severity", "id"))}

    def add_url(self) -> str:
        return reverse("reports:alert_rule_add") if setting.may_set(self.access) else ""

    def get_queryset(self) -> QuerySet[AlertRule]:
        rules = AlertRule.objects.select_related("area", "capital_kind", "legal_text")
        return rules.visible_to(self.access) | rules.over(self.access.area.path)

    @cached_property
    def endable(self) -> set[int]:
        """Those that the reader may end: of the own area, without an end so far."""
        if not setting.may_set(self.access):
            return set()
        return set(AlertRule.objects.editable_by(self.access).filter(valid_to=None).values_list("pk", flat=True))

    @cached_property
    def holding_here(self) -> set[int]:
        """The rules that hold at the reader's own area today."""
        book, path = RuleBook(timezone.localdate()), str(self.access.area.path)
        return {rule.pk for kind in AlertKind.values for rule in book.holding(kind, path)}

    def is_displaced(self, rule: AlertRule) -> bool:
        """Set above, in force, and not asked here: a nearer area has rules of that kind."""
        is_below = is_within(str(rule.scope_path), str(self.access.area.path))
        return not is_below and rule.is_in_force(timezone.localdate()) and rule.pk not in self.holding_here

    def columns(self) -> list[Column]:
        return [
            Column(_("Loại cảnh báo")),
            Column(_("Ngưỡng")),
            Column(_("Mức độ")),
            Column(_("Giới hạn")),
            Column(_("Địa bàn")),
            Column(_("Hiệu lực"), num=True),
            Column(_("Căn cứ")),
            Column("", said=_("Ngừng")),
        ]

    def row(self, record: AlertRule) -> Row:
        until = f" – {format_date(record.valid_to)}" if record.valid_to else ""
        url = reverse("reports:alert_rule_end", args=[record.pk]) if record.pk in self.endable else ""
        basis = str(record.legal_text) if record.legal_text else record.note
        return Row(
            [
                Cell(str(record.get_kind_display()).capitalize()),
                Cell(threshold(record)),
                Cell(record.get_severity_display(), tag=record.severity),
                Cell(limits(record)),
                Cell(record.area.full_name, note=_("đã thay bằng quy tắc riêng") if self.is_displaced(record) else ""),
                Cell(f"{format_date(record.valid_from)}{until}"),
                Cell(basis, note=record.get_confidence_display() if record.needs_check else ""),
                Cell(_("Ngừng") if url else "", url=url),
            ]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [{"label": _("Cảnh báo giải ngân"), "url": reverse("reports:alerts")}]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class SetsRules(DecisionPage):
    """For who sets rules: a leader below the province has the right, but not there."""

    right_required = setting.RIGHT
    nav_section = "disbursement"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not setting.may_set(self.access):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("reports:alert_rules")


class AlertRuleAdd(SetsRules):
    title = gettext_lazy("Đặt quy tắc cảnh báo")
    lead = gettext_lazy("Áp dụng từ lần tính tiếp theo (5 giờ 30 hằng ngày).")
    form_class = AlertRuleForm

    def get_initial(self) -> dict[str, Any]:
        return {"valid_from": timezone.localdate()}

    def save(self, form: Any) -> Model:
        reason = form.cleaned_data["reason"]
        return setting.set_rule(rule=form.instance, area=self.access.area, reason=reason, access=self.access)


class AlertRuleEnd(SetsRules):
    """A rule is not changed while it is in force: it ends, and another one begins."""

    title = gettext_lazy("Ngừng quy tắc cảnh báo")
    form_class = EndAlertRuleForm

    @cached_property
    def rule(self) -> AlertRule:
        return get_object_or_404(AlertRule.objects.editable_by(self.access), pk=self.kwargs["pk"])

    def save(self, form: Any) -> Model:
        return setting.end_rule(rule=self.rule, access=self.access, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {
            "kind": str(self.rule.get_kind_display()).capitalize(),
            "threshold": threshold(self.rule),
            "day": format_date(self.rule.valid_from),
        }
        lead = _("%(kind)s %(threshold)s, hiệu lực từ ngày %(day)s.") % told
        return super().get_context_data(**kwargs) | {"lead": lead}
