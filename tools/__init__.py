"""What builds and checks Regard; no part of the product. Used before the environment exists: standard library only."""
