"""REST: a holder's statement of account, in pages, with what the page and its files show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.part_field import PartField
from catalogs.models import CapitalKind, CapitalSource, Component, Programme
from core.api import LIMIT, ApiView
from core.formats import YEARS, format_date
from core.keyset import Ordering
from core.rates import Rate, RateData
from disbursement.account import Account, AccountEntry, LineSums, Sums
from disbursement.account_asked import AccountAsked, holder_or_404
from disbursement.api import HolderData, RateJson
from disbursement.models import CapitalLine

ORDERING = Ordering(("on", "step", "id"))
STEPS = ("plan", "spending", "given_on")


class Asked(serializers.Serializer[Any]):
    """What may be asked, by the codes of the catalogues."""

    holder = serializers.CharField(help_text="code of an agency")
    year = serializers.IntegerField(min_value=YEARS.start, max_value=YEARS.stop - 1, help_text="budget year")
    programme = serializers.SlugRelatedField(
        "code", queryset=Programme.objects.all(), required=False, help_text="code of a programme"
    )
    component = serializers.CharField(
        required=False, help_text="code of a component of `programme`, with everything below it"
    )
    kind = serializers.SlugRelatedField(
        "code", queryset=CapitalKind.objects.all(), required=False, help_text="code of a kind of capital"
    )
    source = serializers.SlugRelatedField(
        "code", queryset=CapitalSource.objects.all(), required=False, help_text="code of a source"
    )  # type: ignore[assignment]
    carried_over = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="capital of years before alone, or false: none of it"
    )
    detailed = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="lines that reached the unit that spends them alone, so that the plan is the one of"
        " `denominator=detailed`; or false: none of them",
    )
    counts_in_rate = serializers.BooleanField(default=False, help_text="sources that count in the rate alone")
    merged = serializers.BooleanField(default=False, help_text="with the agencies merged into the holder")
    since = serializers.DateField(required=False, help_text="what came before is in `opening`")
    until = serializers.DateField(required=False, help_text="not before `since`; left out for an account without end")

    def validate_since(self, day: date) -> date:
        return _known(day)

    def validate_until(self, day: date) -> date:
        return _known(day)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "since" in attrs and "until" in attrs and attrs["since"] > attrs["until"]:
            raise ValidationError({"until": [_("Ngày cuối không được trước ngày đầu.")]})
        return attrs


class SumsData(serializers.Serializer[Sums]):
    """Whole dong. `plan_vnd` is what the holder has, without what it gave on; `balance_vnd` is plan less spent."""

    plan_vnd = serializers.IntegerField()
    spent_vnd = serializers.IntegerField()
    advance_vnd = serializers.IntegerField(help_text="advanced and not settled")
    balance_vnd = serializers.IntegerField()


class StatementData(serializers.Serializer[Any]):
    """`opening` + `moved` = `closing`. The proof: what `closing` has left is `stored_vnd`, which the ledger keeps with
    each line by itself; `is_proven` is null for an account that ends at `until`. It proves the lines that are counted,
    whatever was asked to leave out and whatever the reader may not see (`only_components_of`)."""

    opening = SumsData()
    moved = SumsData()
    closing = SumsData()
    rate = serializers.SerializerMethodField(help_text="spent of the plan, at the close")
    stored_vnd = serializers.IntegerField(help_text="left as of now")
    is_proven = serializers.SerializerMethodField(help_text="of the lines that are counted")

    @extend_schema_field(RateJson)
    def get_rate(self, found: Account | LineSums) -> RateData:
        return Rate(found.closing.spent_vnd, max(found.closing.plan_vnd, 0)).as_json()

    def get_is_proven(self, found: Account | LineSums) -> bool | None:
        account: Account = self.context["account"]
        return account.proves(found)


class LineData(serializers.Serializer[CapitalLine]):
    id = serializers.UUIDField()
    holder = serializers.CharField(source="holder.code")
    programme = serializers.CharField(source="component.programme.code")
    component = serializers.CharField(source="component.code")
    kind = serializers.CharField(source="kind.code")
    source = serializers.CharField(source="source.code")  # type: ignore[assignment]
    tranche_year = serializers.IntegerField(help_text="before the budget year: carried over")
    is_detailed = serializers.BooleanField()


class LineStatementData(StatementData):
    line = LineData()


class EntryData(serializers.Serializer[AccountEntry]):
    """A row of the account; `balance_vnd` and `outstanding_vnd` are what is left and what is advanced after it."""

    id = serializers.UUIDField(help_text="of the movement or voucher")
    on = serializers.DateField()
    step = serializers.SerializerMethodField(help_text="plan, spending, or given_on to a line below; in this order")
    kind = serializers.CharField(help_text="of the movement or voucher")
    label = serializers.CharField()  # type: ignore[assignment]
    document = serializers.CharField(help_text="number of the decision or voucher")
    decided_on = serializers.DateField(allow_null=True, help_text="day of the decision; null for a voucher")
    note = serializers.CharField()
    line = serializers.UUIDField(source="line.pk")
    plan_vnd = serializers.IntegerField()
    spent_vnd = serializers.IntegerField()
    advance_vnd = serializers.IntegerField()
    balance_vnd = serializers.IntegerField()
    outstanding_vnd = serializers.IntegerField()

    @extend_schema_field(serializers.ChoiceField(choices=STEPS))
    def get_step(self, entry: AccountEntry) -> str:
        return STEPS[entry.step]


class AccountData(StatementData):
    holder = HolderData()
    only_components_of = PartField()
    lines = serializers.SerializerMethodField(help_text="what each line adds to it; null after the first page")
    results = serializers.SerializerMethodField(help_text="rows by day")
    next = serializers.SerializerMethodField(help_text="Address of the next page; null on the last one.")

    @extend_schema_field(LineStatementData(many=True, allow_null=True))
    def get_lines(self, account: Account) -> Any:
        if not self.context["is_first"]:
            return None
        return LineStatementData(account.by_line, many=True, context=self.context).data

    @extend_schema_field(EntryData(many=True))
    def get_results(self, _account: Account) -> Any:
        return EntryData(self.context["results"], many=True).data

    def get_next(self, _account: Account) -> str | None:
        found: str | None = self.context["next"]
        return found


class AccountApi(ApiView):
    right_required = "disbursement.view"

    @extend_schema(
        operation_id="capital_account",
        responses=AccountData,
        parameters=[Asked, OpenApiParameter("cursor"), LIMIT],
    )
    def get(self, request: Request) -> Response:
        """A holder's statement of account in a budget year: every row by day with the running balance, fifty a page,
        between the opening and the closing balance and beside what proves them."""
        given = Asked(data=request.query_params)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        holder = holder_or_404(self.access, code=wanted["holder"])
        account = AccountAsked(self.access, holder, wanted["year"], wanted.get("programme"), _as_filter(wanted)).account
        rows, after = self.cursor_page_of(lambda place, size: account.entries(0, size, place), ORDERING)
        is_first = not request.query_params.get("cursor")
        context = {"account": account, "results": rows, "next": after, "is_first": is_first}
        context["part_holder"] = self.access.part_holder
        return Response(AccountData(account, context=context).data)


def _known(day: date) -> date:
    if day.year not in YEARS:
        limits = {"first": YEARS.start, "last": YEARS.stop - 1}
        raise ValidationError(_("Năm phải từ %(first)d đến %(last)d") % limits)
    return day


def _as_filter(wanted: Mapping[str, Any]) -> dict[str, str]:
    """In the words of the page's filter, so that what narrows is said once."""
    given = {
        "loai_von": wanted.get("kind"),
        "nguon": wanted.get("source"),
        "noi_dung": _component(wanted),
        "keo_dai": wanted["carried_over"],
        "chi_tiet": wanted["detailed"],
        "trong_ty_le": wanted["counts_in_rate"] or None,
        "sap_nhap": wanted["merged"] or None,
        "tu_ngay": wanted.get("since"),
        "den_ngay": wanted.get("until"),
    }
    return {name: _typed(value) for name, value in given.items() if value is not None}


def _component(wanted: Mapping[str, Any]) -> Component | None:
    code = wanted.get("component")
    if not code:
        return None
    found: Component | None = Component.objects.filter(code=code, programme=wanted.get("programme")).first()
    if found is None:
        raise ValidationError({"component": [_("Không có mã này trong chương trình ghi ở `programme`.")]})
    return found


def _typed(value: Any) -> str:
    if isinstance(value, date):
        return format_date(value)
    return str(value.pk if isinstance(value, Model) else value).lower()
