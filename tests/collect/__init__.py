"""The door: what others send arrives, is answered after the commit, and nothing is lost."""
