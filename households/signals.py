"""What the registry tells the apps above it, inside the transaction (design section 2)."""

from django.dispatch import Signal

# household, from_area, to_area, old_path, on
household_moved = Signal()
# household, on: moved out of the province's registry, dissolved, or registered by mistake
household_closed = Signal()
# household, old ("" when it had none), new, scope, on
class_changed = Signal()
# review_round, area, reason, access: the result of a round was recognised in an area, or corrected afterwards
period_closed = Signal()
