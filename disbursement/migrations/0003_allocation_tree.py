"""Lines in a tree of allocation: what a line was given is allocated to its children, or not allocated yet.

The parent's `allocated_vnd` follows its children's movements in the same statement that changes their plans, so
that the same unallocated dong cannot be given to two children. Lines that stood before are detailed, without a
parent.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

TREE = """
CREATE OR REPLACE FUNCTION disbursement_add_to_plan() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Lines and their parents together, in the order of their ids: two decisions cannot wait for each other.
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (
        SELECT line_id FROM new_rows
        UNION ALL
        SELECT c.parent_id FROM new_rows n JOIN disbursement_capitalline c ON c.id = n.line_id
    ) ORDER BY l.id FOR UPDATE;
    -- One update a line: within a tree one child's loss pays for another one's gain.
    UPDATE disbursement_capitalline l
    SET plan_vnd = l.plan_vnd + s.plan, allocated_vnd = l.allocated_vnd + s.allocated
    FROM (
        SELECT id, sum(plan) AS plan, sum(allocated) AS allocated
        FROM (
            SELECT n.line_id AS id, n.amount_vnd AS plan, 0 AS allocated FROM new_rows n
            UNION ALL
            SELECT c.parent_id, 0, n.amount_vnd
            FROM new_rows n JOIN disbursement_capitalline c ON c.id = n.line_id WHERE c.parent_id IS NOT NULL
        ) changes
        GROUP BY id
    ) s
    WHERE l.id = s.id;
    RETURN NULL;
END $$;

-- A line opens empty, and nobody but the functions of the ledger (they run as the owner) changes its totals.
CREATE OR REPLACE FUNCTION disbursement_guard_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.plan_vnd <> 0 OR NEW.spent_vnd <> 0 OR NEW.allocated_vnd <> 0 THEN
            RAISE EXCEPTION 'a capital line opens empty' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF (NEW.plan_vnd, NEW.spent_vnd, NEW.allocated_vnd)
              IS DISTINCT FROM (OLD.plan_vnd, OLD.spent_vnd, OLD.allocated_vnd)
          AND current_user IN ('portal_web', 'portal_system') THEN
        RAISE EXCEPTION 'totals of a capital line follow its ledger' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- A child has its parent's money: same kind, source, years and horizon, its component or one below. Runs as the
-- owner, because a commune that opens its line does not see the province's one above it.
CREATE FUNCTION disbursement_guard_tree() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.parent_id IS DISTINCT FROM OLD.parent_id AND (
               EXISTS (SELECT FROM disbursement_movement m WHERE m.line_id = OLD.id)
               OR EXISTS (SELECT FROM disbursement_capitalline c WHERE c.parent_id = OLD.id)) THEN
            RAISE EXCEPTION 'a line in use keeps its parent' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (SELECT FROM disbursement_capitalline c WHERE c.parent_id = OLD.id) THEN
            RAISE EXCEPTION 'a line with children keeps what it is' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM disbursement_capitalline p
        JOIN catalogs_component above ON above.id = p.component_id
        JOIN catalogs_component own ON own.id = NEW.component_id
        WHERE p.id = NEW.parent_id AND NOT p.is_detailed AND own.path <@ above.path
          AND (p.kind_id, p.source_id, p.budget_year, p.tranche_year, p.horizon)
              = (NEW.kind_id, NEW.source_id, NEW.budget_year, NEW.tranche_year, NEW.horizon)
    ) THEN
        RAISE EXCEPTION 'a line does not fit its parent' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION disbursement_guard_tree() FROM PUBLIC;
CREATE TRIGGER guard_tree_insert BEFORE INSERT ON disbursement_capitalline
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION disbursement_guard_tree();
CREATE TRIGGER guard_tree_update BEFORE UPDATE ON disbursement_capitalline FOR EACH ROW
    WHEN ((OLD.parent_id, OLD.component_id, OLD.kind_id, OLD.source_id, OLD.budget_year, OLD.tranche_year,
           OLD.horizon, OLD.is_detailed)
          IS DISTINCT FROM
          (NEW.parent_id, NEW.component_id, NEW.kind_id, NEW.source_id, NEW.budget_year, NEW.tranche_year,
           NEW.horizon, NEW.is_detailed))
    EXECUTE FUNCTION disbursement_guard_tree();
