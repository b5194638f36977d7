"""What arrives at the door becomes interactions by a mapping, or is refused and kept."""
