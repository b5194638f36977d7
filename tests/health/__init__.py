"""How the installation fares."""
