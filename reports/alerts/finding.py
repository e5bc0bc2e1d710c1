"""What breaks a rule, before it becomes an alert."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from reports.models import Alert, AlertRule

Key = tuple[int, int, int, UUID | None, UUID | None]


@dataclass(frozen=True)
class Finding:
    """`figures` are the numbers of the sentence (reports.alerts.words): dong and ISO days."""

    rule: AlertRule
    holder_id: int
    budget_year: int
    scope_path: str
    figures: dict[str, Any]
    line_id: UUID | None = None
    advance_id: UUID | None = None

    @property
    def key(self) -> Key:
        """What tells standing alerts apart (Alert, alert_once_while_standing)."""
        return self.rule.pk, self.holder_id, self.budget_year, self.line_id, self.advance_id


def key_of(alert: Alert) -> Key:
    return alert.rule_id, alert.holder_id, alert.budget_year, alert.line_id, alert.advance_id
