"""Backup, restore, upgrade: nothing lost, nothing half-made."""
