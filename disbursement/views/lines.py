"""Lists of lines and vouchers, and a line's statement of account."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.selection import selection
from catalogs.kind_names import KindNames
from core.exports import Column, Head
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.pages import ListPage, PageMixin
from disbursement import statement, tables
from disbursement.advances import advances_of
from disbursement.balances import held_on, show_as_of, spent_on, sums_on
from disbursement.entering import ENTERS, may_enter, why_not_enter
from disbursement.filters import LineFilter
from disbursement.forms import VoucherForm
from disbursement.ledger_filters import VoucherFilter
from disbursement.line_words import years_of
from disbursement.models import CapitalDecision, CapitalLine, Disbursement, Movement
from disbursement.services.periods import deadline_of, is_provisional
from disbursement.services.spending import why_not_spend

CHILDREN_SHOWN = 20


class BarList(ListPage):
    """Rows of the place, year, programme and day that the context bar chooses: so a file of them says."""

    def export_head(self) -> Head:
        chosen, bound, head = selection(self.request), self.filtered()[1], super().export_head()
        year, programme = gettext("Năm ngân sách: %(year)s"), gettext("Chương trình: %(programme)s")
        year = "" if self.request.GET.get("moi_nam") else year % {"year": chosen.year}
        programme = programme % {"programme": chosen.programme.short_name} if chosen.programme else ""
        narrowed = gettext("Chỉ gồm: %(narrowed)s.") % {"narrowed": bound.unseen} if bound.unseen else ""
        notes = [note for note in (year, programme, *head.notes, narrowed) if note]
        return replace(head, place=chosen.area.full_name, as_of=chosen.as_of, notes=notes)


class LineList(BarList):
    right_required = "disbursement.view"
    export_right = "reports.export"
    export_name = "dong-von"
    title = _("Dòng vốn")
    nav_section = "disbursement"
    by_component = True
    template_name = "disbursement/line_list.html"
    filterset_class = LineFilter
    orderings = {
        "nam": Ordering(("budget_year", "id"), descending=True),
        "ke_hoach": Ordering(("plan_on", "id"), descending=True),
        "giai_ngan": Ordering(("spent_on", "id"), descending=True),
    }

    @cached_property
    def as_of(self) -> date:
        """A decision may move money on a day to come: what a line says of itself is not always today's."""
        return selection(self.request).as_of

    def present(self, rows: list[Any]) -> list[Any]:
        return list(show_as_of(rows, self.as_of))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = tables.line_table(kwargs["rows"], kwargs["ordering"])
        given = {
            "table": table,
            "heading": self.heading(kwargs["filter"]),
            "past_day": self.as_of if self.as_of < timezone.localdate() else None,
            "narrowed": kwargs["filter"].unseen,
            "empty_text": _("Chưa có dòng vốn nào của địa bàn và năm đang xem."),
            "clear_url": self.request.path,
        }
        return super().get_context_data(**given, **kwargs)

    def heading(self, lines: LineFilter) -> str:
        """What the lines of the whole list, not of the page, hold and have spent."""
        if lines.is_bound and not lines.is_valid():
            return str(self.title)
        plan, spent = held_on(lines.qs, self.as_of), spent_on(lines.qs, self.as_of, selection(self.request).year)
        told = {"plan": format_number(plan), "spent": format_number(spent)}
        return gettext("Dòng vốn: kế hoạch đang giữ %(plan)s đồng, đã giải ngân %(spent)s đồng") % told

    def get_queryset(self) -> QuerySet[CapitalLine]:
        # A line that was opened for a draft says nothing before the decision is signed.
        moved = Exists(Movement.objects.filter(line=OuterRef("pk")))
        lines = CapitalLine.objects.visible_to(self.access).filter(moved)
        lines = lines.with_sums_on(selection(self.request).as_of)
        return lines.select_related("holder", "component", "kind", "source")

    def export_columns(self) -> list[Column]:
        return [
            Column(_("Năm ngân sách"), "year"),
            Column(_("Vốn của năm"), "year"),
            Column(_("Đơn vị")),
            Column(_("Mã nội dung")),
            Column(_("Nội dung")),
            Column(_("Loại vốn")),
            Column(_("Nguồn vốn")),
            Column(_("Kế hoạch (đồng)"), "integer"),
            Column(_("Đã phân bổ (đồng)"), "integer"),
            Column(_("Đã giải ngân (đồng)"), "integer"),
            Column(_("Còn lại (đồng)"), "integer"),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        names = ["budget_year", "tranche_year", "holder__name", "component__code", "component__name_vi"]
        kinds, found = KindNames.load(), list(queryset.values_list("pk", *names, "kind_id", "source__name"))
        sums = sums_on([row[0] for row in found], self.as_of)
        for pk, *row, kind_id, source in found:
            plan, allocated, spent = (column.get(pk, 0) for column in sums)
            left = plan - allocated - spent
            yield [*row, kinds.by_id(kind_id, row[0]), source, plan, allocated, spent, left]


class VoucherList(BarList):
    right_required = "disbursement.view"
    export_right = "reports.export"
    export_name = "chung-tu"
    title = _("Chứng từ giải ngân")
    nav_section = "disbursement"
    by_component = True
    template_name = "disbursement/voucher_list.html"
    filterset_class = VoucherFilter
    orderings = {"ngay": Ordering(("value_date", "id"), descending=True)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {
            "table": tables.voucher_table(kwargs["rows"], kwargs["ordering"]),
            "heading": self.heading(),
            "narrowed": kwargs["filter"].unseen,
            "empty_text": _("Chưa có chứng từ nào của địa bàn và năm đang xem, đến ngày đang xem."),
            "clear_url": self.request.path,
        }
        return super().get_context_data(**given, **kwargs)

    def heading(self) -> str:
        """What the vouchers of the whole list, not of the page, count as disbursed."""
        bound = self.filtered()[1]
        if bound.is_bound and not bound.is_valid():
            return str(self.title)
        spent = format_number(bound.spent_vnd())
        return gettext("Chứng từ giải ngân: tính vào giải ngân %(sum)s đồng") % {"sum": spent}

    def get_queryset(self) -> QuerySet[Disbursement]:
        return Disbursement.objects.visible_to(self.access).with_subjects()

    def export_columns(self) -> list[Column]:
        return [
            Column(_("Ngày chứng từ"), "date"),
            Column(_("Số chứng từ")),
            Column(_("Loại")),
            Column(_("Đơn vị")),
            Column(_("Mã nội dung")),
            Column(_("Loại vốn")),
            Column(_("Nguồn vốn")),
            Column(_("Năm ngân sách"), "year"),
            Column(_("Vốn của năm"), "year"),
            Column(_("Hợp đồng")),
            Column(_("Công trình, dự án")),
            Column(_("Số tiền (đồng)"), "integer"),
            Column(_("Tính vào giải ngân (đồng)"), "integer"),
            Column(_("Mã tham chiếu Kho bạc")),
            Column(_("Nội dung")),
            Column(_("Lý do")),
            Column(_("Đảo chứng từ ngày"), "date"),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        """A reversal has the number of the voucher that it reverses, so its day is what tells which."""
        kinds, called = dict(Disbursement.Kind.choices), KindNames.load()
        names = ("line__holder__name", "line__component__code", "line__kind_id", "line__source__name")
        years = ("line__budget_year", "line__tranche_year")
        subject = ("contract__works__name", "contract__project__name", "works__name", "project__name")
        paid_for = (Coalesce("contract__number", Value("")), Coalesce(*subject, Value("")))
        said = ("amount_vnd", "spent_vnd", "treasury_ref", "note", "reason", "reverses__value_date")
        rows = queryset.values_list("value_date", "voucher", "kind", *names, *years, *paid_for, *said)
        for row in rows.iterator(chunk_size=2000):
            what = tables.voucher_words(str(kinds[row[2]]), is_reversal=row[-1] is not None)
            yield [*row[:2], what, *row[3:5], called.by_id(row[5], row[7]), *row[6:]]


class LineStatement(PageMixin, TemplateView):
    """One line: what was given, what was spent, what is left after each entry."""

    right_required = "disbursement.view"
    title = _("Sổ chi tiết dòng vốn")
    nav_section = "disbursement"
    tab = "disbursement:line_list"
    template_name = "disbursement/line.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = load_line(self.access, kwargs["pk"])
        return super().get_context_data(
            **{
                "line": line,
                "kind_name": KindNames.load().of(line.kind, line.budget_year),
                "years": years_of(line),
                "facts": line_facts(line),
                "children": tables.children_table(children_of(self.access, line)[:CHILDREN_SHOWN]),
                "all_children": children_link(self.access, line),
                "above": CapitalLine.objects.visible_to(self.access)
                .with_dimensions()
                .filter(pk=line.parent_id)
                .first(),
                "passes_on": passes_on(line) if self.access.can("disbursement.plan") else "",
                "drafts": drafts_for(self.access),
                "table": tables.statement_table(
                    statement.entries(line), may_reverse=may_enter(self.access, line), is_detailed=line.is_detailed
                ),
                "crumbs": [{"label": _("Dòng vốn"), "url": reverse("disbursement:line_list")}],
                "voucher_form": None if "voucher_form" in kwargs else self.voucher_form(line),
                "no_voucher": self.no_voucher(line),
                "advances": advances_of(line),
            }
            | kwargs
        )

    def voucher_form(self, line: CapitalLine) -> VoucherForm | None:
        """Only for who may enter one: its choices are long."""
        if not self.access.can(ENTERS) or why_not_spend(line) or why_not_enter(self.access, line):
            return None
        return VoucherForm(line=line, access=self.access)

    def no_voucher(self, line: CapitalLine) -> str:
        """Why somebody who enters vouchers elsewhere enters none here; money to be given on goes without saying."""
        if not line.is_detailed or not self.access.can(ENTERS):
            return ""
        return why_not_enter(self.access, line) or why_not_spend(line)


def line_facts(line: CapitalLine) -> list[dict[str, Any]]:
    """What the line is, for components/facts.html."""
    account = f"{reverse('disbursement:account', args=[line.holder_id])}?nam={line.budget_year}"
    return [
        {"label": _("Đơn vị"), "value": line.holder.name, "url": account, "note": _("sổ của đơn vị")},
        {"label": _("Nội dung"), "value": line.component.name},
        {"label": _("Nguồn vốn"), "value": str(line.source)},
        {"label": _("Năm ngân sách"), "value": line.budget_year},
        {"label": _("Vốn của năm"), "value": line.tranche_year},
        {"label": _("Kế hoạch"), "value": line.get_horizon_display()},
        *deadline_facts(line),
    ]


def deadline_facts(line: CapitalLine) -> list[dict[str, Any]]:
    """Until when the money may be disbursed; until then the year's result is provisional."""
    if line.horizon != CapitalLine.Horizon.YEAR:
        return []
    note = _("số liệu tạm tính đến ngày đó") if is_provisional(line, timezone.localdate()) else ""
    return [{"label": _("Hạn giải ngân"), "value": format_date(deadline_of(line)), "note": note}]


def children_link(access: Any, line: CapitalLine) -> dict[str, str] | None:
    """To the list of the lines below, when they are more than the page shows."""
    count = children_of(access, line).count()
    if count <= CHILDREN_SHOWN:
        return None
    url = f"{reverse('disbursement:line_list')}?nam={line.budget_year}&ke_hoach={line.horizon}&tu={line.pk}"
    return {"label": gettext("Cả %(n)s dòng vốn") % {"n": format_number(count)}, "url": url}


def children_of(access: Any, line: CapitalLine) -> QuerySet[CapitalLine]:
    lines = CapitalLine.objects.visible_to(access).with_dimensions().filter(parent=line)
    return lines.order_by("holder__name", "component__path", "id")


def passes_on(line: CapitalLine) -> str:
    """The page that gives the lines of a holder merged away to the one that followed it."""
    ended = line.holder.valid_to is not None and line.holder.valid_to < timezone.localdate()
    if not ended or not line.balance_vnd or not line.holder.successions.exists():
        return ""
    return reverse("disbursement:pass_on", args=[line.holder_id])


def drafts_for(access: Any) -> list[CapitalDecision]:
    """Drafts that a line may be put into."""
    if not access.can("disbursement.plan"):
        return []
    drafts = CapitalDecision.objects.visible_to(access).filter(state=CapitalDecision.State.DRAFT)
    return list(drafts.select_related("document").order_by("-on", "-id")[:5])


def load_line(access: Any, pk: UUID) -> CapitalLine:
    """The line, if the reader may know of it; 404 otherwise."""
    lines = CapitalLine.objects.visible_to(access).select_related("holder", "component", "kind", "source")
    return get_object_or_404(lines, pk=pk)
