"""Contributions and policy credit: append-only, behind the second wall, with what no row alone can say.

A reversal is the opposite of its row; no source of the disbursement rate is let in; and of policy credit nobody
owes less than nothing on any day, whatever is written at the same moment.
"""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import append_only, enable_scope, track_history

TABLES = ("programs_contribution", "programs_creditturnover")

CONTRIBUTION = """
CREATE FUNCTION programs_check_contributions() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows n JOIN catalogs_capitalsource s ON s.id = n.source_id
        WHERE s.counts_in_rate AND n.reverses_id IS NULL
    ) THEN
        RAISE EXCEPTION 'source counts in the rate' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM new_rows n JOIN catalogs_component c ON c.id = n.component_id
        WHERE c.programme_id <> n.programme_id
    ) THEN
        RAISE EXCEPTION 'component of another programme' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM new_rows n JOIN programs_contribution o ON o.id = n.reverses_id
        WHERE o.reverses_id IS NOT NULL
           OR (n.area_id, n.programme_id, n.source_id, n.form, n.year)
              IS DISTINCT FROM (o.area_id, o.programme_id, o.source_id, o.form, o.year)
           OR (n.component_id, n.works_id, n.project_id) IS DISTINCT FROM (o.component_id, o.works_id, o.project_id)
           OR (n.quantity, n.value_vnd, n.households) IS DISTINCT FROM (-o.quantity, -o.value_vnd, -o.households)
    ) THEN
        RAISE EXCEPTION 'not the opposite of its row' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION programs_check_contributions() FROM PUBLIC;
CREATE TRIGGER check_rows AFTER INSERT ON programs_contribution
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION programs_check_contributions();
"""

# A unit also owes what the units merged whole into it owed; a change of theirs is asked of it too. The units are
# locked in the order of their ids, and read after that: the second of two collectors sees what the first has left.
CREDIT = """
CREATE FUNCTION programs_check_credit() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    unit bigint;
    units bigint[];
BEGIN
    IF EXISTS (
        SELECT FROM new_rows n JOIN programs_creditturnover o ON o.id = n.reverses_id
        WHERE o.reverses_id IS NOT NULL
           OR (n.area_id, n.programme_id, n.source_id, n.kind, n.year)
              IS DISTINCT FROM (o.area_id, o.programme_id, o.source_id, o.kind, o.year)
           OR (n.amount_vnd, n.households) IS DISTINCT FROM (-o.amount_vnd, -o.households)
    ) THEN
        RAISE EXCEPTION 'not the opposite of its row' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT array_agg(DISTINCT u.id ORDER BY u.id) INTO units
    FROM (SELECT DISTINCT area_id FROM new_rows) n
    JOIN areas_area a ON a.id = n.area_id
    JOIN areas_area u ON u.id = a.id OR a.path::text = ANY (u.origin_paths);
    FOREACH unit IN ARRAY coalesce(units, ARRAY[]::bigint[]) LOOP
        PERFORM pg_advisory_xact_lock(7313, unit::int);
    END LOOP;
    IF EXISTS (
        SELECT FROM (
            SELECT sum(sum(t.outstanding_vnd)) OVER (PARTITION BY u.id, t.programme_id ORDER BY t."on") AS owed
            FROM areas_area u
            JOIN areas_area a ON a.id = u.id OR a.path::text = ANY (u.origin_paths)
            JOIN programs_creditturnover t ON t.area_id = a.id
            WHERE u.id = ANY (units)
            GROUP BY u.id, t.programme_id, t."on"
        ) days WHERE owed < 0
    ) THEN
        RAISE EXCEPTION 'more than is owed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION programs_check_credit() FROM PUBLIC;
CREATE TRIGGER check_rows AFTER INSERT ON programs_creditturnover
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION programs_check_credit();
"""

