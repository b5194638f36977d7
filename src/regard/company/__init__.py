"""Who and what we are: staff, teams, brands, sources, touchpoints, business hours."""
