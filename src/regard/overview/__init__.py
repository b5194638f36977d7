"""Shows what is: channels, stages, volume."""
