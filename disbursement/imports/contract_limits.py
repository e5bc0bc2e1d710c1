"""What only the whole file shows of its contracts: more than was promised, more than was accepted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from core.formats import format_number
from core.models import ImportRow
from disbursement.imports.bearing import Errors, error_at, spending, unbearable
from disbursement.models import Contract, Disbursement

Kind = Disbursement.Kind


ByContract = Mapping[Contract, Sequence[ImportRow]]


def by_contract(rows: QuerySet[ImportRow]) -> ByContract:
    """Those that name a contract, with the contract as the ledger has it now."""
    named = list(rows.exclude(data__contract_id=None))
    contracts = Contract.objects.in_bulk({row.data["contract_id"] for row in named})
    by_id = {str(pk): contract for pk, contract in contracts.items()}
    found: dict[Contract, list[ImportRow]] = defaultdict(list)
    for row in named:
        found[by_id[row.data["contract_id"]]].append(row)
    return found


def overpaid(rows: ByContract) -> Errors:
    """The rows that their contract cannot bear (contract_not_overpaid, contract_not_negative)."""
    for contract, of_contract in rows.items():
        yield from _overpaid(contract, of_contract)


def _overpaid(contract: Contract, rows: Sequence[ImportRow]) -> Errors:
    for row, left in unbearable(rows, contract.disbursed_vnd, contract.committed_vnd):
        told = {"number": contract.number, "left": format_number(left)}
        if spending(row) < 0:
            reason = _("Nộp trả nhiều hơn số đã giải ngân của hợp đồng %(number)s: %(left)s đồng.") % told
            yield row.pk, error_at(row, reason, _("Kiểm tra số tiền và số hợp đồng."))
        else:
            reason = _("Vượt giá trị hợp đồng %(number)s: còn %(left)s đồng chưa giải ngân.") % told
            remedy = _("Kiểm tra số tiền, hoặc ghi phụ lục tăng giá trị hợp đồng trước.")
            yield row.pk, error_at(row, reason, remedy)


def unaccepted(rows: ByContract) -> Errors:
    """Payments beyond the accepted volume only warn (services.contracts.warning_about): at a contract's last row."""
    vouchers = Disbursement.objects.filter(contract__in=list(rows)).order_by().values_list("contract")
    advanced = dict(vouchers.annotate(Sum("advance_vnd")))
    for contract, of_contract in rows.items():
        spent = contract.disbursed_vnd + sum(map(spending, of_contract))
        advance = advanced.get(contract.pk, 0) + sum(map(_advancing, of_contract))
        if (over := spent - contract.accepted_vnd - advance) > 0:
            told = {"number": contract.number, "amount": format_number(over)}
            reason = _("Với tệp này, hợp đồng %(number)s thanh toán vượt khối lượng nghiệm thu %(amount)s đồng.") % told
            yield of_contract[-1].pk, error_at(of_contract[-1], reason, "")


def _advancing(row: ImportRow) -> int:
    """What the voucher adds to the advance still outstanding (Disbursement.advance_vnd)."""
    amount = int(row.data["amount_vnd"])
    if row.data["voucher_kind"] == Kind.ADVANCE:
        return amount
    return -amount if row.data["advance_voucher"] else 0
