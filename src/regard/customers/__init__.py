"""Which profiles are one person, why, and how to undo it."""
