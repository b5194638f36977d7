"""The door: what other systems send arrives here, before Django, and is answered after the commit."""
