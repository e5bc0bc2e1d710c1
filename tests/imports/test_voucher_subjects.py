"""Vouchers from a workbook say what they were paid for: a contract by number, or works or a project by name."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import access_of_user
from accounts.models import Agency, Delegation
from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.imports.showing import changes
from core.models import ImportBatch
from disbursement.imports import VoucherImport
from disbursement.models import CapitalLine, Contract, Disbursement
from disbursement.services.contracts import ContractData, add_entry, sign_contract
from programs.models import LivelihoodProject, Works
from tests.disbursement.build import Ledger, fresh
from tests.imports.build import Desk, Files, workbook
from tests.imports.test_capital import LINE, LINE_HEAD
from tests.office import PROVINCE

State = ImportBatch.State
HEAD = ("Số chứng từ", "Ngày chứng từ", "Loại chứng từ", *LINE_HEAD, "Số chứng từ tạm ứng", "Số hợp đồng",
        "Công trình, dự án")  # fmt: skip
ROW = {
    "voucher": "KB-1",
    "on": "6/5/2024",
    "kind_of": "",
    **LINE,
    "component": "DA1.TDA1",
    "kind": "Vốn đầu tư phát triển",
    "dong": 100,
    "advance": "",
    "contract": "",
    "subject": "",
}
TOLD = "chỉ ghi sổ cho dòng vốn của cơ quan mình"
SETTLES = "thu hồi tạm ứng (chuyển thành thanh toán)"


class Site:
    """A line of the district's works, with a contract of 500 under it; what is made is made as the system."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.line = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT")
        self.contract = ledger.contract(self.line)

    def sign(self, number: str, line: CapitalLine) -> Contract:
        data = ContractData(number, date(2024, 3, 1), "Công ty B", 300, works=self.ledger.works)
        return sign_contract(line=line, data=data, access=None)

    def works(self, name: str, investor: Agency | None = None, like: CapitalLine | None = None) -> Works:
        area = self.ledger.area
        return Works.objects.create(
            name=name, component=(like or self.line).component, area=area, investor=investor or self.ledger.holder,
            first_year=2024, last_year=2024, scope_path=str(area.path),
        )  # fmt: skip

    def project(self, name: str) -> LivelihoodProject:
        return LivelihoodProject.objects.create(
            name=name, component=self.line.component, area=self.ledger.area, owner=self.ledger.holder,
            starts_on=date(2024, 1, 1), scope_path=str(self.ledger.area.path),
        )  # fmt: skip

    def neighbour(self) -> Ledger:
        """Another holder of the same district, with its own lines."""
        other = Ledger()
        other.holder.name = "Ban quản lý"
        other.holder.save(update_fields=["name"])
        return other


@pytest.fixture
def site(files: Files) -> Site:
    with acting_as(SYSTEM), transaction.atomic():
        return Site(Ledger())


@pytest.fixture
def desk(files: Files, site: Site) -> Desk:
    return files.desk("finance", PROVINCE, VoucherImport)


def book(*rows: dict[str, Any]) -> bytes:
    return workbook({"Chứng từ": [HEAD, *(list((ROW | row).values()) for row in rows)]})


def vouchers(desk: Desk) -> list[Disbursement]:
    with desk.acting(), transaction.atomic():
        return list(Disbursement.objects.order_by("voucher", "id"))


def contract_sum(desk: Desk, site: Site) -> int:
    with desk.acting(), transaction.atomic():
        return Contract.objects.get(pk=site.contract.pk).disbursed_vnd


def error(desk: Desk, *rows: dict[str, Any]) -> str:
    errors = desk.errors(desk.check(book(*rows)))
    assert len(errors) == 1, errors
    return errors[0]


def remarks(desk: Desk, batch: ImportBatch) -> list[str]:
    return [remark["reason"] for row in desk.rows(batch) for remark in row.remarks]


# --- what is written ---------------------------------------------------------------------------------------------


