"""How the installation fares: facts are gathered, then one pure function judges them."""
