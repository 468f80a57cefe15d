"""Where a request says it comes from and goes to: which of that is believed."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from simulator.exams.errors import ExamError
from simulator.kernel.text import Text

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class Place(msgspec.Struct, frozen=True):
    """A host and a port; no port: the usual one of the scheme."""

    host: str
    port: int | None

    def at(self, scheme: str) -> tuple[str, int]:
        """Host and port, the usual port filled in."""
        return self.host, self.port or _PORTS.get(scheme, 0)


def place(netloc: str) -> Place | None:
    """What a Host header, or that part of an address, names; None where it names nothing a browser would send."""
    if not netloc or len(netloc) > 260 or "@" in netloc or "/" in netloc:
        return None
    try:
        split = urlsplit(f"//{netloc}")
        host, port = (split.hostname or "").lower(), split.port
    except ValueError:
        return None
    return Place(host, port) if _NAME.fullmatch(host) or _ip(host) else None


def public_place(url: str) -> tuple[str, Place]:
    """Scheme and place of the address under which browsers find the hall. Raises ExamError."""
    split = urlsplit(url.strip())
    found = place(split.netloc)
    if split.scheme not in ("http", "https") or found is None or split.query or split.fragment:
        raise ExamError(
            "bad-url",
            Text(
                f"--public-url “{url}”不是网址；应像 https://exam.example.edu/ 这样。",
                f"--public-url {url!r} is no address; write it like https://exam.example.edu/.",
            ),
        )
    return split.scheme, found


class Hosts:
    """Which names of this machine are believed. A literal address is: nobody can make a foreign page's name lead to one. Other names are only those of
    the machine itself and that of the public address."""

    def __init__(self, public_url: str = "", names: Iterable[str] = ()) -> None:
        self.public = public_place(public_url) if public_url else None
        own = {"localhost", *(n.lower().rstrip(".") for n in names)}
        self.names = frozenset(own | ({self.public[1].host} if self.public else set()))

    def knows(self, host: str) -> bool:
        """Whether a Host header names this hall."""
        found = place(host)
        return found is not None and (found.host in self.names or _ip(found.host))

    def same(self, origin: str, host: str) -> bool:
        """Whether a page with this Origin came from here."""
        try:
            split = urlsplit(origin)
        except ValueError:
            return False
        page, here = place(split.netloc), place(host)
        if split.scheme not in ("http", "https") or page is None or split.path or split.query or split.fragment:
            return False
        if self.public is not None and page.at(split.scheme) == self.public[1].at(self.public[0]):
            return split.scheme == self.public[0]
        return here is not None and page.at(split.scheme) == here.at(split.scheme)


def machine_names() -> tuple[str, ...]:
    """What this machine calls itself."""
    name = socket.gethostname()
    return tuple(n for n in (name, f"{name}.local", socket.getfqdn()) if _NAME.fullmatch(n.lower()))


def address_of(peer: str, forwarded: str, behind_proxy: bool) -> str:
    """The address a candidate is known by. What a proxy says is believed when one was announced and speaks from this machine: the last address in
    its list, for that one it has seen itself."""
    if behind_proxy and forwarded and _loopback(peer):
        said = forwarded.rpartition(",")[2].strip()
        if _ip(said):
            return plain_address(said)
    return plain_address(peer)


def plain_address(address: str) -> str:
    """An address in one spelling; IPv4 within IPv6 as IPv4."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found)


def counted_as(address: str) -> str:
    """What an address is counted under: a whole IPv6 network of one household or room (/64), for each machine has all of its addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else address


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(plain_address(address)).is_loopback
    except ValueError:
        return False


def _ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