def test_a_voucher_of_each_kind_and_its_reversal(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        project = site.project("Nuôi bò sinh sản")
    rows = [
        {"contract": site.contract.number},
        {"voucher": "KB-2", "subject": "đường liên ấp"},
        {"voucher": "KB-3", "subject": "Nuôi bò sinh sản"},
        {"voucher": "KB-4"},
    ]
    batch = desk.write(book(*rows))
    assert (batch.state, batch.message) == (State.APPLIED, "Đã ghi 4 dòng.")
    nothing = (None, None, None)
    about = [(row.contract_id, row.works_id, row.project_id) for row in vouchers(desk)]
    works = site.ledger.works
    assert about == [(site.contract.pk, None, None), (None, works.pk, None), (None, None, project.pk), nothing]
    assert contract_sum(desk, site) == 100
    again = desk.check(book(*rows))
    assert (again.message, again.to_write) == ("4 dòng không đổi", 0)
    desk.undo(batch)
    assert contract_sum(desk, site) == 0
    reversals = [row for row in vouchers(desk) if row.reverses_id]
    assert [(row.contract_id, row.works_id, row.project_id) for row in reversals] == about


def test_the_preview_shows_what_is_paid_for(desk: Desk, site: Site) -> None:
    batch = desk.check(book({"contract": site.contract.number}, {"voucher": "KB-2", "subject": "duong  lien ap"}))
    part = VoucherImport(desk.scope).part
    shown = [{change.label: change.new for change in changes(row, part)} for row in desk.rows(batch)]
    assert shown[0]["Số hợp đồng"] == site.contract.number
    assert shown[1]["Công trình, dự án"] == "Đường liên ấp"


def test_a_contract_is_paid_in_a_later_year_and_its_own_line_comes_first(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        later = site.ledger.line(plan=1000, year=2025, component="DA1.TDA1", kind="DTPT")
    row = {"year": 2025, "on": "6/5/2025", "contract": site.contract.number}
    desk.write(book(row))
    with acting_as(SYSTEM), transaction.atomic():
        own = site.sign(site.contract.number, later)
    desk.write(book(row | {"voucher": "KB-2"}))
    assert [voucher.contract_id for voucher in vouchers(desk)] == [site.contract.pk, own.pk]


def test_of_works_of_one_name_that_of_the_holder_is_meant(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        own = site.works("Cầu Ba Thê")
        site.works("Cầu Ba Thê", investor=site.neighbour().holder)
    desk.write(book({"subject": "Cầu Ba Thê"}))
    assert [voucher.works_id for voucher in vouchers(desk)] == [own.pk]


# --- what is refused ---------------------------------------------------------------------------------------------


def test_a_contract_nobody_recorded(desk: Desk) -> None:
    told = "N2 Chưa có hợp đồng số này. Kiểm tra số hợp đồng, hoặc ghi hợp đồng trước."
    assert error(desk, {"contract": "99/HĐ"}) == told


def test_a_contract_of_another_holder_or_component_says_whose_it_is(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        site.sign("5/HĐ", site.neighbour().line(plan=100, component="DA1.TDA1", kind="DTPT"))
        site.ledger.line(plan=1000)
    told = "N2 Hợp đồng này của đơn vị hoặc nội dung khác: "
    assert error(desk, {"contract": "5/HĐ"}).startswith(told + "Ban quản lý (DA1.TDA1).")
    elsewhere = {"component": "DA2", "kind": "Vốn sự nghiệp", "contract": site.contract.number}
    assert error(desk, elsewhere).startswith(told + "UBND huyện (DA1.TDA1).")


def test_two_contracts_of_one_number_on_other_lines(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        for year in (2025, 2026):
            line = site.ledger.line(plan=1000, year=year, component="DA1.TDA1", kind="DTPT")
            if year == 2025:
                site.sign(site.contract.number, line)
    row = {"year": 2026, "on": "6/5/2026", "contract": site.contract.number}
    assert error(desk, row).startswith("N2 Đơn vị có nhiều hợp đồng cùng số này. Ghi chứng từ từ trang của dòng vốn.")


def test_works_beside_a_contract(desk: Desk, site: Site) -> None:
    told = error(desk, {"contract": site.contract.number, "subject": "Đường liên ấp"})
    assert told.startswith("O2 Chỉ ghi một: hợp đồng, hoặc công trình, dự án. Chi theo hợp đồng thì để trống")


def test_works_that_are_unknown_of_another_component_or_of_a_name_twice(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        site.works("Trạm bơm", like=site.ledger.line(plan=10))
        site.works("Chợ xã")
        site.project("Chợ xã")
    assert error(desk, {"subject": "Cầu không có"}).startswith("O2 Không có công trình, dự án này trong địa bàn.")
    told = "O2 Công trình, dự án này thuộc nội dung khác với dòng vốn: DA2."
    assert error(desk, {"subject": "Trạm bơm"}).startswith(told)
    assert error(desk, {"subject": "Chợ xã"}).startswith("O2 Có nhiều công trình, dự án cùng tên. Đặt tên khác nhau")


def test_works_of_another_place_are_not_known(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        Works.objects.filter(pk=site.works("Kè xa").pk).update(scope_path="e2025.p92")
    assert error(desk, {"subject": "Kè xa"}).startswith("O2 Không có công trình, dự án này trong địa bàn.")


def test_a_line_pays_for_works_of_its_own_place(desk: Desk, site: Site) -> None:
    """The province sees both districts; the line is of one of them."""
    with acting_as(SYSTEM), transaction.atomic():
        other = Area.objects.by_ref("2024-894")
        Works.objects.filter(pk=site.works("Kè xa").pk).update(area=other, scope_path=str(other.path))
    told = f"O2 Kè xa ở {other.full_name}, ngoài địa bàn của dòng vốn ({site.ledger.area.full_name})."
    assert error(desk, {"subject": "Kè xa"}).startswith(told)


def test_a_voucher_before_its_contract_was_signed(desk: Desk, site: Site) -> None:
    number = site.contract.number
    told = f"B2 Ngày chứng từ 29/02/2024 trước ngày ký hợp đồng {number} (01/03/2024). Kiểm tra ngày chứng từ"
    for kind in ("", "tạm ứng"):
        assert error(desk, {"contract": number, "on": "29/2/2024", "kind_of": kind}).startswith(told)
    assert desk.check(book({"contract": number, "on": "1/3/2024"})).to_write == 1


ADVANCE = {"voucher": "TU-1", "kind_of": "tạm ứng"}
CLOSES = {"voucher": "KB-2", "kind_of": SETTLES, "advance": "TU-1", "dong": 60}


@pytest.mark.parametrize("in_file", [True, False])
def test_what_closes_an_advance_names_no_other_contract_or_works(desk: Desk, site: Site, in_file: bool) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        other = site.sign("5/HĐ", site.line)
    advances = [ADVANCE | {"contract": site.contract.number}, ADVANCE | {"voucher": "TU-2"}]
    if not in_file:
        desk.write(book(*advances))

    def refused(**closes: str) -> str:
        return error(desk, *(advances if in_file else ()), CLOSES | closes)

    row = 4 if in_file else 2
    told = f"N{row} Chứng từ tạm ứng TU-1 được ghi cho: {site.contract.number}. Để trống ô này: thu hồi, nộp trả theo"
    assert refused(contract=other.number).startswith(told)
    assert refused(subject="Đường liên ấp").startswith(told.replace("N", "O", 1))
    told = f"N{row} Chứng từ tạm ứng TU-2 không theo hợp đồng, công trình, dự án nào."
    assert refused(advance="TU-2", contract=other.number).startswith(told)
    told = f"B{row} Ngày 05/05/2024 trước ngày của chứng từ tạm ứng TU-1 (06/05/2024). Kiểm tra ngày chứng từ"
    assert refused(on="5/5/2024").startswith(told)


def test_a_refund_of_an_advance_gives_its_contract_back_what_it_paid(desk: Desk, site: Site) -> None:
    """Without naming it: the same file may pay the contract as much again."""
    number = site.contract.number
    refund = {"voucher": "KB-2", "kind_of": "nộp trả", "advance": "TU-1", "dong": 200}
    rows = [ADVANCE | {"contract": number, "dong": 500}, refund, {"contract": number, "dong": 200}]
    assert desk.write(book(*rows)).state == State.APPLIED
    assert contract_sum(desk, site) == 500


# --- what a contract can bear ------------------------------------------------------------------------------------


def test_rows_beyond_the_contract_are_told_before_anything_is_written(desk: Desk, site: Site) -> None:
    number = site.contract.number
    rows = [{"contract": number, "dong": 400}, {"voucher": "KB-2", "contract": number, "dong": 101}]
    assert error(desk, *rows) == (
        f"K3 Vượt giá trị hợp đồng {number}: còn 100 đồng chưa giải ngân."
        " Kiểm tra số tiền, hoặc ghi phụ lục tăng giá trị hợp đồng trước."
    )
    desk.write(book({"contract": number, "dong": 500}))
    refund = {"voucher": "KB-3", "kind_of": "nộp trả", "dong": 501, "contract": number}
    with acting_as(SYSTEM), transaction.atomic():
        site.ledger.spend(fresh(site.line), 50)
    assert f"Nộp trả nhiều hơn số đã giải ngân của hợp đồng {number}: 500 đồng." in error(desk, refund)


def test_what_was_paid_meanwhile_stops_the_whole_file(desk: Desk, site: Site) -> None:
    batch = desk.check(book({"contract": site.contract.number, "dong": 400}, {"voucher": "KB-2"}))
    with acting_as(SYSTEM), transaction.atomic():
        site.ledger.spend(fresh(site.line), 200, contract=site.contract)
    failed = desk.apply(batch)
    assert failed.state == State.FAILED
    assert f"Vượt giá trị hợp đồng {site.contract.number} (500 đồng): còn 300 đồng" in failed.message
    assert contract_sum(desk, site) == 200


def test_payments_beyond_the_accepted_volume_are_remarked(desk: Desk, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        accepted = {"kind": "acceptance", "amount_vnd": 100, "on": date(2024, 4, 1), "document": "BB1"}
        add_entry(contract=site.contract, access=None, **accepted)  # type: ignore[arg-type]
    number = site.contract.number
    rows: list[dict[str, Any]] = [
        {"kind_of": "tạm ứng", "contract": number, "dong": 50},
        {"voucher": "KB-2", "contract": number, "dong": 100},
    ]
    assert remarks(desk, desk.check(book(*rows))) == []
    settles = {"voucher": "KB-3", "kind_of": SETTLES, "advance": "KB-1", "contract": number, "dong": 30}
    told = f"Với tệp này, hợp đồng {number} thanh toán vượt khối lượng nghiệm thu 30 đồng."
    assert remarks(desk, desk.check(book(*rows, settles))) == [told]


# --- what the ledger has already ---------------------------------------------------------------------------------


def test_a_recorded_voucher_stays_about_what_it_was_recorded_for(desk: Desk, site: Site) -> None:
    number = site.contract.number
    desk.write(book({}, {"voucher": "KB-2", "contract": number}))
    again = desk.check(book({"voucher": "KB-2"}))
    assert again.message == "1 dòng không đổi"
    told = "N2 Sổ đã ghi chứng từ này, không theo hợp đồng, công trình, dự án nào. Sổ không sửa"
    assert error(desk, {"contract": number}).startswith(told)
    told = f"O2 Sổ đã ghi chứng từ này cho: {number}. Sổ không sửa"
    assert error(desk, {"voucher": "KB-2", "subject": "Đường liên ấp"}).startswith(told)


def test_works_that_moved_to_another_component_meanwhile_stop_the_file(desk: Desk, site: Site) -> None:
    batch = desk.check(book({"subject": "Đường liên ấp"}))
    with acting_as(SYSTEM), transaction.atomic():
        Works.objects.filter(pk=site.ledger.works.pk).update(component=site.ledger.line().component)
    failed = desk.apply(batch)
    assert failed.state == State.FAILED
    assert "thay đổi sau khi kiểm tra" in failed.message
    assert vouchers(desk) == []


def test_many_vouchers_ask_no_more_of_the_database_than_few(desk: Desk, site: Site) -> None:
    def asked(count: int, first: int) -> int:
        subjects = ({"contract": site.contract.number}, {"subject": "Đường liên ấp"})
        rows = [ROW | {"voucher": f"KB-{first + n}", "dong": 1} | subjects[n % 2] for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            desk.write(book(*rows))
        return len(queries)

    assert asked(2, 1) == asked(12, 100)


def test_who_answers_for_some_components_imports_vouchers_of_the_own_agency_only(files: Files, site: Site) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        user = files.office.user("finance", PROVINCE)
        user.assignments.get().components.set([site.line.component])
    desk = files.desk("finance", PROVINCE, VoucherImport)
    assert TOLD in error(desk, {})
    with acting_as(SYSTEM), transaction.atomic():
        user.agency = site.ledger.holder
        user.save(update_fields=["agency"])
    assert desk.check(book({})).to_write == 1


@pytest.fixture
def standing_in(files: Files, site: Site) -> Desk:
    """An officer of the province's agency in the post of one whose agency holds the line."""
    today = timezone.localdate()
    with acting_as(SYSTEM), transaction.atomic():
        giver, receiver = files.office.user("department"), files.office.user("finance")
        giver.agency = site.ledger.holder
        giver.save(update_fields=["agency"])
        lent = files.office.post(giver, "finance", PROVINCE)
        lent.components.set([site.line.component])
        receiver.assignments.get().components.set([site.line.component])
        ends = today + timedelta(days=3)
        Delegation.objects.create(giver=giver, receiver=receiver, valid_from=today, valid_to=ends)
        return Desk(access_of_user(receiver, today, lent.pk), VoucherImport)


def end_delegations() -> None:
    with acting_as(SYSTEM), transaction.atomic():
        Delegation.objects.all().delete()


def test_the_own_agency_is_that_of_the_post_one_stands_in_for(files: Files, site: Site, standing_in: Desk) -> None:
    assert standing_in.write(book({})).state == State.APPLIED
    assert TOLD in error(files.desk("finance", PROVINCE, VoucherImport), {"voucher": "KB-2"})
    with acting_as(SYSTEM), transaction.atomic():
        site.ledger.holder = files.office.agency()
        site.ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT")
        holder = {"holder": site.ledger.holder.name, "voucher": "KB-2"}
    assert TOLD in error(standing_in, holder)
    assert files.desk("finance", PROVINCE, VoucherImport).check(book(holder)).to_write == 1


def test_a_delegation_that_ended_meanwhile_writes_and_takes_back_nothing(standing_in: Desk) -> None:
    written, checked = standing_in.write(book({})), standing_in.check(book({"voucher": "KB-2"}))
    end_delegations()
    failed = standing_in.apply(checked)
    assert (failed.state, TOLD in failed.message) == (State.FAILED, True)
    undone = standing_in.undo(written)
    assert (undone.state, TOLD in undone.message) == (State.APPLIED, True)
    assert [row.voucher for row in vouchers(standing_in)] == ["KB-1"]
