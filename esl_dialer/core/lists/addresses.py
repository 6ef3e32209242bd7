"""Lists that are fetched: from which addresses, how long, how much."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from esl_dialer.core.says import Says, SaysError

LONGEST_ADDRESS = 2000
MOST_REDIRECTS = 5

_WEB = re.compile(r"https?://[^\s/?#@\\]+([/?#]\S*)?", re.IGNORECASE)
_TUNNELS = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Of IPv6, into IPv4: where they lead can't be seen from here."""

NOT_WEB = Says("write it as https://HOST/PATH, without a name or password")


class NotFetched(SaysError):
    """Nothing was fetched from an address; the text says why."""


class FetchState(StrEnum):
    """How far the fetching of a list is."""

    WAITING = "waiting"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one fetching may take."""

    most_bytes: int = 256 << 20
    """As much as a browser sends."""
    seconds: float = 300.0
    """From the first question to the last byte, redirects too."""
    silence_s: float = 30.0
    """For each wait: to connect, for more."""


@dataclass(frozen=True, slots=True)
class Order:
    """Fetch what is at ``address`` into the file ``target``.

    ``inside``: hosts that may have an address that is not public, in lower case.
    """

    address: str
    target: str
    inside: tuple[str, ...] = ()
    bounds: Bounds = Bounds()


Download = Callable[[Order], str]
"""Fetches; returns the name that the file has there, empty when it has none. Raises NotFetched."""


def problem_of(address: str) -> Says | None:
    """What is wrong with an address as it is written."""
    if len(address) > LONGEST_ADDRESS:
        return Says("longer than {most} characters").of(most=LONGEST_ADDRESS)
    return None if _WEB.fullmatch(address) else NOT_WEB


def without_query(address: str) -> str:
    """As it is kept once the list is fetched: what follows ``?`` or ``#`` may be a key to the file
    (signed addresses of object stores have it there), and is no part of where it came from."""
    place = re.split(r"[?#]", address, maxsplit=1)[0]
    return place if place == address else f"{place}?…"


def hosts_in(text: str) -> tuple[str, ...]:
    """Names or addresses of hosts, with commas between, in lower case."""
    parts = (part.strip().strip("[]").rstrip(".").lower() for part in text.split(","))
    return tuple(part for part in parts if part)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network: not of this machine or the own network, of
    a link, of many at once, or reserved. Raises ValueError for what is no address."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if any(found in tunnel for tunnel in _TUNNELS) or found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved)
