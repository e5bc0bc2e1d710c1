"""Contracts with their four sums, kept by triggers under the contract's lock, as those of a capital line.

Payments beyond the contract are refused by its check; payments beyond the accepted volume only warn.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import append_only, enable_scope, track_history

TABLES = ("disbursement_contract", "disbursement_contractentry", "disbursement_gapnote")

SPENT = """
CREATE OR REPLACE FUNCTION disbursement_add_to_spent() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET spent_vnd = l.spent_vnd + n.amount
    FROM (SELECT line_id, sum(spent_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    -- Lines first, contracts after them: always in this order.
    PERFORM 1 FROM disbursement_contract c
    WHERE c.id IN (SELECT contract_id FROM new_rows) ORDER BY c.id FOR UPDATE;
    UPDATE disbursement_contract c SET disbursed_vnd = c.disbursed_vnd + n.amount
    FROM (SELECT contract_id, sum(spent_vnd) AS amount FROM new_rows GROUP BY contract_id) n
    WHERE c.id = n.contract_id;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement o ON o.id = n.reverses_id
        WHERE (n.line_id, n.kind, n.amount_vnd) IS DISTINCT FROM (o.line_id, o.kind, -o.amount_vnd)
           OR n.advance_id IS DISTINCT FROM o.advance_id
           OR n.contract_id IS DISTINCT FROM o.contract_id
    ) THEN
        RAISE EXCEPTION 'not the opposite of its voucher' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement a ON a.id = n.advance_id
        WHERE a.kind <> 'advance' OR a.reverses_id IS NOT NULL OR a.line_id <> n.line_id
    ) THEN
        RAISE EXCEPTION 'not an advance of the line' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT advance_id AS id FROM new_rows WHERE advance_id IS NOT NULL
            UNION
            SELECT reverses_id FROM new_rows WHERE reverses_id IS NOT NULL AND kind = 'advance'
        ) t
        JOIN disbursement_disbursement d ON d.id = t.id OR d.advance_id = t.id OR d.reverses_id = t.id
        GROUP BY t.id HAVING sum(d.advance_vnd) < 0
    ) THEN
        RAISE EXCEPTION 'more than the advance' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

SPENT_BEFORE = """
CREATE OR REPLACE FUNCTION disbursement_add_to_spent() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET spent_vnd = l.spent_vnd + n.amount
    FROM (SELECT line_id, sum(spent_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement o ON o.id = n.reverses_id
        WHERE (n.line_id, n.kind, n.amount_vnd) IS DISTINCT FROM (o.line_id, o.kind, -o.amount_vnd)
           OR n.advance_id IS DISTINCT FROM o.advance_id
    ) THEN
        RAISE EXCEPTION 'not the opposite of its voucher' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement a ON a.id = n.advance_id
        WHERE a.kind <> 'advance' OR a.reverses_id IS NOT NULL OR a.line_id <> n.line_id
    ) THEN
        RAISE EXCEPTION 'not an advance of the line' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT advance_id AS id FROM new_rows WHERE advance_id IS NOT NULL
            UNION
            SELECT reverses_id FROM new_rows WHERE reverses_id IS NOT NULL AND kind = 'advance'
        ) t
        JOIN disbursement_disbursement d ON d.id = t.id OR d.advance_id = t.id OR d.reverses_id = t.id
        GROUP BY t.id HAVING sum(d.advance_vnd) < 0
    ) THEN
        RAISE EXCEPTION 'more than the advance' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

CONTRACT = """
CREATE FUNCTION disbursement_add_to_contract() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_contract c
    WHERE c.id IN (SELECT contract_id FROM new_rows) ORDER BY c.id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_contractentry o ON o.id = n.reverses_id
        WHERE (n.contract_id, n.kind, n.amount_vnd) IS DISTINCT FROM (o.contract_id, o.kind, -o.amount_vnd)
    ) THEN
        RAISE EXCEPTION 'not the opposite of its entry' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE disbursement_contract c
    SET committed_vnd = c.committed_vnd + n.committed, accepted_vnd = c.accepted_vnd + n.accepted,
        settled_vnd = c.settled_vnd + n.settled
    FROM (
        SELECT contract_id,
               sum(CASE kind WHEN 'commitment' THEN amount_vnd ELSE 0 END) AS committed,
               sum(CASE kind WHEN 'acceptance' THEN amount_vnd ELSE 0 END) AS accepted,
               sum(CASE kind WHEN 'settlement' THEN amount_vnd ELSE 0 END) AS settled
        FROM new_rows GROUP BY contract_id
    ) n
    WHERE c.id = n.contract_id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION disbursement_add_to_contract() FROM PUBLIC;
