"""One round: how far it is and who is missing; confirming, leaving, recognising, publishing corrections."""

from functools import cached_property
from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from core import jobs
from core.form_pages import DecisionPage
from core.formats import format_date, format_number
from core.models import Job
from core.pages import PageMixin
from core.rates import Rate
from core.transitions import NotAllowed
from households.forms.rounds import DecisionForm, LeaveForm, PublishForm
from households.models import Assessment, ResultClass, ReviewRound
from households.round_table import progress_table
from households.services import leaving, recognition
from households.services.recognition import Standing
from households.services.rounds import leads_rounds
from households.tasks import CONFIRM_ROUND

Fact = dict[str, str]


class RoundMixin(PageMixin):
    """`review_round` by the URL, and how far it is in one's area."""

    nav_section = "households"
    kwargs: dict[str, Any]

    @cached_property
    def review_round(self) -> ReviewRound:
        return get_object_or_404(ReviewRound.objects.select_related("standard"), pk=self.kwargs["round_id"])

    @cached_property
    def standing(self) -> Standing:
        return recognition.standing(self.access, self.review_round.pk)

    @property
    def name(self) -> str:
        return capfirst(str(self.review_round))

    def url(self, name: str = "round") -> str:
        return reverse(f"households:{name}", args=[self.review_round.pk])

    def crumbs(self) -> list[dict[str, str]]:
        return [{"label": _("Các đợt rà soát"), "url": reverse("households:rounds")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"review_round": self.review_round, "standing": self.standing, "crumbs": self.crumbs()}
        return super().get_context_data(**(given | kwargs))


class RoundPage(RoundMixin, TemplateView):
    """Read-only once the round is recognised, but for corrections."""

    right_required = "households.view"
    tab = "households:rounds"
    template_name = "households/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.standing
        given = {
            "title": self.name,
            "heading": self._heading(),
            "facts": self._facts(),
            "acts": self._acts(),
            "done": Rate(found.decided + found.left, found.total),
            "progress": progress_table(self.access, self.review_round) if found.total else None,
            "happened": timeline(self.review_round),
        }
        return super().get_context_data(**(given | kwargs))

    def _heading(self) -> str:
        found, words = self.standing, {"round": self.name}
        if not self.review_round.is_open:
            return _("%(round)s: đã công nhận kết quả") % words
        if not found.total:
            return self.name
        if not found.missing:
            return _("%(round)s: cả %(n)s hộ đã xác nhận hoặc để lại") % (words | {"n": format_number(found.total)})
        text = _("%(round)s: còn %(left)s trong %(n)s hộ chưa xác nhận kết quả")
        return text % (words | {"left": format_number(found.missing), "n": format_number(found.total)})

    def _facts(self) -> list[Fact]:
        shown, found = self.review_round, self.standing
        period = f"{format_date(shown.opens_on)} – {format_date(shown.closes_on)}"
        facts = [_fact(_("Thời gian rà soát"), period), _fact(_("Chuẩn nghèo"), str(shown.standard))]
        if shown.recognised_on:
            facts.append(_fact(_("Quyết định công nhận"), shown.decision or "–"))
            facts.append(_fact(_("Ngày công nhận"), format_date(shown.recognised_on)))
        rows = Assessment.objects.visible_to(self.access).of_round(shown.pk).counted().order_by()
        counts = dict(rows.values_list("result_class").annotate(n=Count("pk")))
        listed = (ResultClass.POOR, ResultClass.NEAR_POOR)
        name = "%(class)s" if not shown.is_open else _("%(class)s (tạm tính)")
        facts += [
            _fact(name % {"class": capfirst(str(result.label))}, format_number(counts.get(result, 0)))
            for result in listed
        ]
        if found.under_correction or found.corrected:
            facts.append(_fact(_("Phiếu đang đính chính"), format_number(found.under_correction)))
            facts.append(_fact(_("Phiếu đã đính chính, chờ chốt lại"), format_number(found.corrected)))
        return facts

    def _acts(self) -> list[dict[str, Any]]:
        """What the reader may go on to; the act that the round waits for is the first one."""
        if not self.access.can("households.decide"):
            return []
        found, leads, acts = self.standing, leads_rounds(self.access), []
        if self.review_round.is_open:
            if leads and found.total:
                acts.append(_act(_("Công nhận kết quả"), self.url("round_recognise"), main=not found.missing))
            if found.scored:
                acts.append(_act(_("Xác nhận các kết quả"), self.url("round_confirm"), main=not leads))
            if found.waiting:
                acts.append(_act(_("Để lại hộ chưa rà soát"), self.url("round_leave")))
        elif leads and (found.corrected or found.under_correction):
            acts.append(_act(_("Chốt lại sau đính chính"), self.url("round_correct"), main=not found.under_correction))
        return acts


def _fact(label: str, value: str) -> Fact:
    return {"label": label, "value": value}


def _act(label: str, url: str, *, main: bool = False) -> dict[str, Any]:
    return {"label": label, "url": url, "main": main}


class RoundDecision(RoundMixin, DecisionPage):
    """One act on a round: what it will do, what still stands against it, its form."""

    right_required = "households.decide"
    template_name = "households/round_decision.html"

    def get_success_url(self) -> str:
        return self.url()

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), {"label": self.name, "url": self.url()}]

    def facts(self) -> list[Fact]:
        return []

    def blockers(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=self.facts(), blockers=self.blockers(), **kwargs)


