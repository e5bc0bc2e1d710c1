"""A million vouchers: how fresh the figures are is read from the end of an index, and a rebuild of capital does not
check again the keys of dimensions that the lines below it have checked (reports/models/facts.py)."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

DIMENSIONS = (
    ("component", "catalogs.component", False),
    ("holder", "accounts.agency", True),
    ("kind", "catalogs.capitalkind", False),
    ("source", "catalogs.capitalsource", False),
)


def dimension(to: str, null: bool) -> Any:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_mobilised")]

    operations = [
        *(migrations.AlterField("capitalfact", name, dimension(to, null)) for name, to, null in DIMENSIONS),
        migrations.AddIndex(
            "capitalfact",
            models.Index(fields=["area", "computed_at"], condition=Q(snapshot=None), name="capital_fact_counted"),
        ),
    ]
