"""Annexes of decisions as officers write them, in files about one decision of the province."""

from dataclasses import dataclass
from typing import Any

from core.models import ImportBatch
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from disbursement.services.decisions import move_decision
from tests.disbursement.decisions import Chancery
from tests.imports.build import Desk, Files, workbook
from tests.office import COMMUNE

HEAD = {
    "decision": "Số quyết định",
    "movement": "Loại điều chỉnh",
    "year": "Năm ngân sách",
    "holder": "Đơn vị",
    "programme": "Chương trình",
    "component": "Mã dự án, nội dung",
    "kind": "Loại vốn",
    "source": "Nguồn vốn",
    "tranche": "Vốn của năm",
    "dong": "Số tiền (đồng)",
    "above": "Phân bổ từ đơn vị",
    "above_component": "Phân bổ từ mã dự án, nội dung",
    "taker": "Đơn vị nhận",
    "taker_component": "Mã dự án, nội dung nhận",
    "level": "Cấp phân bổ",
    "horizon": "Kế hoạch",
    "on": "Ngày hiệu lực",
    "note": "Ghi chú",
    "until": "Giải ngân đến hết ngày",
}
GOOD = dict.fromkeys(HEAD, "") | {
    "movement": "giao kế hoạch",
    "year": 2026,
    "component": "HP1",
    "kind": "Vốn đầu tư phát triển",
    "source": "ngân sách trung ương",
    "dong": 100,
}
GIVEN_ON = "còn phân bổ tiếp"


@dataclass
class Annexes:
    """Files about one decision of the province, by its finance officer."""

    files: Files
    chancery: Chancery
    desk: Desk

    def __post_init__(self) -> None:
        self.document = self.chancery.document()
        programme = self.chancery.line().component.programme
        self.good = GOOD | {"programme": programme.short_name, "holder": self.name(COMMUNE)}

    def name(self, ref: str) -> str:
        return self.files.office.agency(ref).name

    def content(self, *rows: dict[str, Any]) -> bytes:
        given = [self.good | {"decision": self.document.number} | row for row in rows]
        return workbook({"Kế hoạch vốn": [list(HEAD.values()), *([row[key] for key in HEAD] for row in given)]})

    def write(self, *rows: dict[str, Any]) -> ImportBatch:
        batch = self.desk.write(self.content(*rows))
        assert batch.state == ImportBatch.State.APPLIED, (batch.message, self.desk.errors(batch))
        return batch

    def check(self, *rows: dict[str, Any]) -> ImportBatch:
        return self.desk.check(self.content(*rows))

    def errors(self, *rows: dict[str, Any]) -> list[str]:
        return self.desk.errors(self.check(*rows))

    def remarks(self, batch: ImportBatch) -> list[str]:
        return [remark["reason"] for row in self.desk.rows(batch) for remark in row.remarks]

    @property
    def decision(self) -> CapitalDecision:
        return CapitalDecision.objects.get(document=self.document)

    def entries(self) -> list[tuple[str, str, int]]:
        rows = DraftEntry.objects.filter(decision__document=self.document).select_related("line__holder").order_by("id")
        return [(str(row.act), row.line.holder.name, row.amount_vnd) for row in rows]

    def sign(self) -> None:
        decision = move_decision(decision=self.decision, act="check", access=self.chancery.checker)
        move_decision(decision=decision, act="sign", access=self.chancery.leader)


def fresh(line: CapitalLine) -> CapitalLine:
    return CapitalLine.objects.get(pk=line.pk)