class ConfirmResults(RoundDecision):
    """Every result of one's area at once, as a job."""

    title = gettext_lazy("Xác nhận các kết quả")
    lead = gettext_lazy(
        "Xác nhận mọi phiếu đã có kết quả trên địa bàn theo một quyết định; phân loại có hiệu lực từ ngày quyết định."
    )
    form_class = DecisionForm
    saved_message = gettext_lazy("Đang xác nhận kết quả.")
    submit_label = gettext_lazy("Xác nhận các kết quả")
    object: Job

    def blockers(self) -> list[str]:
        if not self.review_round.is_open:
            return [_("Kết quả của đợt này đã được công nhận.")]
        return [] if self.standing.scored else [_("Không có kết quả nào chờ xác nhận.")]

    def facts(self) -> list[Fact]:
        waiting = Assessment.objects.visible_to(self.access).of_round(self.review_round.pk)
        rows = waiting.filter(state=Assessment.State.SCORED).order_by().values_list("result_class")
        counts = dict(rows.annotate(n=Count("pk")))
        found = [result for result in ResultClass if result in counts]
        return [
            _fact(_("Kết quả chờ xác nhận"), format_number(self.standing.scored)),
            *(_fact(capfirst(str(result.label)), format_number(counts[result])) for result in found),
        ]

    def save(self, form: DecisionForm) -> Job:
        if problems := self.blockers():
            raise NotAllowed(" ".join(problems))
        return jobs.enqueue(
            CONFIRM_ROUND,
            owner_id=self.access.user_id,
            subject=_("Xác nhận kết quả %(round)s") % {"round": self.review_round},
            parameters={
                "round_id": self.review_round.pk,
                "post_id": self.access.post.pk if self.access.post else None,
                "on": form.cleaned_data["on"].isoformat(),
                "decision": form.cleaned_data["decision"],
                "total": self.standing.scored,
                "back": self.url(),
            },
            dedupe_key=f"{self.review_round.pk}:{self.access.area.pk if self.access.area else ''}",
        )

    def get_success_url(self) -> str:
        return reverse("job", args=[self.object.pk])

    def cancel_url(self) -> str:
        return self.url()


