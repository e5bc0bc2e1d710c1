"""What can be done about an alert from its list: each act with the addresses that it leads to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from disbursement.explanation_machine import may_ask
from disbursement.models import ExplanationRequest
from disbursement.services.explanations import explanation_url
from reports.alerts.words import sentence
from reports.links import Links
from reports.models import Alert, AlertKind

TITLE_LONGEST = 200
# Kinds about the disbursement of a holder; the others are about one line or advance.
LATE = (AlertKind.NOTHING_DISBURSED, AlertKind.BELOW_AVERAGE)
Urls = Mapping[Any, str]


@dataclass(frozen=True)
class AlertAct:
    """`urls` gives the address for each alert by its id, none for who may not do it."""

    label: str | Promise
    urls: Callable[[Links, Sequence[Alert]], Urls]


def task_urls(links: Links, alerts: Sequence[Alert]) -> Urls:
    """The page that gives a task to the holder; it knows who follows one that is no more."""
    if not links.access.can("committees.edit"):
        return {}
    return {alert.pk: _task_url(alert) for alert in alerts if alert.is_standing}


def _task_url(alert: Alert) -> str:
    # A task is a record: it is titled in Vietnamese, whatever the language of the page.
    with translation.override("vi"):
        told = {"holder": alert.holder.name, "what": sentence(alert)}
        title = _("Khắc phục cảnh báo giải ngân của %(holder)s: %(what)s") % told
    query = {"viec": title[:TITLE_LONGEST], "don_vi": str(alert.holder_id)}
    return f"{reverse('committees:task_add')}?{urlencode(query)}"


def ask_urls(links: Links, alerts: Sequence[Alert]) -> Urls:
    """The page that asks the holder why it is late, unless it was asked already.

    It asks about all the capital of a holder, beside the average of the place looked at: so there is none for a rule
    of one kind of capital, nor for who does not see the province whose average the alert was judged by.
    """
    late = [alert for alert in alerts if alert.is_standing and alert.kind in LATE and not alert.rule.capital_kind_id]
    if not late or not may_ask(links.access):
        return {}
    provinces = Area.objects.visible_to(links.access).of_level(Area.Level.PROVINCE).order_by("sort_key", "id")
    asked = _asked(links, late)
    judged = {alert: _province_of(alert, provinces) for alert in late if _whose(alert) not in asked}
    return {alert.pk: _ask_url(links, alert, province) for alert, province in judged.items() if province}


def answer_urls(links: Links, alerts: Sequence[Alert]) -> Urls:
    """What the holder was asked and answers."""
    late = [alert for alert in alerts if alert.is_standing and alert.kind in LATE]
    asked = _asked(links, late)
    return {alert.pk: explanation_url(asked[_whose(alert)]) for alert in late if _whose(alert) in asked}


def _whose(alert: Alert) -> tuple[int, int]:
    return alert.holder_id, alert.budget_year


def _asked(links: Links, alerts: Sequence[Alert]) -> dict[tuple[int, int], ExplanationRequest]:
    """The open requests to the holders of these alerts, by holder and budget year."""
    requests = ExplanationRequest.objects.visible_to(links.access).open()
    found = requests.filter(holder__in={alert.holder_id for alert in alerts}) if alerts else ()
    return {(one.holder_id, one.budget_year): one for one in found}


def _province_of(alert: Alert, provinces: Iterable[Area]) -> Area | None:
    """Which of them it was judged in, on the day on which it was last seen."""
    top = ".".join(str(alert.scope_path).split(".")[:2])
    day = alert.last_seen
    here = (area for area in provinces if area.valid_from <= day and (area.valid_to is None or area.valid_to >= day))
    return next((area for area in here if top in (area.path, *area.origin_paths)), None)


def _ask_url(links: Links, alert: Alert, province: Area) -> str:
    seen = {"dia_ban": province.ref, "nam": str(alert.budget_year), "tinh_den": alert.last_seen.isoformat()}
    return links.page("reports:ask_explanation", **seen, don_vi=str(alert.holder_id))


# A column for each; of the acts of one column an alert has one.
ACTS: list[tuple[AlertAct, ...]] = [
    (AlertAct(gettext_lazy("Đôn đốc"), task_urls),),
    (AlertAct(gettext_lazy("Yêu cầu giải trình"), ask_urls), AlertAct(gettext_lazy("Xem giải trình"), answer_urls)),
]
