"""Regard: every dealing between customers and one company, and what became of it."""
