"""A holder's statement of account: on the screen in pages, in Word and Excel whole."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from accounts.selection import selection
from catalogs.kind_names import KindNames
from core.formats import format_date, format_number
from core.keyset import PAGE_SIZE
from core.list_pages import with_query
from core.paging import page_number, slice_of
from core.papers.pages import PaperPage
from core.papers.paper import Paper
from core.tables import Cell, Column, Row, Table
from disbursement.account import Account, AccountEntry, account_of, merged_into
from disbursement.account_paper import account_paper, check_words, line_words, proof_words
from disbursement.ledger_filters import AccountFilter
from disbursement.models import CapitalLine

# A file is made while its reader waits: of more rows a workbook takes longer than a page may, and a Word document
# longer still. The balance is brought along, so files of some days each together prove the whole.
MOST_ROWS = {"docx": 2_000, "xlsx": 10_000}
LINES_SHOWN = 50


class HolderAccount(PaperPage):
    """Of the budget year and programme of the context bar; all rows of it, whatever day one looks from."""

    right_required = "disbursement.view"
    title = gettext_lazy("Sổ chi tiết vốn của đơn vị")
    nav_section = "disbursement"
    template_name = "disbursement/account.html"
    tab = "disbursement:line_list"
    paper_name = "so-chi-tiet-von"

    @cached_property
    def holder(self) -> Agency:
        """404 for an agency that is neither in the reader's area nor holds a line that the reader sees."""
        lines = CapitalLine.objects.visible_to(self.access)
        known = Q(area__path__descendant_of=self.access.paths) | Q(pk__in=lines.values("holder"))
        return get_object_or_404(Agency.objects.filter(known).select_related("area"), pk=self.kwargs["holder_pk"])

    @cached_property
    def filter(self) -> AccountFilter:
        return AccountFilter(self.request.GET or None, queryset=self.lines(), request=self.request)

    def lines(self) -> QuerySet[CapitalLine]:
        chosen = selection(self.request)
        holders = [self.holder.pk]
        if self.request.GET.get("sap_nhap"):
            holders += merged_into(self.holder)
        wanted: dict[str, Any] = {"holder__in": holders, "budget_year": chosen.year}
        if chosen.programme:
            wanted["component__programme"] = chosen.programme
        lines = CapitalLine.objects.visible_to(self.access).filter(horizon=CapitalLine.Horizon.YEAR, **wanted)
        return lines.with_dimensions().order_by("component__path", "kind", "source", "tranche_year", "id")

    @cached_property
    def account(self) -> Account:
        """Filters that are not understood find nothing."""
        if self.filter.is_bound and not self.filter.form.is_valid():
            return account_of(self.holder, [])
        days = self.filter.form.cleaned_data if self.filter.is_bound else {}
        return account_of(self.holder, self.filter.qs, days.get("tu_ngay"), days.get("den_ngay"))

    def make_paper(self) -> Paper:
        chosen = selection(self.request)
        return account_paper(self.account, chosen.year, self.access, chosen.area, timezone.localdate())

    def shows_paper(self) -> bool:
        """Only as a file: the page shows fifty rows at once."""
        return False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        most = MOST_ROWS.get(request.GET.get("format", ""))
        if most is not None and self.account.rows > most:
            messages.error(request, self.too_long(most))
            return HttpResponseRedirect(with_query(request, format=None))
        return super().get(request, *args, **kwargs)

    def too_long(self, most: int) -> str:
        words = {"n": format_number(self.account.rows), "most": format_number(most)}
        told = _("Sổ có %(n)s bút toán, tệp này chứa nhiều nhất %(most)s.") % words
        if self.account.rows <= MOST_ROWS["xlsx"]:
            return f"{told} {_('Hãy tải Excel, hoặc chọn từ ngày, đến ngày hay loại vốn để chia nhỏ.')}"
        by_parts = _("Chọn từ ngày, đến ngày hay loại vốn để tải từng phần; phần sau mang sang số dư của phần trước.")
        return f"{told} {by_parts}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.account
        number = page_number(self.request, account.rows)
        entries = list(account.entries((number - 1) * PAGE_SIZE, PAGE_SIZE))
        page = slice_of(self.request, entries, account.rows, number)
        given = {
            "title": _("Sổ chi tiết vốn của %(holder)s") % {"holder": self.holder.name},
            "account": account,
            "filter": self.filter,
            "year": selection(self.request).year,
            "table": entry_table(entries, KindNames.load(), is_last=not page.next_url) if entries else None,
            "by_line": line_table(account, KindNames.load()),
            "more_lines": len(account.by_line) > LINES_SHOWN,
            "proof": proof_words(account),
            "page": page,
            "crumbs": [{"label": _("Dòng vốn"), "url": reverse("disbursement:line_list")}],
        }
        return super().get_context_data(**given | kwargs)


