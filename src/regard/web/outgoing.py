"""Posting to an address that somebody typed in: to where it says, nowhere inside, following nobody.

The name is looked up once, every address it has is looked at, and the connection goes to one of these: a name that
leads elsewhere a moment later (DNS rebinding) leads nowhere.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0
_PORTS = {"http": 80, "https": 443}


class Undelivered(Exception):
    """It did not arrive, and why, in a few words without anything of the receiver's."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, may_be_private: bool = False) -> int:
    """The status that was answered; raises `Undelivered`. Redirects are not followed."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.sock = _connected(host, port, may_be_private=may_be_private, tls=parts.scheme == "https")
        connection.request("POST", path, body=body, headers=dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Undelivered(f"{type(error).__name__}: {host}:{port} does not answer") from error
    finally:
        connection.close()


def _connected(host: str, port: int, *, may_be_private: bool, tls: bool) -> socket.socket:
    address = _address(host, port, may_be_private=may_be_private)
    opened = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
    if not tls:
        return opened
    try:
        return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    except BaseException:
        opened.close()
        raise


def _address(host: str, port: int, *, may_be_private: bool) -> str:
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not may_be_private:
        for address in found:
            if not is_public(address):
                raise Undelivered(f"{host} is an address of an inner network; an administrator can allow that.")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    one = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(one, "ipv4_mapped", None) or one
    return inner.is_global and not inner.is_multicast
