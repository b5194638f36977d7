"""Takes the record out in formats that other tools read, and back in without loss."""
