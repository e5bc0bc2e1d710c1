from accounts.models.agency import Agency, AgencySuccession
from accounts.models.api_client import ApiClient
from accounts.models.assignment import Assignment, Delegation, Role
from accounts.models.user import User

__all__ = ["Agency", "AgencySuccession", "ApiClient", "Assignment", "Delegation", "Role", "User"]