def entry_table(entries: list[AccountEntry], names: KindNames, *, is_last: bool) -> Table:
    """With the balance that the page before left, and the one that it leaves itself."""
    columns = [
        Column(_("Ngày")),
        Column(_("Bút toán")),
        Column(_("Chứng từ, quyết định")),
        Column(_("Dòng vốn")),
        Column(_("Kế hoạch ±"), num=True),
        Column(_("Giải ngân"), num=True),
        Column(_("Tạm ứng ±"), num=True),
        Column(_("Còn lại"), num=True),
        Column(_("Tạm ứng chưa thu hồi"), num=True),
    ]
    first, last = entries[0], entries[-1]
    brought = _balance_row(_("Mang sang"), first.balance_before, first.outstanding_before)
    rows = [Row(brought), *(_entry_row(entry, names) for entry in entries)]
    total = _balance_row(
        _("Số dư cuối kỳ") if is_last else _("Chuyển trang sau"), last.balance_vnd, last.outstanding_vnd
    )
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=rows, total=total)


def _balance_row(name: str, balance_vnd: int, outstanding_vnd: int) -> list[Cell]:
    empty = [Cell("") for _place in range(6)]
    return [Cell(name), *empty, Cell(format_number(balance_vnd)), Cell(format_number(outstanding_vnd))]


def _entry_row(entry: AccountEntry, names: KindNames) -> Row:
    decision = reverse("disbursement:decision", args=[entry.decision_id]) if entry.decision_id else ""
    return Row(
        [
            Cell(format_date(entry.on)),
            Cell(entry.label, note=entry.note),
            Cell(entry.document, url=decision),
            _line_cell(entry.line, names),
            *(Cell(format_number(amount) if amount else "") for amount in _moved(entry)),
            Cell(format_number(entry.balance_vnd)),
            Cell(format_number(entry.outstanding_vnd)),
        ]
    )


def _line_cell(line: CapitalLine, names: KindNames) -> Cell:
    told = f"{names.of(line.kind, line.budget_year)}, {line.source.code}"
    carried = _("vốn %(year)s kéo dài") % {"year": line.tranche_year} if line.is_carried_over else ""
    note = f"{told}, {carried}" if carried else told
    return Cell(line.component.number, url=reverse("disbursement:line", args=[line.pk]), note=note)


def _moved(entry: AccountEntry) -> tuple[int, int, int]:
    return entry.plan_vnd, entry.spent_vnd, entry.advance_vnd


def line_table(account: Account, names: KindNames) -> Table:
    """What each line adds, and whether it says the same itself."""
    columns = [
        Column(_("Dòng vốn")),
        Column(_("Mang sang"), num=True),
        Column(_("Kế hoạch ±"), num=True),
        Column(_("Giải ngân"), num=True),
        Column(_("Còn lại"), num=True),
        Column(_("Tạm ứng chưa thu hồi"), num=True),
        Column(_("Đối chiếu")),
    ]
    rows = [
        Row(
            [
                Cell(line_words(one.line, names), url=reverse("disbursement:line", args=[one.line.pk])),
                Cell(format_number(one.opening.balance_vnd)),
                Cell(format_number(one.moved.plan_vnd)),
                Cell(format_number(one.moved.spent_vnd)),
                Cell(format_number(one.closing.balance_vnd)),
                Cell(format_number(one.closing.advance_vnd)),
                Cell(check_words(one, account)),
            ]
        )
        for one in account.by_line[:LINES_SHOWN]
    ]
    sums = (account.opening.balance_vnd, account.moved.plan_vnd, account.moved.spent_vnd)
    after = (account.closing.balance_vnd, account.closing.advance_vnd)
    total = [Cell(_("Tổng số")), *(Cell(format_number(amount)) for amount in (*sums, *after)), Cell("")]
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=rows, total=total)
