"""What is brought in beside the budget: integrated capital, and what enterprises and people give."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from programs.querysets import ContributionQuerySet


class Contribution(ScopedModel):
    """One contribution as received. Append-only: an error is reversed by the opposite row, not edited.

    Money that passes through the Treasury on a line of the capital plan is written in that ledger alone
    (disbursement), whatever its source; here stands what does not pass there. So the two add up, and neither is in
    the disbursement rate: a source that counts in the rate is refused (migration 0005).

    `quantity` are whole labour days or whole square metres. `value_vnd` is asked for with money and goods; without
    it labour and land have no value yet, which is said and never taken for 0. People are counted, not named.
    """

    class Form(models.TextChoices):
        MONEY = "money", _("tiền")
        GOODS = "goods", _("hiện vật")
        LABOUR = "labour_days", _("ngày công")
        LAND = "land_m2", _("hiến đất")

    MEASURED = (Form.LABOUR, Form.LAND)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan ghi nhận")
    )
    programme = models.ForeignKey(
        "catalogs.Programme", on_delete=models.PROTECT, related_name="+", verbose_name=_("chương trình")
    )
    component = models.ForeignKey(
        "catalogs.Component", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("nội dung")
    )
    source = models.ForeignKey(
        "catalogs.CapitalSource", on_delete=models.PROTECT, related_name="+", verbose_name=_("nguồn")
    )
    form = models.CharField(_("hình thức"), max_length=12, choices=Form.choices)
    quantity = models.BigIntegerField(_("số ngày công, diện tích"), null=True)
    value_vnd = models.BigIntegerField(_("giá trị"), null=True)
    value_basis = models.CharField(_("căn cứ quy ra tiền"), max_length=300, blank=True)
    received_on = models.DateField(_("ngày nhận"))
    # The year it is reported in, which its reversal keeps.
    year = models.PositiveSmallIntegerField(_("năm"))
    contributor = models.CharField(_("tổ chức đóng góp"), max_length=200, blank=True)
    households = models.IntegerField(_("số hộ đóng góp"), null=True)
    other_programme = models.CharField(_("chương trình được lồng ghép"), max_length=250, blank=True)
    receipt = models.CharField(_("số biên bản, phiếu thu"), max_length=60, blank=True)
    works = models.ForeignKey(
        "programs.Works",
        null=True,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("công trình"),
    )
    project = models.ForeignKey(
        "programs.LivelihoodProject",
        null=True,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("dự án sinh kế"),
    )
    document = models.ForeignKey(
        "committees.OfficialDocument", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("văn bản")
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(reverses=None)
                    & (Q(value_vnd=None) | Q(value_vnd__gt=0))
                    & (Q(quantity=None) | Q(quantity__gt=0))
                    & (Q(households=None) | Q(households__gt=0))
                )
                | (
                    Q(reverses__isnull=False)
                    & (Q(value_vnd=None) | Q(value_vnd__lt=0))
                    & (Q(quantity=None) | Q(quantity__lt=0))
                    & (Q(households=None) | Q(households__lt=0))
                ),
                name="contribution_sign",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["money", "goods"], quantity=None, value_vnd__isnull=False)
                | Q(form__in=["labour_days", "land_m2"], quantity__isnull=False),
                name="contribution_measured",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["money", "goods"]) | Q(value_vnd=None) | ~Q(value_basis=""),
                name="contribution_value_basis",
            ),
            models.CheckConstraint(
                condition=~Q(contributor="") | Q(households__isnull=False) | ~Q(other_programme=""),
                name="contribution_from_somebody",
            ),
            models.CheckConstraint(condition=Q(works=None) | Q(project=None), name="contribution_about_one"),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="contribution_reversal_reason"),
        ]
        indexes = [
            models.Index(fields=["area", "year"], name="contribution_area_year"),
            models.Index(fields=["received_on", "id"], name="contribution_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.received_on:%d/%m/%Y}"

    @property
    def given_by(self) -> str:
        """An organisation, or another programme; "" for people, who are counted and not named."""
        return self.contributor or self.other_programme
