"""Who was given which rights, when and by whom: the history of people, roles, posts and API clients."""

from django.db import migrations

from core.migration_ops import track_history


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_first_password"), ("core", "0003_protection")]

    operations = [
        track_history("accounts_user", exclude=["password", "last_login"], scope=""),
        track_history("accounts_role", scope=""),
        track_history("accounts_assignment", scope=""),
        track_history("accounts_delegation", scope=""),
        track_history("accounts_apiclient", exclude=["token_hash", "last_used_at"], scope=""),
    ]