CREATE TRIGGER add_to_contract AFTER INSERT ON disbursement_contractentry
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION disbursement_add_to_contract();

-- A contract opens empty, and nobody but the functions of the ledger (they run as the owner) changes its sums.
CREATE FUNCTION disbursement_guard_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.committed_vnd, NEW.accepted_vnd, NEW.disbursed_vnd, NEW.settled_vnd) <> (0, 0, 0, 0) THEN
            RAISE EXCEPTION 'a contract opens empty' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF (NEW.committed_vnd, NEW.accepted_vnd, NEW.disbursed_vnd, NEW.settled_vnd)
              IS DISTINCT FROM (OLD.committed_vnd, OLD.accepted_vnd, OLD.disbursed_vnd, OLD.settled_vnd)
          AND current_user IN ('portal_web', 'portal_system') THEN
        RAISE EXCEPTION 'sums of a contract follow its entries' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_contract BEFORE INSERT OR UPDATE ON disbursement_contract
    FOR EACH ROW EXECUTE FUNCTION disbursement_guard_contract();
"""

DROP_CONTRACT = """
DROP TRIGGER guard_contract ON disbursement_contract;
DROP TRIGGER add_to_contract ON disbursement_contractentry;
DROP FUNCTION disbursement_guard_contract();
DROP FUNCTION disbursement_add_to_contract();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disbursement", "0008_treasury_statements"),
        ("programs", "0004_works"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=60, verbose_name="số hợp đồng")),
                ("signed_on", models.DateField(verbose_name="ngày ký")),
                ("contractor", models.CharField(max_length=200, verbose_name="nhà thầu")),
                ("committed_vnd", models.BigIntegerField(default=0, editable=False, verbose_name="giá trị hợp đồng")),
                (
                    "accepted_vnd",
                    models.BigIntegerField(default=0, editable=False, verbose_name="khối lượng nghiệm thu"),
                ),
                ("disbursed_vnd", models.BigIntegerField(default=0, editable=False, verbose_name="đã giải ngân")),
                ("settled_vnd", models.BigIntegerField(default=0, editable=False, verbose_name="đã quyết toán")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="disbursement.capitalline",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="programs.livelihoodproject",
                        verbose_name="dự án sinh kế",
                    ),
                ),
                (
                    "works",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="programs.works",
                        verbose_name="công trình",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_on", "id"],
            },
        ),
        migrations.AddField(
            model_name="disbursement",
            name="contract",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="vouchers",
                to="disbursement.contract",
                verbose_name="hợp đồng",
            ),
        ),
        migrations.CreateModel(
            name="ContractEntry",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commitment", "giá trị hợp đồng, phụ lục"),
                            ("acceptance", "nghiệm thu khối lượng"),
                            ("settlement", "quyết toán"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("amount_vnd", models.BigIntegerField(verbose_name="số tiền")),
                ("on", models.DateField(verbose_name="ngày")),
                ("document", models.CharField(blank=True, max_length=80, verbose_name="số văn bản")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="disbursement.contract"
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
                        to="disbursement.contractentry",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="GapNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                (
                    "gap",
                    models.CharField(
                        choices=[
                            ("acceptance", "chưa nghiệm thu"),
                            ("payment", "nghiệm thu so với giải ngân"),
                            ("settlement", "chưa quyết toán"),
                        ],
                        max_length=10,
                        verbose_name="chênh lệch",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="nguyên nhân")),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="disbursement.contract"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("line", "number"), name="contract_once"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("project", None), ("works__isnull", False)),
                    models.Q(("project__isnull", False), ("works", None)),
                    _connector="OR",
                ),
                name="contract_about_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("disbursed_vnd__lte", models.F("committed_vnd"))), name="contract_not_overpaid"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_vnd__gte", 0),
                    ("committed_vnd__gte", 0),
                    ("disbursed_vnd__gte", 0),
                    ("settled_vnd__gte", 0),
                ),
                name="contract_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_vnd__gt", 0),
                    models.Q(("amount_vnd__lt", 0), ("kind", "commitment")),
                    models.Q(("amount_vnd__lt", 0), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="contract_entry_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("reverses", None), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="contract_entry_reason",
            ),
        ),
        *(enable_scope(table) for table in TABLES),
        append_only("disbursement_contractentry"),
        append_only("disbursement_gapnote"),
        *(track_history(table) for table in TABLES),
        migrations.RunSQL(CONTRACT, DROP_CONTRACT),
        migrations.RunSQL(SPENT, SPENT_BEFORE),
    ]
