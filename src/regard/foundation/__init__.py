"""What all rooms stand on: clock, ids, errors, languages, reports, and the door to the warehouse."""
