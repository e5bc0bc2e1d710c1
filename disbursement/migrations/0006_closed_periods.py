"""Months that are closed to ordinary entries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import core.fields
from core.migration_ops import append_only, track_history
from disbursement.migration_ops import enable_inherited_scope

TABLE = "disbursement_closedperiod"


class Migration(migrations.Migration):
    dependencies = [
        ("disbursement", "0005_capital_decisions"),
        ("areas", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
                ("month", models.DateField(verbose_name="tháng")),
                ("closed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="địa bàn",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-month", "-budget_year", "id"]},
        ),
        migrations.AddConstraint(
            "closedperiod",
            models.UniqueConstraint(fields=["area", "budget_year", "month"], name="closed_period_once"),
        ),
        migrations.AddConstraint(
            "closedperiod", models.CheckConstraint(condition=Q(month__day=1), name="closed_period_month")
        ),
        enable_inherited_scope(TABLE),
        append_only(TABLE),
        track_history(TABLE),
    ]
