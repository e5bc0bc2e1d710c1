"""What a voucher was paid for, as its row names it: a contract, or without one works or a livelihood project."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from core.imports.declaration import Scope
from core.imports.draft import Draft
from core.spreadsheets import Column
from core.spreadsheets.kinds import Text
from core.text import fold
from disbursement.models import CapitalLine, Contract, Disbursement
from disbursement.services.spending import same_spender
from disbursement.services.subjects import outside_words, why_before_signing
from programs.models import LivelihoodProject, Works

Subject = Works | LivelihoodProject
# Of a staged row and of a voucher alike.
SUBJECT_IDS = ("contract_id", "works_id", "project_id")


def subject_columns() -> tuple[Column, ...]:
    return (
        Column(
            "contract",
            _("Số hợp đồng"),
            Text(60),
            aliases=("Số HĐ", "Hợp đồng", "Hợp đồng số"),
            note=_("Hợp đồng đã ghi, của cùng đơn vị và nội dung."),
            width=18,
        ),
        Column(
            "subject",
            _("Công trình, dự án"),
            Text(250),
            aliases=("Công trình", "Tên công trình", "Dự án sinh kế"),
            note=_("Chỉ khi chi không theo hợp đồng; tên như trong danh sách."),
            width=34,
        ),
    )


class Subjects:
    """Contracts by number, works and projects by name, as far as the scope reaches."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.contracts: dict[str, list[Contract]] = {}
        self._places: dict[int, frozenset[UUID]] = {}

    def read(self, drafts: Iterable[Draft]) -> None:
        """The contracts that a chunk names."""
        numbers = {draft.data["contract"] for draft in drafts} - {None}
        found = Contract.objects.visible_to(self.scope).filter(number__in=numbers)
        self.contracts = defaultdict(list)
        for contract in found.select_related("line__holder", "line__component").order_by("id"):
            self.contracts[contract.number].append(contract)

    @cached_property
    def named(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = defaultdict(list)
        for model in (Works, LivelihoodProject):
            for row in model.objects.visible_to(self.scope).select_related("component", "area").order_by("pk"):
                found[fold(row.name)].append(row)
        return found

    def _at(self, line: CapitalLine) -> frozenset[UUID]:
        """Works and projects of places that the line may pay for; asked once for each area of a file."""
        if line.area_id not in self._places:
            models = (Works.objects.visible_to(self.scope), LivelihoodProject.objects.visible_to(self.scope))
            keys = (pk for rows in models for pk in rows.at(line.area).values_list("pk", flat=True))
            self._places[line.area_id] = frozenset(keys)
        return self._places[line.area_id]

    def place(self, draft: Draft, line: CapitalLine) -> None:
        """Sets what the row is about; refuses what the form and the ledger refuse of a voucher of the line."""
        data = draft.data
        contract = self._contract(draft, line) if data["contract"] else None
        if contract and (early := why_before_signing(contract, date.fromisoformat(data["value_date"]))):
            draft.refuse("value_date", early, _("Kiểm tra ngày chứng từ và số hợp đồng."))
        subject = self._subject(draft, line) if data["subject"] else None
        if data["contract"] and data["subject"]:
            reason = _("Chỉ ghi một: hợp đồng, hoặc công trình, dự án.")
            draft.refuse("subject", reason, _("Chi theo hợp đồng thì để trống: hợp đồng cho biết công trình, dự án."))
        data["contract_id"] = str(contract.pk) if contract else None
        data["subject"] = subject.name if subject else data["subject"]
        data["works_id"] = str(subject.pk) if isinstance(subject, Works) else None
        data["project_id"] = str(subject.pk) if isinstance(subject, LivelihoodProject) else None

    def _contract(self, draft: Draft, line: CapitalLine) -> Contract | None:
        """Of the same holder and component; of several under one number that of the line itself."""
        found = self.contracts.get(draft.data["contract"], [])
        fitting = [contract for contract in found if same_spender(contract.line, line)]
        own = [contract for contract in fitting if contract.line_id == line.pk]
        if len(own or fitting) == 1:
            return (own or fitting)[0]
        if fitting:
            reason, remedy = _("Đơn vị có nhiều hợp đồng cùng số này."), _("Ghi chứng từ từ trang của dòng vốn.")
        elif found:
            reason, remedy = _elsewhere(found), _("Kiểm tra số hợp đồng, đơn vị và mã dự án, nội dung.")
        else:
            reason, remedy = _("Chưa có hợp đồng số này."), _("Kiểm tra số hợp đồng, hoặc ghi hợp đồng trước.")
        draft.refuse("contract", reason, remedy)
        return None

    def _subject(self, draft: Draft, line: CapitalLine) -> Subject | None:
        """Of the line's component and place; of several under one name that of the line's own holder."""
        found = self.named.get(fold(draft.data["subject"]), [])
        alike = [subject for subject in found if subject.component_id == line.component_id]
        fitting = [subject for subject in alike if subject.pk in self._at(line)]
        own = [subject for subject in fitting if _investor_id(subject) == line.holder_id]
        if len(own or fitting) == 1:
            return (own or fitting)[0]
        if fitting:
            reason = _("Có nhiều công trình, dự án cùng tên.")
            remedy = _("Đặt tên khác nhau trong danh sách công trình, dự án, rồi tải lại tệp.")
        elif alike:
            reason = outside_words(line, alike[0])
            remedy = _("Kiểm tra tên công trình, dự án và đơn vị.")
        elif found:
            codes = ", ".join(sorted({subject.component.code for subject in found}))
            reason = _("Công trình, dự án này thuộc nội dung khác với dòng vốn: %(codes)s.") % {"codes": codes}
            remedy = _("Kiểm tra tên công trình, dự án và mã dự án, nội dung.")
        else:
            reason = _("Không có công trình, dự án này trong địa bàn.")
            remedy = _("Ghi đúng tên trong danh sách, hoặc để trống.")
        draft.refuse("subject", reason, remedy)
        return None


def _investor_id(subject: Subject) -> int:
    return subject.investor_id if isinstance(subject, Works) else subject.owner_id


def _elsewhere(contracts: Sequence[Contract]) -> str:
    names = dict.fromkeys(f"{row.line.holder.name} ({row.line.component.code})" for row in contracts)
    return _("Hợp đồng này của đơn vị hoặc nội dung khác: %(names)s.") % {"names": ", ".join(names)}


def is_moved(vouchers: Sequence[Disbursement]) -> bool:
    """Whether works or a project belongs to another component than its voucher's line by now."""
    for name, model in (("works_id", Works), ("project_id", LivelihoodProject)):
        expected = {getattr(row, name): row.line.component_id for row in vouchers if getattr(row, name)}
        if dict(model.objects.filter(pk__in=expected).values_list("pk", "component_id")) != expected:
            return True
    return False
