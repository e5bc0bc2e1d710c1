"""Statements of the treasury, their reconciliation with the ledger, and settling one item of it."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.facts import amount_fact
from core.form_pages import DecisionPage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage, with_query
from core.pages import PageMixin
from core.tables import Cell, Column, Row
from disbursement.entering import refuse_to_enter
from disbursement.facts import line_fact
from disbursement.forms import SettlementForm
from disbursement.imports import StatementImport
from disbursement.models import Settlement, TreasuryStatement
from disbursement.reconciliation import Item, reconcile
from disbursement.services.approvals import SUBJECTS
from disbursement.services.contracts import warning_about
from disbursement.services.treasury import acts_for, settle_item
from disbursement.tables import DIFFERENCES, MATCHES, item_table
from disbursement.views.vouchers import WAITS

SHOWN = 50
ABOUT_MISSING = gettext_lazy(
    "Chỉ xét chứng từ trong kỳ của các đơn vị có trong bảng kê; đơn vị mà bảng kê không có dòng nào thì không được"
    " đối chiếu ở đây."
)


class StatementList(TablePage):
    right_required = "disbursement.view"
    title = gettext_lazy("Đối chiếu Kho bạc")
    lead = gettext_lazy(
        "Bảng kê của Kho bạc đặt cạnh chứng từ đã ghi; chênh lệch được xử lý từng mục. Tổng số tiền cộng mọi chứng từ;"
        " tính vào giải ngân thì thu hồi tạm ứng không cộng, nộp trả trừ đi."
    )
    nav_section = "disbursement"
    by_component = True
    empty_text = gettext_lazy("Chưa có bảng kê nào trong địa bàn được phân công.")
    add_right = "disbursement.import"
    add_label = gettext_lazy("Nhập bảng kê")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("period_to", "id"), descending=True)}

    def add_url(self) -> str:
        return StatementImport.upload_url()

    def get_queryset(self) -> QuerySet[TreasuryStatement]:
        statements = TreasuryStatement.objects.visible_to(self.access).select_related("area", "imported_by")
        return statements.with_sums(self.access)

    def columns(self) -> list[Column]:
        return [
            Column(_("Số bảng kê")),
            Column(_("Kỳ"), num=True, desc="newest"),
            Column(_("Địa bàn")),
            Column(_("Số chứng từ"), num=True),
            Column(_("Tổng số tiền (đồng)"), num=True),
            Column(_("Tính vào giải ngân (đồng)"), num=True),
            Column(_("Ngày nhập"), num=True),
        ]

    def row(self, record: TreasuryStatement) -> Row:
        return Row(
            [
                Cell(record.number, url=reverse("disbursement:statement", args=[record.pk])),
                Cell(period_text(record)),
                Cell(record.area.full_name),
                Cell(format_number(record.row_count)),
                Cell(format_number(record.total_vnd)),
                Cell(format_number(record.spent_vnd)),
                Cell(format_date(record.imported_at), note=_imported_note(record)),
            ]
        )


def _imported_note(statement: TreasuryStatement) -> str:
    if statement.undone_at:
        return _("đã hoàn tác ngày %(day)s") % {"day": format_date(statement.undone_at)}
    return statement.imported_by.full_name if statement.imported_by else ""


def period_text(statement: TreasuryStatement) -> str:
    return f"{format_date(statement.period_from)} – {format_date(statement.period_to)}"


class FindsStatement(PageMixin):
    right_required = "disbursement.view"
    nav_section = "disbursement"

    @cached_property
    def statement(self) -> TreasuryStatement:
        statements = TreasuryStatement.objects.visible_to(self.access).select_related("area")
        return get_object_or_404(statements, pk=self.kwargs["pk"])

    @cached_property
    def items(self) -> list[Item]:
        return reconcile(self.statement, self.access)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Đối chiếu Kho bạc"), "url": reverse("disbursement:statements")}]


class StatementPage(FindsStatement, TemplateView):
    """The queue: what is open first; `loai` shows one outcome, `tu` begins further down."""

    title = gettext_lazy("Đối chiếu Kho bạc")
    tab = "disbursement:statements"
    by_component = True
    template_name = "disbursement/statement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = [item.state for item in self.items]
        wanted = self.request.GET.get("loai") or next((s for s in ("differs", "unknown", "missing") if s in states), "")
        shown = [item for item in self.items if item.state == (wanted or "matched")]
        start = self._start(len(shown))
        later = str(start + SHOWN) if len(shown) > start + SHOWN else None
        given = {
            "statement": self.statement,
            "period": period_text(self.statement),
            "open_count": sum(item.is_open for item in self.items),
            "accepted_count": states.count("accepted"),
            "states": self._states(states, wanted or "matched"),
            "table": item_table(self.statement, shown[start : start + SHOWN], self.access),
            "about": ABOUT_MISSING if wanted == "missing" and not self.statement.undone_at else "",
            "next_url": with_query(self.request, tu=later) if later else "",
            "crumbs": self.crumbs(),
        }
        return super().get_context_data(**given, **kwargs)

    def _start(self, total: int) -> int:
        typed = self.request.GET.get("tu", "")
        return min(int(typed), total) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0

    def _states(self, states: list[str], wanted: str) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": with_query(self.request, loai=state, tu=None),
                "current": state == wanted,
                "count": states.count(state),
            }
            for state, label in MATCHES.items()
        ]


class SettleItem(FindsStatement, DecisionPage):
    """Both sides of one item, and what may be done about it."""

    right_required = "disbursement.enter"
    title = gettext_lazy("Xử lý chênh lệch")
    template_name = "disbursement/settle.html"
    submit_label = gettext_lazy("Thực hiện")
    saved_message = gettext_lazy("Đã xử lý.")
    form_class = SettlementForm

    @cached_property
    def item(self) -> Item:
        wanted: UUID = self.kwargs["item"]
        found = next((item for item in self.items if item.pair.item_id == wanted), None)
        if found is None:
            raise Http404
        refuse_to_enter(self.access, *found.pair.lines)
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        pair, acts = self.item.pair, acts_for(self.item)
        asks = Settlement.Act.RECORD in acts and not pair.row.advance_voucher
        line = pair.row.line if asks else None
        return super().get_form_kwargs() | {"acts": acts, "line": line, "access": self.access}

    def save(self, form: Any) -> Model:
        given = dict(form.cleaned_data)
        paid_for = {name: given.pop(name, None) for name in SUBJECTS}
        item_id, access = self.item.pair.item_id, self.access
        settled = settle_item(statement=self.statement, item_id=item_id, access=access, paid_for=paid_for, **given)
        if settled.result is None and settled.act in (Settlement.Act.RECORD, Settlement.Act.REENTER):
            self.saved_message = WAITS
        elif warning := warning_about(paid_for["contract"]):
            messages.warning(self.request, warning)
        return settled

    def get_success_url(self) -> str:
        return reverse("disbursement:statement", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pair, accepted = self.item.pair, self.item.accepted
        url = reverse("disbursement:statement", args=[self.statement.pk])
        given = {
            "state": MATCHES[self.item.state],
            "differences": [DIFFERENCES[name] for name in pair.differences],
            "in_statement": entry_facts(pair.row),
            "in_ledger": entry_facts(pair.voucher),
            "accepted": accepted,
            "is_open": self.item.is_open,
            "is_kept": self.item.is_kept,
            "crumbs": [*self.crumbs(), {"label": self.statement.number, "url": url}],
        }
        return super().get_context_data(**given, **kwargs)


def entry_facts(entry: Any) -> list[dict[str, Any]]:
    """A row of the statement or a voucher, for components/facts.html; empty where there is none."""
    if entry is None:
        return []
    return [
        {"label": _("Số chứng từ"), "value": entry.voucher},
        {"label": _("Ngày chứng từ"), "value": format_date(entry.value_date)},
        {"label": _("Loại"), "value": entry.get_kind_display()},
        amount_fact(entry.amount_vnd),
        {"label": _("Mã tham chiếu Kho bạc"), "value": entry.treasury_ref or "–"},
        line_fact(entry.line),
    ]
