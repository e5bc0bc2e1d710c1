"""Contributions: the list, one contribution, adding and reversing.

They stand among the programmes, where communes keep their works and livelihood projects: whoever records what people
gave for a road records it beside the road. What they add up to is read beside the capital (reports).
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from catalogs.models import CapitalSource
from core.confirm_pages import ReversalPage
from core.exports import Column as ExportColumn
from core.form_pages import DecisionPage
from core.keyset import Ordering
from core.list_pages import TablePage, with_query
from core.pages import PageMixin
from core.reversals import why_not_reverse
from core.tables import Column, Row
from programs.contribution_forms import ContributionForm
from programs.contribution_tables import contribution_columns, contribution_facts, contribution_row, source_name
from programs.filters import ContributionFilter
from programs.imports import ContributionImport
from programs.models import Contribution, LivelihoodProject, Works
from programs.rules import CREDIT
from programs.services import record_contribution, reverse_contribution

Form = Contribution.Form


class ContributionList(TablePage):
    right_required = "programs.view"
    nav_section = "programs"
    by_component = True
    title = gettext_lazy("Đóng góp, lồng ghép")
    lead = gettext_lazy("Nguồn lực ngoài ngân sách; không tính vào tỷ lệ giải ngân.")
    empty_text = gettext_lazy("Chưa ghi khoản đóng góp, lồng ghép nào của địa bàn và năm này.")
    filterset_class = ContributionFilter
    export_right = "reports.export"
    export_name = "dong-gop-long-ghep"
    add_right = "programs.edit"
    add_label = gettext_lazy("Ghi đóng góp")
    orderings: ClassVar[dict[str, Ordering]] = {
        "newest": Ordering(("received_on", "id"), descending=True),
        "oldest": Ordering(("received_on", "id")),
    }

    def add_url(self) -> str:
        about = {"cong_trinh": "works", "du_an": "project"}
        given = {name: self.request.GET[key] for key, name in about.items() if self.request.GET.get(key)}
        query = f"?{urlencode(given)}" if given else ""
        return f"{reverse('programs:contribution_add')}{query}"

    def heading(self) -> str:
        """Of what the list is, when one comes from the page of a works or a project."""
        subject = self.subject
        return _("Đóng góp, lồng ghép cho %(name)s") % {"name": subject.name} if subject else str(self.title)

    @cached_property
    def subject(self) -> Works | LivelihoodProject | None:
        for key, model in (("cong_trinh", Works), ("du_an", LivelihoodProject)):
            with suppress(ValueError):
                pk = UUID(self.request.GET.get(key, ""))
                found: Works | LivelihoodProject | None = model.objects.visible_to(self.access).filter(pk=pk).first()
                return found
        return None

    def get_queryset(self) -> QuerySet[Contribution]:
        return Contribution.objects.visible_to(self.access).with_names()

    def columns(self) -> list[Column]:
        return contribution_columns()

    def row(self, record: Contribution) -> Row:
        return contribution_row(record)

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Ngày nhận"), "date"),
            ExportColumn(_("Năm báo cáo"), "year"),
            ExportColumn(_("Địa bàn")),
            ExportColumn(_("Nguồn")),
            ExportColumn(_("Hình thức")),
            ExportColumn(_("Tổ chức đóng góp")),
            ExportColumn(_("Số hộ"), "integer"),
            ExportColumn(_("Chương trình được lồng ghép")),
            ExportColumn(_("Số ngày công, m² đất"), "integer"),
            ExportColumn(_("Giá trị (đồng)"), "integer"),
            ExportColumn(_("Căn cứ quy ra tiền")),
            ExportColumn(_("Mã nội dung")),
            ExportColumn(_("Công trình, dự án")),
            ExportColumn(_("Số biên bản, phiếu thu")),
            ExportColumn(_("Ghi chú")),
            ExportColumn(_("Lý do đảo bút toán")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        for row in queryset.iterator(chunk_size=2000):
            yield [
                row.received_on,
                row.year,
                row.area.full_name,
                source_name(row.source),
                row.get_form_display(),
                row.contributor,
                row.households,
                row.other_programme,
                row.quantity,
                row.value_vnd,
                row.value_basis,
                row.component.code if row.component else "",
                str(row.works or row.project or ""),
                row.receipt,
                row.note,
                row.reason,
            ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.access.can(ContributionImport.right):
            link = {"label": _("Nhập từ Excel"), "url": ContributionImport.upload_url()}
            kwargs["exports"] = [*kwargs["exports"], link]
        return super().get_context_data(**kwargs)


class FindsContribution(PageMixin):
    right_required = "programs.view"
    nav_section = "programs"

    @cached_property
    def contribution(self) -> Contribution:
        rows = Contribution.objects.visible_to(self.access).with_names()
        related = ("programme", "agency", "document", "reverses")
        return get_object_or_404(rows.select_related(*related), pk=self.kwargs["pk"])

    def list_crumb(self) -> dict[str, Any]:
        return {"label": _("Đóng góp, lồng ghép"), "url": reverse("programs:contributions")}


class ContributionPage(FindsContribution, TemplateView):
    tab = "programs:contributions"
    title = gettext_lazy("Khoản đóng góp")
    template_name = "programs/contribution.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.contribution
        given = {
            "row": row,
            "facts": contribution_facts(row),
            "reversal": row if row.reverses_id else getattr(row, "reversed_by", None),
            "may_reverse": not why_not_reverse(row) and self.access.can("programs.edit"),
            "happened": timeline(row),
            "crumbs": [self.list_crumb()],
        }
        return super().get_context_data(**given, **kwargs)


class ContributionAdd(DecisionPage):
    """Who gives (`nguon`) and in what form (`hinh_thuc`) are chosen by links: the page asks only for what they have."""

    right_required = "programs.edit"
    nav_section = "programs"
    title = gettext_lazy("Ghi đóng góp, lồng ghép")
    lead = gettext_lazy("Vốn ngân sách và vốn đã qua Kho bạc ghi trong sổ vốn, không ghi ở đây.")
    template_name = "programs/contribution_form.html"
    form_class = ContributionForm
    saved_message = gettext_lazy("Đã ghi khoản đóng góp.")

    @cached_property
    def sources(self) -> list[CapitalSource]:
        found = CapitalSource.objects.filter(counts_in_rate=False).exclude(code=CREDIT).in_force(timezone.localdate())
        return list(found.order_by("-position"))

    @property
    def source(self) -> CapitalSource:
        wanted = self.request.GET.get("nguon", "")
        return next((source for source in self.sources if source.code == wanted), self.sources[0])

    @property
    def kind(self) -> str:
        wanted = self.request.GET.get("hinh_thuc", "")
        return wanted if wanted in Form.values else Form.MONEY.value

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access, "source": self.source, "form": self.kind}

    def get_initial(self) -> dict[str, Any]:
        """The works or project from whose page one comes."""
        given = {name: self.request.GET.get(name, "") for name in ("works", "project")}
        return super().get_initial() | {name: value for name, value in given.items() if value}

    def save(self, form: Any) -> Model:
        data = form.data_of(form.cleaned_data)
        return record_contribution(data=data, recorded_by_id=self.access.user_id)

    def get_success_url(self) -> str:
        return reverse("programs:contribution", args=[self.object.pk])

    def cancel_url(self) -> str:
        return reverse("programs:contributions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [{"label": _("Đóng góp, lồng ghép"), "url": self.cancel_url()}]
        return super().get_context_data(kinds=self.kinds(), crumbs=crumbs, **kwargs)

    def kinds(self) -> list[dict[str, Any]]:
        """The sources, and below the current one the forms."""
        forms = [
            {
                "label": capfirst(label),
                "url": with_query(self.request, nguon=self.source.code, hinh_thuc=value),
                "current": value == self.kind,
            }
            for value, label in Form.choices
        ]
        return [
            {
                "label": source_name(source),
                "url": with_query(self.request, nguon=source.code),
                "current": source == self.source,
                "parts": forms if source == self.source else [],
            }
            for source in self.sources
        ]


class ReverseContribution(FindsContribution, ReversalPage):
    right_required = "programs.edit"

    @property
    def row(self) -> Contribution:
        return self.contribution

    def reverse_row(self, reason: str) -> Model:
        return reverse_contribution(row=self.row, reason=reason, recorded_by_id=self.access.user_id)

    def facts(self) -> list[dict[str, Any]]:
        return contribution_facts(self.row)

    def get_success_url(self) -> str:
        return reverse("programs:contribution", args=[self.contribution.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [self.list_crumb(), {"label": _("Khoản đóng góp"), "url": self.get_success_url()}]
        return super().get_context_data(crumbs=crumbs, **kwargs)
