"""Households and their members. `area` is where it lives now; `scope_path` follows it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.formats import format_known_date
from core.ids import uuid7
from core.models.scoped import ScopedModel
from households.querysets import HouseholdQuerySet, MemberQuerySet


class Household(ScopedModel):
    """One household; the id and the code stay through changes of head, moves and splits."""

    class State(models.TextChoices):
        ACTIVE = "active", _("đang quản lý")
        MOVED = "moved", _("đã chuyển đi")
        DISSOLVED = "dissolved", _("đã giải thể, nhập hộ khác")
        # It never was one, or has another file: no open round counts it.
        MISTAKEN = "mistaken", _("lập nhầm, trùng hồ sơ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("mã hộ"), max_length=30, unique=True)
    # A commune, or a village within it.
    area = models.ForeignKey(
        "areas.Area", on_delete=models.PROTECT, related_name="households", verbose_name=_("địa bàn")
    )
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    # The head's name as registered, with the keys to sort and search it (core.text); the head is a member too.
    head_name = models.CharField(_("chủ hộ"), max_length=120)
    head_name_sort = models.CharField(max_length=300, db_collation="C", editable=False)
    head_name_fold = models.CharField(max_length=120, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_masked = models.CharField(max_length=20, blank=True, editable=False)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.ACTIVE)
    is_minority = models.BooleanField(_("hộ dân tộc thiểu số"), default=False)
    has_merit = models.BooleanField(_("có thành viên là người có công"), default=False)
    has_no_labour = models.BooleanField(_("không có khả năng lao động"), default=False)
    is_simulated = models.BooleanField(_("dữ liệu mô phỏng"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["head_name_sort", "id"]
        indexes = [
            models.Index(fields=["area", "head_name_sort", "id"], name="household_area_name"),
            models.Index(fields=["head_name_sort", "id"], name="household_name"),
        ]

    def __str__(self) -> str:
        return f"{self.head_name} ({self.code})"


class Member(ScopedModel):
    """A person of a household, with what the last review recorded (domain 2.6); unknown is null or "".

    Codes of education, work and so on are AnswerOption codes (households.questions says of which list).
    """

    class Sex(models.TextChoices):
        MALE = "m", _("nam")
        FEMALE = "f", _("nữ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    order = models.PositiveSmallIntegerField(default=1)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    name_sort = models.CharField(max_length=300, db_collation="C", editable=False)
    name_fold = models.CharField(max_length=120, editable=False)
    relation = models.ForeignKey(
        "catalogs.RelationToHead", on_delete=models.PROTECT, related_name="+", verbose_name=_("quan hệ với chủ hộ")
    )
    sex = models.CharField(_("giới tính"), max_length=1, choices=Sex.choices, blank=True)
    birth_day = models.PositiveSmallIntegerField(_("ngày sinh"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("tháng sinh"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True, blank=True)
    ethnic_group = models.ForeignKey(
        "catalogs.EthnicGroup",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("dân tộc"),
    )
    # Sealed with AAD "member.citizen_id:<id>" (core.crypto); the index finds equal numbers, the mask is shown.
    citizen_id_sealed = models.BinaryField(null=True, editable=False)
    citizen_id_index = models.BinaryField(null=True, editable=False, max_length=16)
    citizen_id_masked = models.CharField(_("số định danh"), max_length=20, blank=True, editable=False)
    has_health_insurance = models.BooleanField(_("có thẻ bảo hiểm y tế"), null=True, blank=True)
    seriously_ill_untreated = models.BooleanField(_("ốm nặng mà không khám, chữa bệnh"), null=True, blank=True)
    studying = models.CharField(_("đang học"), max_length=40, blank=True)
    education = models.CharField(_("trình độ văn hóa"), max_length=40, blank=True)
    training = models.CharField(_("trình độ đào tạo"), max_length=40, blank=True)
    job_status = models.CharField(_("tình trạng việc làm"), max_length=40, blank=True)
    job_kind = models.CharField(_("loại việc làm"), max_length=40, blank=True)
    contract = models.CharField(_("hợp đồng lao động"), max_length=40, blank=True)
    pension = models.CharField(_("lương hưu, trợ cấp hằng tháng"), max_length=40, blank=True)
    social_assistance = models.CharField(_("trợ cấp xã hội"), max_length=40, blank=True)
    is_disabled = models.BooleanField(_("khuyết tật"), null=True, blank=True)
    is_stunted = models.BooleanField(_("thấp còi"), null=True, blank=True)
    is_underweight = models.BooleanField(_("nhẹ cân"), null=True, blank=True)
    height_cm = models.DecimalField(_("chiều cao"), max_digits=4, decimal_places=1, null=True, blank=True)
    weight_kg = models.DecimalField(_("cân nặng"), max_digits=4, decimal_places=1, null=True, blank=True)
    uses_internet = models.BooleanField(_("dùng internet"), null=True, blank=True)
    uses_phone = models.BooleanField(_("dùng điện thoại"), null=True, blank=True)
    left_on = models.DateField(_("rời hộ ngày"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["household", "order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(birth_day=None) | Q(birth_day__range=(1, 31)), name="member_birth_day"),
            models.CheckConstraint(
                condition=Q(birth_month=None) | Q(birth_month__range=(1, 12)), name="member_birth_month"
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1900, 2100)), name="member_birth_year"
            ),
        ]
        indexes = [
            models.Index(fields=["citizen_id_index"], name="member_citizen_id", condition=~Q(citizen_id_index=None)),
            models.Index(fields=["household", "order"], name="member_household"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def birth_text(self) -> str:
        return format_known_date(self.birth_day, self.birth_month, self.birth_year)

    def age_on(self, day: date) -> int | None:
        """Completed years on `day`; a missing month or day counts as the first."""
        if not self.birth_year:
            return None
        before = (self.birth_month or 1, self.birth_day or 1) > (day.month, day.day)
        return day.year - self.birth_year - int(before)


class HouseholdEvent(ScopedModel):
    """What happened to a household: founded, split, merged, moved, new head, dissolved, found to be no household."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("lập hồ sơ")
        SPLIT = "split", _("tách hộ")
        MERGED = "merged", _("nhập hộ")
        MOVED = "moved", _("chuyển nơi ở")
        NEW_HEAD = "new_head", _("đổi chủ hộ")
        DISSOLVED = "dissolved", _("giải thể")
        MISTAKEN = "mistaken", _("xác định lập nhầm, trùng hồ sơ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField(_("ngày"))
    other = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+")
    from_area = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+")
    to_area = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