"""

NO_TREE = """
DROP TRIGGER guard_tree_update ON disbursement_capitalline;
DROP TRIGGER guard_tree_insert ON disbursement_capitalline;
DROP FUNCTION disbursement_guard_tree();

CREATE OR REPLACE FUNCTION disbursement_guard_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.plan_vnd <> 0 OR NEW.spent_vnd <> 0 THEN
            RAISE EXCEPTION 'a capital line opens empty' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF (NEW.plan_vnd, NEW.spent_vnd) IS DISTINCT FROM (OLD.plan_vnd, OLD.spent_vnd)
          AND current_user IN ('portal_web', 'portal_system') THEN
        RAISE EXCEPTION 'totals of a capital line follow its ledger' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION disbursement_add_to_plan() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET plan_vnd = l.plan_vnd + n.amount
    FROM (SELECT line_id, sum(amount_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    RETURN NULL;
END $$;
"""

KINDS = [
    ("assign", "giao kế hoạch"),
    ("supplement", "giao bổ sung"),
    ("allocate", "phân bổ chi tiết"),
    ("adjust", "điều chỉnh"),
    ("transfer", "điều chuyển"),
    ("carry_over", "kéo dài sang năm sau"),
    ("recall", "thu hồi, hủy dự toán"),
    ("reversal", "đảo bút toán"),
]
LINE = "capitalline"
ONCE = ("component", "holder", "kind", "source", "budget_year", "tranche_year", "horizon", "is_detailed")


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0002_ledger")]

    operations = [
        migrations.AddField(
            LINE,
            "horizon",
            models.CharField(
                choices=[("year", "kế hoạch năm"), ("medium", "kế hoạch trung hạn")],
                default="year",
                max_length=6,
                verbose_name="kế hoạch",
            ),
        ),
        migrations.AddField(
            LINE,
            "parent",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="disbursement.capitalline",
                verbose_name="phân bổ từ",
            ),
        ),
        migrations.AddField(LINE, "is_detailed", models.BooleanField(default=True, verbose_name="đã phân bổ chi tiết")),
        migrations.AddField(
            LINE, "allocated_vnd", models.BigIntegerField(default=0, editable=False, verbose_name="đã phân bổ")
        ),
        migrations.AlterField("movement", "kind", models.CharField(choices=KINDS, max_length=12, verbose_name="loại")),
        migrations.RemoveConstraint(LINE, "capital_line_once"),
        migrations.AddConstraint(LINE, models.UniqueConstraint(fields=ONCE, name="capital_line_once")),
        migrations.RemoveConstraint(LINE, "capital_line_not_overdrawn"),
        migrations.AddConstraint(
            LINE,
            models.CheckConstraint(
                condition=Q(spent_vnd__lte=F("plan_vnd") - F("allocated_vnd")), name="capital_line_not_overdrawn"
            ),
        ),
        migrations.AddConstraint(
            LINE,
            models.CheckConstraint(
                condition=Q(is_detailed=True, allocated_vnd=0) | Q(is_detailed=False, spent_vnd=0),
                name="capital_line_spends_or_allocates",
            ),
        ),
        migrations.AddConstraint(
            LINE,
            models.CheckConstraint(condition=Q(allocated_vnd__gte=0), name="capital_line_allocated_not_negative"),
        ),
        migrations.AddConstraint(
            LINE,
            models.CheckConstraint(condition=~Q(horizon="medium") | Q(spent_vnd=0), name="capital_line_medium_unspent"),
        ),
        migrations.AddConstraint(
            LINE, models.CheckConstraint(condition=~Q(parent=F("id")), name="capital_line_not_its_parent")
        ),
        migrations.RemoveConstraint("movement", "movement_gives"),
        migrations.AddConstraint(
            "movement",
            models.CheckConstraint(
                condition=~Q(kind__in=["assign", "supplement", "allocate"]) | Q(amount_vnd__gt=0),
                name="movement_gives",
            ),
        ),
        migrations.RunSQL(TREE, NO_TREE),
    ]
