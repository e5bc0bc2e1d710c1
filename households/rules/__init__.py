"""Poverty arithmetic without a database: lines, deprivations, points and classes from plain values."""
