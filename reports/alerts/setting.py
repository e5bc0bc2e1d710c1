"""Rules of alerts are set and ended by who signs decisions about capital for a province or the country.

Not by who plans it: money held too long and advances left open are the planners' own delay, and nobody sets the
threshold by which he is called late. Nor by a leader below the province: his commune is the one called late.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from core import events
from core.formats import format_date
from core.transitions import NotAllowed
from reports.models import AlertRule

RIGHT = "disbursement.sign"


def may_set(access: Access) -> bool:
    return access.can(RIGHT) and access.area is not None and access.area.level in AlertRule.LEVELS


@transaction.atomic
def set_rule(*, rule: AlertRule, area: Area, reason: str, access: Access) -> AlertRule:
    """A new rule, not yet saved, for the actor's own area; raises NotAllowed beside one of the same sort."""
    _ask(access, reason)
    rule.area, rule.scope_path = area, str(area.path)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError as error:
        if "alert_rule_once_at_a_time" not in str(error):
            raise
        told = _("Đã có quy tắc cùng loại, cùng mức độ, cùng loại vốn trong thời gian này: ngừng quy tắc đó trước.")
        raise NotAllowed(told) from error
    given = {"kind": rule.kind, "value": rule.threshold, "severity": rule.severity, "on": rule.valid_from.isoformat()}
    events.record("reports.set_alert_rule", rule, reason=reason.strip(), label=rule.get_kind_display(), **given)
    return rule


@transaction.atomic
def end_rule(*, rule: AlertRule, valid_to: date, reason: str, access: Access) -> AlertRule:
    """Let the rule end, once, with today at the earliest. Raises NotAllowed, also when it was ended meanwhile."""
    _ask(access, reason)
    rule = AlertRule.objects.editable_by(access).select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.valid_to is not None:
        raise NotAllowed(_("Quy tắc này đã có ngày ngừng: hết ngày %(day)s.") % {"day": format_date(rule.valid_to)})
    if valid_to < timezone.localdate():
        raise NotAllowed(_("Quy tắc chỉ ngừng được từ hết ngày hôm nay trở đi."))
    if valid_to < rule.valid_from:
        raise NotAllowed(_("Ngày kết thúc phải từ ngày hiệu lực trở đi."))
    rule.valid_to = valid_to
    rule.save(update_fields=["valid_to"])
    given = {"until": valid_to.isoformat()}
    events.record("reports.end_alert_rule", rule, reason=reason.strip(), label=rule.get_kind_display(), **given)
    return rule


def _ask(access: Access, reason: str) -> None:
    if not access.can(RIGHT):
        raise NotAllowed(_("Anh/chị không có quyền thực hiện việc này."))
    if not may_set(access):
        raise NotAllowed(_("Quy tắc cảnh báo do tỉnh đặt: địa bàn bên dưới không tự đặt, không tự ngừng."))
    if not reason.strip():
        raise NotAllowed(_("Nêu lý do."))