class LeaveUnreviewed(RoundDecision):
    title = gettext_lazy("Để lại hộ chưa rà soát")
    lead = gettext_lazy(
        "Các hộ này không được rà soát trong đợt, giữ nguyên phân loại hiện có và không tính vào số liệu. "
        "Hộ nào có lý do riêng thì để lại từ phiếu của hộ đó."
    )
    form_class = LeaveForm
    saved_message = gettext_lazy("Đã để lại các hộ chưa rà soát, có lý do.")
    submit_label = gettext_lazy("Để lại")

    def blockers(self) -> list[str]:
        if not self.review_round.is_open:
            return [_("Kết quả của đợt này đã được công nhận.")]
        return [] if self.standing.waiting else [_("Không còn hộ nào chưa rà soát.")]

    def facts(self) -> list[Fact]:
        area, found = self.access.area, self.standing
        return [
            _fact(_("Địa bàn"), area.full_name if area else "–"),
            _fact(_("Chưa rà soát"), format_number(found.listed)),
            _fact(_("Đang nhập"), format_number(found.draft)),
        ]

    def save(self, form: LeaveForm) -> ReviewRound:
        reason = form.cleaned_data["reason"]
        leaving.leave_unreviewed(access=self.access, round_id=self.review_round.pk, reason=reason)
        return self.review_round


class RecogniseRound(RoundDecision):
    title = gettext_lazy("Công nhận kết quả rà soát")
    lead = gettext_lazy(
        "Sau khi công nhận, phiếu của đợt chỉ còn để xem và số liệu được chốt. Sai sót về sau được đính chính bằng "
        "một phiên bản mới, bên cạnh phiên bản này."
    )
    form_class = DecisionForm
    saved_message = gettext_lazy("Đã công nhận kết quả; số liệu đang được chốt.")
    submit_label = gettext_lazy("Công nhận kết quả")

    def blockers(self) -> list[str]:
        return recognition.blockers(self.access, self.review_round, self.standing)

    def facts(self) -> list[Fact]:
        found, saved = self.standing, recognition.outlook(self.access, self.review_round)
        facts = [
            _fact(_("Hộ đã xác nhận kết quả"), format_number(found.decided)),
            _fact(_("Hộ để lại"), format_number(found.left)),
            _fact(_("Hộ nghèo"), format_number(saved.households(ResultClass.POOR))),
            _fact(_("Hộ cận nghèo"), format_number(saved.households(ResultClass.NEAR_POOR))),
        ]
        if saved.last is None:
            return facts
        return [
            *facts,
            _fact(_("So với"), str(saved.last)),
            _fact(_("Hộ thoát nghèo"), format_number(saved.left_poverty)),
            _fact(_("Hộ thêm vào diện nghèo"), format_number(saved.became_poor)),
            _fact(_("Hộ thoát cận nghèo"), format_number(saved.left_near_poverty)),
        ]

    def save(self, form: DecisionForm) -> ReviewRound:
        return recognition.recognise_round(
            access=self.access,
            round_id=self.review_round.pk,
            decision=form.cleaned_data["decision"],
            on=form.cleaned_data["on"],
        )


class PublishCorrections(RoundDecision):
    title = gettext_lazy("Chốt lại số liệu sau đính chính")
    lead = gettext_lazy("Số liệu của đợt được chốt thành phiên bản mới; phiên bản cũ vẫn được giữ để in lại.")
    form_class = PublishForm
    saved_message = gettext_lazy("Số liệu sau đính chính đang được chốt.")
    submit_label = gettext_lazy("Chốt lại")

    def blockers(self) -> list[str]:
        problem = recognition.correction_blocker(self.access, self.review_round, self.standing)
        return [problem] if problem else []

    def facts(self) -> list[Fact]:
        return [_fact(_("Phiếu đã đính chính, chờ chốt lại"), format_number(self.standing.corrected))]

    def save(self, form: PublishForm) -> ReviewRound:
        reason = form.cleaned_data["reason"]
        return recognition.publish_corrections(access=self.access, round_id=self.review_round.pk, reason=reason)
