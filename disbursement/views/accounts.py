"""A holder's statement of account: on the screen in pages, in Word and Excel whole, a long one as a job."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from accounts.selection import selection
from catalogs.kind_names import KindNames
from core import jobs
from core.form_pages import ActPage
from core.formats import format_number
from core.keyset import PAGE_SIZE
from core.list_pages import with_query
from core.pages import PageMixin
from core.paging import page_number, slice_of
from core.papers.pages import PaperPage
from core.papers.paper import Paper
from core.transitions import NotAllowed
from disbursement.account import Account
from disbursement.account_asked import AccountAsked, holder_or_404
from disbursement.account_paper import proof_words
from disbursement.account_tables import LINES_SHOWN, entry_table, line_table
from disbursement.tasks import MOST_ROWS, WRITE_ACCOUNT

# Rows of a file that is made while its reader waits: 5,000 of a workbook take a second, more are left to a job. A Word
# document of more than 2,000 would be a hundred pages that nobody files: the workbook is for them.
AT_ONCE = {"docx": 2_000, "xlsx": 5_000}


class AccountMixin(PageMixin):
    """Of the budget year and programme of the context bar; all rows of it, whatever day one looks from."""

    right_required = "disbursement.view"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def holder(self) -> Agency:
        return holder_or_404(self.access, pk=self.kwargs["holder_pk"])

    @cached_property
    def asked(self) -> AccountAsked:
        chosen = selection(self.request)
        return AccountAsked(self.access, self.holder, chosen.year, chosen.programme, self.request.GET)

    @property
    def account(self) -> Account:
        return self.asked.account


class HolderAccount(AccountMixin, PaperPage):
    title = gettext_lazy("Sổ chi tiết vốn của đơn vị")
    nav_section = "disbursement"
    by_component = True
    template_name = "disbursement/account.html"
    tab = "disbursement:line_list"
    paper_name = "so-chi-tiet-von"

    def which(self) -> str:
        return f"{self.holder.code} {self.asked.budget_year}"

    def make_paper(self) -> Paper:
        return self.asked.paper()

    def shows_paper(self) -> bool:
        """Only as a file: the page shows fifty rows at once."""
        return False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") and not self.asked.is_understood:
            return HttpResponseRedirect(with_query(request, format=None))
        if self.is_too_long(request.GET.get("format", "")):
            messages.error(request, self.too_long(request.GET["format"]))
            return HttpResponseRedirect(with_query(request, format=None))
        return super().get(request, *args, **kwargs)

    def is_too_long(self, wanted: str) -> bool:
        return wanted in AT_ONCE and self.account.rows > AT_ONCE[wanted]

    def too_long(self, wanted: str) -> str:
        words = {"n": format_number(self.account.rows), "most": format_number(AT_ONCE[wanted])}
        if wanted == "xlsx":
            return _("Sổ có %(n)s bút toán: bấm “Lập tệp Excel”, hệ thống báo khi có tệp.") % words
        told = _("Sổ có %(n)s bút toán, tệp này chứa nhiều nhất %(most)s.") % words
        return told + " " + _("Hãy lấy Excel, hoặc chọn từ ngày, đến ngày hay loại vốn để chia nhỏ.")

    def offers(self, wanted: str) -> bool:
        """A workbook that a job makes is asked for by a button."""
        return self.asked.is_understood and not (wanted == "xlsx" and self.is_too_long(wanted))

    def file_url(self) -> str:
        """Where a workbook is asked for that a job makes; "" where it is there at once."""
        if not (self.is_too_long("xlsx") and self.access.can(self.export_right)):
            return ""
        return f"{reverse('disbursement:account_file', args=[self.holder.pk])}?{self.request.GET.urlencode()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.account
        number = page_number(self.request, account.rows)
        entries = list(account.entries((number - 1) * PAGE_SIZE, PAGE_SIZE))
        page = slice_of(self.request, entries, account.rows, number)
        given = {
            "title": _("Sổ chi tiết vốn của %(holder)s") % {"holder": self.holder.name},
            "account": account,
            "filter": self.asked.filter,
            "year": selection(self.request).year,
            "file_url": self.file_url(),
            "table": entry_table(entries, KindNames.load(), is_last=not page.next_url) if entries else None,
            "by_line": line_table(account, KindNames.load()),
            "more_lines": len(account.by_line) > LINES_SHOWN,
            "proof": proof_words(account),
            "page": page,
            "crumbs": [{"label": _("Dòng vốn"), "url": reverse("disbursement:line_list")}],
        }
        return super().get_context_data(**given | kwargs)


class AccountFile(AccountMixin, ActPage):
    """Has the workbook of the account made, and leads to the job that does so."""

    right_required = "reports.export"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        if not self.access.can(HolderAccount.right_required):
            raise PermissionDenied
        if not self.asked.is_understood:
            raise NotAllowed(_("Sổ chưa lập được tệp: sửa điều kiện lọc không đúng trước."))
        if self.account.rows > MOST_ROWS:
            raise NotAllowed(self.too_many())
        subject = _("Sổ chi tiết vốn của %(holder)s, năm %(year)s") % {
            "holder": self.holder.name,
            "year": self.asked.budget_year,
        }
        job = jobs.enqueue(
            WRITE_ACCOUNT,
            owner_id=request.user.pk,
            subject=subject[:200],
            parameters=self.asked.as_parameters(),
        )
        return reverse("job", args=[job.pk])

    def too_many(self) -> str:
        words = {"n": format_number(self.account.rows), "most": format_number(MOST_ROWS)}
        told = _("Sổ có %(n)s bút toán, tệp này chứa nhiều nhất %(most)s.") % words
        by_parts = _("Chọn từ ngày, đến ngày hay loại vốn để tải từng phần; phần sau mang sang số dư của phần trước.")
        return f"{told} {by_parts}"

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return f"{reverse('disbursement:account', args=[self.holder.pk])}?{self.request.GET.urlencode()}"
