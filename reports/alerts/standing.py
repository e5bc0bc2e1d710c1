"""The daily run: the alerts that stand become those that the records give."""

from datetime import date

from django.db import connection, transaction

from reports.alerts import holders, money
from reports.alerts.finding import Finding, Key, key_of
from reports.alerts.rulebook import Deadlines, RuleBook
from reports.alerts.telling import tell
from reports.models import Alert

_LOCK = 7350


@transaction.atomic
def update_alerts(day: date) -> None:
    """Begin what is new, keep up what still is, clear what is gone, and tell of the new ones.

    One transaction under one lock: a run that dies leaves nothing, a second one on the day changes nothing. A day
    before one that was already seen is not gone back to. To be called as the system.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if Alert.objects.filter(last_seen__gt=day).exists() or Alert.objects.filter(cleared_on__gt=day).exists():
        return
    found = {finding.key: finding for finding in broken_on(day)}
    standing = {key_of(alert): alert for alert in Alert.objects.standing()}
    _clear([alert for key, alert in standing.items() if key not in found], day)
    _keep({key: alert for key, alert in standing.items() if key in found}, found, day)
    Alert.objects.bulk_create(_begun(finding, day) for key, finding in found.items() if key not in standing)
    tell(day)


def broken_on(day: date) -> list[Finding]:
    """Every rule that is broken at the end of the day; the number of queries does not grow with the holders."""
    book, deadlines = RuleBook(day), Deadlines.read()
    return [
        *holders.findings(book, deadlines, day),
        *money.advances(book, day),
        *money.unallocated(book, deadlines, day),
    ]


def _begun(finding: Finding, day: date) -> Alert:
    return Alert(
        rule=finding.rule,
        kind=finding.rule.kind,
        holder_id=finding.holder_id,
        line_id=finding.line_id,
        advance_id=finding.advance_id,
        budget_year=finding.budget_year,
        scope_path=finding.scope_path,
        first_figures=finding.figures,
        last_figures=finding.figures,
        first_seen=day,
        last_seen=day,
    )


def _keep(standing: dict[Key, Alert], found: dict[Key, Finding], day: date) -> None:
    """The scope follows the records, as that of a line does."""
    Alert.objects.filter(pk__in=[alert.pk for alert in standing.values()]).update(last_seen=day)
    changed = []
    for key, alert in standing.items():
        now = found[key]
        if (alert.last_figures, str(alert.scope_path)) != (now.figures, now.scope_path):
            alert.last_figures, alert.scope_path = now.figures, now.scope_path
            changed.append(alert)
    Alert.objects.bulk_update(changed, ["last_figures", "scope_path"])


def _clear(gone: list[Alert], day: date) -> None:
    Alert.objects.filter(pk__in=[alert.pk for alert in gone]).update(cleared_on=day)
