"""Loading the demonstration province: An Giang before and after 1/7/2025, with invented people."""

from collections.abc import Callable
from datetime import date

from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import Agency, User
from areas.models import Area
from core.demo import mark_demo
from demo import alert_rules, approvals, branches, capital, registry, statements, users
from demo.agencies import load_agencies, read
from demo.contracts import Contracts
from demo.dice import SEED, Dice
from demo.explanations import Explanations
from demo.mobilised import MobilisedMaker
from demo.needs import write_alternatives, write_needs
from demo.papers import Papers
from demo.places import Places
from demo.profiles import Library
from demo.trajectories import EVER_LISTED, YEARS
from households.models import PovertyStandard
from households.rulebook import load_rulebook
from reports.alerts.standing import update_alerts
from reports.cube.snapshots import freeze

TODAY = date(2026, 11, 22)  # fixed, so that two loads on different days are equal
DEFAULT_HOUSEHOLDS = 6_000
STANDARD = "MDP_2022"


def is_loaded() -> bool:
    return Agency.objects.filter(code="AG25.UBND").exists()


@transaction.atomic
def load(households: int, say: Callable[[str], None]) -> None:
    """Everything in one transaction: a load that was killed leaves nothing behind."""
    dice = Dice(SEED)
    agencies = load_agencies()
    places = Places(dice)
    staff = users.load_users(agencies, users.demo_password())
    places.load_population(households / EVER_LISTED)
    say("địa bàn, người dùng")
    papers = Papers(dice, agencies, staff)
    decisions = papers.capital_decisions()
    maker = capital.CapitalMaker(dice, agencies, decisions)
    maker.make(TODAY)  # written below, after the projects that it is paid for; the dice ask for this order
    standard = PovertyStandard.objects.get(code=STANDARD)
    library = Library(dice, {standard.pk: load_rulebook(standard.pk)})
    rounds = registry.rounds_of(standard.pk)
    written = registry.RegistryMaker(dice, places, rounds, library, households).write()
    say(f"{written} hộ")
    papers.targets()
    papers.committee()
    papers.tasks(TODAY)
    papers.projects()
    papers.inspections(TODAY)
    say(f"{MobilisedMaker(Dice(SEED), agencies, places).write(TODAY)} khoản ngoài ngân sách")
    write_money(maker, agencies, staff)
    branches.write_decisions(decisions, staff)
    branches.write_open_decisions(*papers.open_decisions(), staff)
    Explanations(agencies, staff).write()
    write_needs(agencies, staff)
    papers.decision_to_draft()
    say("vốn và giải ngân")


def write_money(maker: capital.CapitalMaker, agencies: dict[str, Agency], staff: dict[str, User]) -> None:
    """The plan, contracts on it, what was spent, what the treasury says of that and what waits for approval."""
    province = Area.objects.by_ref("2025-91")
    capital.write_plan(maker.ledger)
    Contracts(maker, agencies, staff, TODAY).write()
    capital.write_vouchers(maker.ledger)
    statements.write_statement(province, staff)
    approvals.write_step(province)
    approvals.write_waiting(agencies["AG25.SNNMT"], staff, TODAY)
    alert_rules.write_rules(province)


def finish() -> None:
    """Count the figures; the planner must know the new tables first (minutes become a second)."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call_command("rebuild_figures")
    freeze_recognised()
    write_alternatives(TODAY)
    update_alerts(TODAY)
    # The mark comes last: a load killed before it is finished by the next call.
    mark_demo([{"username": row["username"], "role": row["title"]} for row in read("users.json")])


def freeze_recognised() -> None:
    """The figures of the recognised rounds stay as they were, whatever is corrected later (design 3.3)."""
    for year in YEARS:
        for ref in ("2025-91",) if year == 2025 else ("2024-89", "2024-91"):
            for code in ("population", "poverty"):
                reason = f"Công nhận kết quả rà soát {year}"
                freeze(code=code, year=year, area=Area.objects.by_ref(ref), reason=reason, seen=0)
