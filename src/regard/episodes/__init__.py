"""Says which interactions are one matter, and why, and undoes it."""
