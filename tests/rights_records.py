"""The records that stand in the addresses of tests/rights_table.py, each made in one commune when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import ApiClient, User
from areas.imports import PopulationImport, place_of
from areas.models import Area
from core import files
from core.acting import SYSTEM, acting_as
from core.imports import services
from core.imports.checking import check_steps
from core.imports.command import drive
from core.imports.declaration import Scope
from core.models import Job, Notice
from disbursement.models import CapitalDecision, DraftEntry, UnitLimit, VoucherRequest
from disbursement.services.approvals import progress_of
from households.models import Assessment, Household
from inspections.models import InspectionPlan, Recommendation, Visit
from programs.models import LivelihoodProject, Target
from tests.disbursement.allocation_build import make_alternative, make_criterion, make_need, make_plan
from tests.disbursement.build import Ledger
from tests.disbursement.explanations_made import make_request
from tests.households.world import World
from tests.office import COMMUNE, PROVINCE, Office
from tests.programs.build import contribution, turnover
from tests.reports.alerts_made import make_rule
from tests.tasks_made import make_document, make_task

Arguments = dict[str, Any]


@dataclass
class Records:
    office: Office
    world: World = field(default_factory=World)
    made: dict[str, Arguments] = field(default_factory=dict)

    def arguments(self, record: str, owner: User) -> Arguments:
        """What `reverse` needs for the record; one that belongs to a user belongs to `owner`."""
        if record in OWN:
            with acting_as(SYSTEM):
                return {"pk": OWN[record](owner)}
        if record not in self.made:
            self.made[record] = getattr(self, record)()
        return self.made[record]

    # --- people ------------------------------------------------------------------------------------------

    def user(self) -> Arguments:
        return {"pk": self.office.user("village_reviewer", COMMUNE).pk}

    def post(self) -> Arguments:
        return {"pk": self.office.user("village_reviewer", COMMUNE).assignments.get().pk}

    def client(self) -> Arguments:
        expires_at = timezone.now() + timedelta(days=9)
        client = ApiClient(name="Kho dữ liệu", area=self.office.commune, scopes=[], expires_at=expires_at)
        client.issue_token()
        client.save()
        return {"pk": client.pk}

    # --- areas and households ------------------------------------------------------------------------------

    def area(self) -> Arguments:
        return {"ref": COMMUNE}

    @cached_property
    def _household(self) -> Household:
        return self.world.household()

    @cached_property
    def _form(self) -> Assessment:
        return self.world.listed(self._household, self.world.round())

    def household(self) -> Arguments:
        return {"pk": self._household.pk}

    def member(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": self._household.pk, "member_pk": self._household.members.get().pk}

    def household_in_round(self) -> Arguments:
        return {"pk": self._household.pk, "round_id": self.world.round().pk}

    def round(self) -> Arguments:
        return {"round_id": self.world.round().pk}

    def form(self) -> Arguments:
        return {"pk": self._form.pk}

    def scored_form(self) -> Arguments:
        return {"pk": self.world.scored(self._form).pk}

    def indicator_of_form(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": self._form.pk, "indicator": self._form.standard.indicators.order_by("pk")[0].code}

    def section_of_form(self) -> Arguments:
        return {"pk": self._form.pk, "slug": "ho"}

    # --- committees, programmes, capital, inspections -------------------------------------------------------

    def task(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": make_task(self.office, COMMUNE).pk}

    def document(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": make_document(self.office, COMMUNE).pk}

    def _placed(self, **fields: Any) -> dict[str, Any]:
        area = self.office.commune
        return {"area": area, "scope_path": area.path, **fields}

    def project(self) -> Arguments:
        with acting_as(SYSTEM):
            ledger = Ledger(ref=COMMUNE)
            component = ledger.line().component
            made = LivelihoodProject.objects.create(
                **self._placed(name="Dự án", component=component, owner=ledger.holder, starts_on=timezone.localdate())
            )
        return {"pk": made.pk}

    def contribution(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": contribution(self.office, COMMUNE).pk}

    def credit(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": turnover(self.office, COMMUNE).pk}

    def target(self) -> Arguments:
        with acting_as(SYSTEM):
            made = Target.objects.create(**self._placed(year=2026, indicator="households_leaving", value=5))
        return {"pk": made.pk}

    def line(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": Ledger(ref=COMMUNE).line(plan=1000).pk}

    def need(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": make_need(self.office, COMMUNE).pk}

    def explanation(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": make_request(self.office, COMMUNE).pk}

    @cached_property
    def _decision_row(self) -> DraftEntry:
        with acting_as(SYSTEM):
            ledger = Ledger(ref=COMMUNE)
            line, document = ledger.line(plan=1000), ledger.document()
            decision = CapitalDecision.objects.create(
                document=document, on=document.issued_on, scope_path=document.scope_path
            )
            return DraftEntry.objects.create(
                decision=decision, act="recall", line=line, amount_vnd=10, scope_path=decision.scope_path
            )

    def capital_decision(self) -> Arguments:
        return {"pk": self._decision_row.decision_id}

    def row_of_decision(self) -> Arguments:
        return {"pk": self._decision_row.decision_id, "row_pk": self._decision_row.pk}

    def act_of_decision(self) -> Arguments:
        return {"pk": self._decision_row.decision_id, "act": "recall"}

    def holder(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"holder_pk": Ledger(ref=COMMUNE).holder.pk}

    def allocation(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": make_plan(self.office, COMMUNE).pk}

    def criterion(self) -> Arguments:
        with acting_as(SYSTEM):
            made = make_criterion(make_plan(self.office, COMMUNE))
        return {"pk": made.plan_id, "criterion_pk": made.pk}

    def alternative(self) -> Arguments:
        with acting_as(SYSTEM):
            made = make_alternative(make_plan(self.office, COMMUNE))
        return {"pk": made.plan_id, "alternative_pk": made.pk}

    def limit(self) -> Arguments:
        with acting_as(SYSTEM):
            of = make_alternative(make_plan(self.office, COMMUNE))
            place = {"area": self.office.commune, "scope_path": of.scope_path}
            made = UnitLimit.objects.create(alternative=of, floor_vnd=1, reason="Xã mới chia tách", **place)
        return {"pk": of.plan_id, "alternative_pk": of.pk, "limit_pk": made.pk}

    def voucher(self) -> Arguments:
        with acting_as(SYSTEM):
            ledger = Ledger(ref=COMMUNE)
            return {"pk": ledger.spend(ledger.line(plan=1000), 10).pk}

    def works(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": Ledger(ref=COMMUNE).works.pk}

    def contract(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": Ledger(ref=COMMUNE).contract().pk}

    def contract_entry(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": Ledger(ref=COMMUNE).contract().entries.get().pk}

    @cached_property
    def _request(self) -> VoucherRequest:
        with acting_as(SYSTEM):
            return Ledger(ref=COMMUNE).request(self.office.user("department"))

    def voucher_request(self) -> Arguments:
        return {"pk": self._request.pk}

    def step_of_request(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": self._request.pk, "step": progress_of(self._request).done[0][0].pk}

    def approval_step(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": Ledger(ref=COMMUNE).step().pk}

    def alert_rule(self) -> Arguments:
        with acting_as(SYSTEM):
            return {"pk": make_rule(PROVINCE).pk}

    def statement(self) -> Arguments:
        return {"pk": self.item_of_statement()["pk"]}

    def item_of_statement(self) -> Arguments:
        with acting_as(SYSTEM):
            row = Ledger(ref=COMMUNE).statement_row()
        return {"pk": row.statement_id, "item": row.pk}

    @cached_property
    def _plan(self) -> InspectionPlan:
        with acting_as(SYSTEM):
            return InspectionPlan.objects.create(**self._placed(title="Kế hoạch", year=2026))

    @cached_property
    def _visit(self) -> Visit:
        today = timezone.localdate()
        with acting_as(SYSTEM):
            return Visit.objects.create(
                **self._placed(plan=self._plan, team="Đoàn", planned_on=today, visited_on=today)
            )

    def plan(self) -> Arguments:
        return {"pk": self._plan.pk}

    def visit(self) -> Arguments:
        return {"pk": self._visit.pk}

    def recommendation(self) -> Arguments:
        agency = self.office.agency(COMMUNE)
        with acting_as(SYSTEM):
            made = Recommendation.objects.create(
                visit=self._visit, text="Sửa", agency=agency, due=timezone.localdate(), scope_path=agency.area.path
            )
        return {"pk": made.pk}


def _file(owner: User) -> Any:
    return files.store(ContentFile(b"%PDF-1.7"), name="a.pdf", purpose="tests.rights", owner_id=owner.pk).pk


def _import_batch(owner: User) -> Any:
    """A checked file for the commune; it stays the uploader's whatever the role becomes."""
    place = place_of(Area.objects.by_ref(COMMUNE))
    content = ContentFile("Mã xã;Năm;Tổng số hộ;Tổng số nhân khẩu;Nguồn số liệu\n".encode())
    batch = services.upload(
        importer=PopulationImport, scope=Scope(place, owner.pk), content=content, name="dan-so.csv", queue=False
    )
    drive(check_steps(batch.pk))
    return batch.pk


OWN: dict[str, Callable[[User], Any]] = {
    "job": lambda owner: Job.objects.create(kind="tests.rights", owner=owner).pk,
    "notice": lambda owner: Notice.objects.create(user=owner, text="x", url="/").pk,
    "file": _file,
    "import_batch": _import_batch,
}
