"""Shows every room over HTTP and decides nothing."""
