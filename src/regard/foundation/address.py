"""An address to listen on, and whether somebody does."""

import socket

from regard.foundation.errors import RegardError


def must_be_free(host: str, port: int) -> None:
    """Refuse an address that somebody listens on: the server would share it, and each get half of the requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as cause:
        raise RegardError(f"{host}:{port} cannot be used: {cause.strerror}. Another --port would work.") from cause
