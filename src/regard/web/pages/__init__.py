"""One file per page: parse, ask a room, render."""
