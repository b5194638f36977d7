"""Keeping: backup, restore, upgrade."""