DROP = """
DROP TRIGGER check_rows ON programs_contribution;
DROP FUNCTION programs_check_contributions();
DROP TRIGGER check_rows ON programs_creditturnover;
DROP FUNCTION programs_check_credit();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_role_name_en"),
        ("areas", "0002_origin_paths"),
        ("catalogs", "0002_english_names"),
        ("committees", "0004_document_number_per_area"),
        ("programs", "0004_works"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("money", "tiền"),
                            ("goods", "hiện vật"),
                            ("labour_days", "ngày công"),
                            ("land_m2", "hiến đất"),
                        ],
                        max_length=12,
                        verbose_name="hình thức",
                    ),
                ),
                ("quantity", models.BigIntegerField(null=True, verbose_name="số ngày công, diện tích")),
                ("value_vnd", models.BigIntegerField(null=True, verbose_name="giá trị")),
                ("value_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ quy ra tiền")),
                ("received_on", models.DateField(verbose_name="ngày nhận")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("contributor", models.CharField(blank=True, max_length=200, verbose_name="tổ chức đóng góp")),
                ("households", models.IntegerField(null=True, verbose_name="số hộ đóng góp")),
                (
                    "other_programme",
                    models.CharField(blank=True, max_length=250, verbose_name="chương trình được lồng ghép"),
                ),
                ("receipt", models.CharField(blank=True, max_length=60, verbose_name="số biên bản, phiếu thu")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="cơ quan ghi nhận",
                    ),
                ),
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
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.component",
                        verbose_name="nội dung",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.officialdocument",
                        verbose_name="văn bản",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.programme",
                        verbose_name="chương trình",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="programs.livelihoodproject",
                        verbose_name="dự án sinh kế",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="programs.contribution",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalsource",
                        verbose_name="nguồn",
                    ),
                ),
                (
                    "works",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="programs.works",
                        verbose_name="công trình",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-id"],
                "indexes": [
                    models.Index(fields=["area", "year"], name="contribution_area_year"),
                    models.Index(fields=["received_on", "id"], name="contribution_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reverses", None),
                                models.Q(("value_vnd", None), ("value_vnd__gt", 0), _connector="OR"),
                                models.Q(("quantity", None), ("quantity__gt", 0), _connector="OR"),
                                models.Q(("households", None), ("households__gt", 0), _connector="OR"),
                            ),
                            models.Q(
                                ("reverses__isnull", False),
                                models.Q(("value_vnd", None), ("value_vnd__lt", 0), _connector="OR"),
                                models.Q(("quantity", None), ("quantity__lt", 0), _connector="OR"),
                                models.Q(("households", None), ("households__lt", 0), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="contribution_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("form__in", ["money", "goods"]), ("quantity", None), ("value_vnd__isnull", False)
                            ),
                            models.Q(("form__in", ["labour_days", "land_m2"]), ("quantity__isnull", False)),
                            _connector="OR",
                        ),
                        name="contribution_measured",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("form__in", ["money", "goods"]),
                            ("value_vnd", None),
                            models.Q(("value_basis", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contribution_value_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contributor", ""), _negated=True),
                            ("households__isnull", False),
                            models.Q(("other_programme", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contribution_from_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("works", None), ("project", None), _connector="OR"),
                        name="contribution_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="contribution_reversal_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditTurnover",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lent", "cho vay"),
                            ("collected", "thu nợ"),
                            ("opening", "dư nợ đầu kỳ, nhận bàn giao"),
                            ("handed_over", "dư nợ bàn giao đi"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("amount_vnd", models.BigIntegerField(verbose_name="số tiền")),
                (
                    "outstanding_vnd",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(kind__in=["lent", "opening"], then=models.F("amount_vnd")),
                            default=django.db.models.expressions.CombinedExpression(
                                models.Value(0), "-", models.F("amount_vnd")
                            ),
                            output_field=models.BigIntegerField(),
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                ("households", models.IntegerField(null=True, verbose_name="số lượt hộ vay")),
                ("on", models.DateField(verbose_name="ngày")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("receipt", models.CharField(blank=True, max_length=60, verbose_name="số báo cáo, chứng từ")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="cơ quan ghi nhận",
                    ),
                ),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.programme",
                        verbose_name="chương trình",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="programs.creditturnover",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalsource",
                        verbose_name="nguồn",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
                "indexes": [
                    models.Index(fields=["area", "programme", "on"], name="credit_area_day"),
                    models.Index(fields=["on", "id"], name="credit_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_vnd__gt", 0),
                                ("reverses", None),
                                models.Q(("households", None), ("households__gt", 0), _connector="OR"),
                            ),
                            models.Q(
                                ("amount_vnd__lt", 0),
                                ("reverses__isnull", False),
                                models.Q(("households", None), ("households__lt", 0), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="credit_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("households__isnull", False), ("kind", "lent")),
                            models.Q(models.Q(("kind", "lent"), _negated=True), ("households", None)),
                            _connector="OR",
                        ),
                        name="credit_borrowers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="credit_reversal_reason",
                    ),
                ],
            },
        ),
        *(enable_scope(table) for table in TABLES),
        *(append_only(table) for table in TABLES),
        *(track_history(table) for table in TABLES),
        migrations.RunSQL(CONTRIBUTION + CREDIT, DROP),
    ]
