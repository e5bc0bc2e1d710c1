"""Documents, targets, tasks, projects, inspections: enough of each to work with from the first minute."""

from datetime import date, timedelta

from accounts.models import Agency, User
from areas.models import Area
from catalogs.models import Component, DocumentKind, Programme
from committees.models import Committee, Membership, OfficialDocument, Task
from demo.curve import CARRIED_ON, assigned_on, supplemented_on
from demo.dice import Dice
from households.models import Classification
from inspections.models import InspectionPlan, Recommendation, Visit
from programs.models import LivelihoodProject, Participant, Target

RATE_TARGET = 95


class Papers:
    """Makes the records that the agencies of `province` (today's) and of its predecessors share."""

    def __init__(self, dice: Dice, agencies: dict[str, Agency], users: dict[str, User]) -> None:
        self.dice, self.agencies, self.users = dice, agencies, users
        self.province = Area.objects.by_ref("2025-91")
        self.old = Area.objects.by_ref("2024-89")
        self.kinds = {kind.code: kind for kind in DocumentKind.objects.all()}

    def document(self, number: str, kind: str, on: date, abstract: str, area: Area) -> OfficialDocument:
        return OfficialDocument.objects.create(
            number=number,
            kind=self.kinds[kind],
            issuer=f"UBND {area.full_name.lower() if area.level != 'province' else 'tỉnh ' + area.name}",
            issued_on=on,
            abstract=f"{abstract} (dữ liệu mô phỏng)",
            area=area,
            scope_path=str(area.path),
            created_by=self.users["tinh"],
        )

    def capital_decisions(self) -> dict[date, OfficialDocument]:
        """By the day on which they move capital: of each budget year one that assigns it and a supplement, and one that
        carries capital over."""
        found = {}
        plan = "kế hoạch vốn chương trình mục tiêu quốc gia giảm nghèo bền vững năm"
        for year in range(2021, 2027):
            area = self.province if year == 2026 else self.old
            for number, on, act in ((112, assigned_on(year), "Giao"), (1340, supplemented_on(year), "Bổ sung")):
                symbol = f"{number + year % 100}/QĐ-UBND"
                found[on] = self.document(symbol, "quyet-dinh", on, f"{act} {plan} {year}", area)
        text = "Kéo dài thời gian thực hiện và giải ngân vốn đầu tư phát triển năm 2024 sang năm 2025"
        found[CARRIED_ON] = self.document("176/QĐ-UBND", "quyet-dinh", CARRIED_ON, text, self.old)
        return found

    def open_decisions(self) -> tuple[OfficialDocument, OfficialDocument]:
        """Decisions of this year whose annexes are not signed yet."""
        text = "Phân bổ chi tiết vốn đầu tư phát triển chưa phân bổ năm 2026, đợt"
        first = self.document("2210/QĐ-UBND", "quyet-dinh", date(2026, 11, 18), f"{text} 2", self.province)
        return first, self.document("2187/QĐ-UBND", "quyet-dinh", date(2026, 11, 12), f"{text} 1", self.province)

    def decision_to_draft(self) -> None:
        """Of next year; its annex comes out of the alternative that is chosen."""
        text = "Giao kế hoạch vốn đầu tư phát triển năm 2027 cho các xã, phường, đặc khu"
        self.document("2254/QĐ-UBND", "quyet-dinh", date(2026, 11, 20), text, self.province)

    def targets(self) -> None:
        rows = [(self.old, year) for year in range(2021, 2026)] + [
            (self.province, 2025),
            (self.province, 2026),
        ]
        for area, year in rows:
            Target.objects.create(
                area=area,
                year=year,
                indicator=Target.Indicator.DISBURSEMENT_RATE,
                value=RATE_TARGET,
                scope_path=str(area.path),
            )

    def committee(self) -> None:
        decision = self.document(
            "1520/QĐ-UBND",
            "quyet-dinh",
            date(2025, 8, 4),
            "Kiện toàn Ban Chỉ đạo các chương trình mục tiêu quốc gia",
            self.province,
        )
        committee = Committee.objects.create(
            name="Ban Chỉ đạo các chương trình mục tiêu quốc gia tỉnh An Giang",
            area=self.province,
            programme=Programme.objects.get(code="NTP_MERGED_2026"),
            founded_by=decision,
            valid_from=date(2025, 8, 4),
            scope_path=str(self.province.path),
        )
        seats = (("lanhdao", "head"), ("tinh", "member"), ("taichinh", "member"))
        for username, position in seats:
            user = self.users[username]
            Membership.objects.create(
                committee=committee,
                person=user.full_name,
                user=user,
                position=position,
                agency=user.agency,
                valid_from=date(2025, 8, 4),
                scope_path=str(self.province.path),
            )

    def tasks(self, today: date) -> None:
        document = self.document(
            "4127/UBND-KTN",
            "cong-van",
            today - timedelta(days=20),
            "Đẩy nhanh tiến độ giải ngân và rà soát hộ nghèo năm 2026",
            self.province,
        )
        communes = [agency for code, agency in self.agencies.items() if code.startswith("X.")]
        chosen = [self.agencies["X.30292"], *self.dice.sample(communes, 7)]
        for number, agency in enumerate(dict.fromkeys(chosen)):
            Task.objects.create(
                title="Hoàn thành rà soát hộ nghèo, hộ cận nghèo trên địa bàn",
                detail="Báo cáo kết quả rà soát và danh sách niêm yết về cơ quan thường trực.",
                document=document,
                agency=agency,
                area=agency.area,
                scope_path=str(agency.area.path),
                due=today + timedelta(days=5 * number - 12),
                created_by=self.users["tinh"],
            )

    def projects(self) -> None:
        component = Component.objects.get(programme__code="NTP_MERGED_2026", code="HP1")
        models = (
            "Nuôi bò sinh sản",
            "Trồng rau an toàn",
            "Nuôi lươn không bùn",
            "Đan lát lục bình",
            "Nuôi dê vỗ béo",
        )
        communes = [agency for code, agency in self.agencies.items() if code.startswith("X.")]
        for number, agency in enumerate([*self.dice.sample(communes, 12), self.agencies["X.30292"]]):
            project = LivelihoodProject.objects.create(
                name=f"{models[number % len(models)]} – {agency.area.full_name}",
                component=component,
                area=agency.area,
                owner=agency,
                state=self.dice.choice(["approved", "running", "running"]),
                budget_vnd=self.dice.randrange(200, 900, 10) * 1_000_000,
                starts_on=date(2026, 3, 1),
                scope_path=str(agency.area.path),
            )
            self._participants(project)

    def _participants(self, project: LivelihoodProject) -> None:
        classes = Classification.objects.filter(
            scope_path__descendant_of=[project.scope_path],
            valid_to=None,
            result_class__in=["poor", "near_poor"],
        )
        Participant.objects.bulk_create(
            Participant(
                project=project,
                household_id=row.household_id,
                class_then=row.result_class,
                joined_on=date(2026, 3, 15),
                scope_path=row.scope_path,
            )
            for row in classes.order_by("id")[:8]
        )

    def inspections(self, today: date) -> None:
        plan = InspectionPlan.objects.create(
            title="Kiểm tra thực hiện chương trình giảm nghèo năm 2026",
            area=self.province,
            year=2026,
            scope_path=str(self.province.path),
        )
        communes = [agency for code, agency in self.agencies.items() if code.startswith("X.")]
        for number, agency in enumerate([*self.dice.sample(communes, 5), self.agencies["X.30292"]]):
            on = date(2026, 7, 6) + timedelta(days=number)
            visit = Visit.objects.create(
                plan=plan,
                area=agency.area,
                team=f"Đoàn kiểm tra số {number % 3 + 1}",
                planned_on=on,
                visited_on=on,
                conclusion="Hồ sơ rà soát cơ bản đầy đủ; việc theo dõi hộ sau hỗ trợ chưa thường xuyên.",
                created_by=self.users["thanhtra"],
                scope_path=str(agency.area.path),
            )
            Recommendation.objects.create(
                visit=visit,
                text="Lập sổ theo dõi từng hộ tham gia mô hình, báo cáo hằng quý.",
                agency=agency,
                due=today + timedelta(days=10 * number - 25),
                scope_path=str(agency.area.path),
            )
