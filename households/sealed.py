"""Which columns hold sealed values, for `manage.py reseal_fields`."""

from core.resealing import SealedColumn
from households.models import Household, Member
from households.services.people import CITIZEN_ID
from households.services.registry import PHONE

SEALED = (
    SealedColumn(Member, "citizen_id_sealed", CITIZEN_ID, staged_as="citizen_id"),
    SealedColumn(Household, "phone_sealed", PHONE, staged_as="phone"),
)
