"""Alerts about capital by rules that are data: which rules hold where, what breaks them, and the daily run."""
