"""What the ledger tells the apps above it, inside the transaction (design section 2)."""

from django.dispatch import Signal

# area, budget_year, month (its first day)
period_closed = Signal()
