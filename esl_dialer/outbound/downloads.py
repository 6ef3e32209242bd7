"""Lists fetched from the web, in a process of its own: whatever a server does, it ends.

A name is resolved once, all its addresses are looked at, and one that was looked at is what is
connected to; so it is again after each redirect. The name stays in the question (Host, SNI) and in
the certificate's check.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from esl_dialer.core.broken import of_connection
from esl_dialer.core.lists.addresses import (
    MOST_REDIRECTS,
    Bounds,
    NotFetched,
    Order,
    is_public,
    problem_of,
)
from esl_dialer.core.lists.list_file import NotAList, check_is_text
from esl_dialer.core.says import Says, about, unpacked

BLOCK = 1 << 16
_REFUSED = 1
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ASKED_FOR = {
    "User-Agent": "esl-dialer",
    "Accept": "text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*",
}

UNENDING = Says("it had not ended after {seconds} s")
TOO_LARGE = Says("it is larger than {most} MB")
NOT_PUBLIC = Says("{host} is not on the open network: Settings allows such hosts by name")
UNKNOWN = Says("no host is called {host}")
TOO_MANY = Says("more than {most} redirects")


def fetched(order: Order) -> str:
    """The name that the file has there. Raises NotFetched; then there may be a part of it."""
    command = [sys.executable, "-m", "esl_dialer.outbound.downloads"]
    seconds = order.bounds.seconds
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asdict(order)).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotFetched(UNENDING.of(seconds=round(seconds))) from None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode == _REFUSED and said:
        raise NotFetched(unpacked(said[-1]))
    if done.returncode:
        raise NotFetched(Says("fetching it broke"))
    return str(json.loads(done.stdout))


def main(asked: IO[str]) -> int:
    """By an order as JSON: the name on standard output, or why not on standard error."""
    values: dict[str, Any] = json.load(asked)
    bounds, inside = Bounds(**values.pop("bounds")), tuple(values.pop("inside"))
    try:
        name = _fetch(Order(**values, inside=inside, bounds=bounds))
    except NotFetched as error:
        print(error.says.packed(), file=sys.stderr)
        return _REFUSED
    print(json.dumps(name))
    return 0


def _fetch(order: Order) -> str:
    address = order.address
    for _ in range(MOST_REDIRECTS + 1):
        with _answer(address, order) as answer:
            if not answer.is_redirect:
                _check(answer, order.bounds)
                _write(answer, order)
                return _name_of(answer, address)
            address = urljoin(address, answer.headers["Location"])
    raise NotFetched(TOO_MANY.of(most=MOST_REDIRECTS))


@contextmanager
def _answer(address: str, order: Order) -> Iterator[requests.Response]:
    """The first of the host's addresses that lets itself be connected to."""
    if told := problem_of(address):
        raise NotFetched(about(address, told))
    with _told(address), requests.Session() as session:
        session.trust_env = False
        asked = session.prepare_request(requests.Request("GET", address, headers=_ASKED_FOR))
        parts = urlsplit(asked.url or "")
        asked.headers["Host"] = parts.netloc
        pinned = _Pinned(parts, _checked_addresses(parts, order.inside))
        for scheme in ("http://", "https://"):
            session.mount(scheme, pinned)
        wait = order.bounds.silence_s
        with session.send(asked, timeout=wait, stream=True, allow_redirects=False) as answer:
            yield answer


class _Pinned(HTTPAdapter):
    """Connects to addresses that were looked at, and to no others."""

    def __init__(self, parts: SplitResult, addresses: list[str]) -> None:
        super().__init__()
        self._host, self._addresses = parts.hostname or "", addresses

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        where, how = super().build_connection_pool_key_attributes(request, verify, cert)
        where["host"] = self._addresses[0]
        if where["scheme"] == "https":
            how |= {"server_hostname": self._host, "assert_hostname": self._host}
        return where, how

    def send(self, *args: Any, **how: Any) -> requests.Response:
        while True:
            try:
                return super().send(*args, **how)
            except requests.ConnectionError:
                if len(self._addresses) == 1:
                    raise
                self._addresses = self._addresses[1:]


def _checked_addresses(parts: SplitResult, inside: tuple[str, ...]) -> list[str]:
    """Of the host, each once; one that is not public refuses the host. Raises NotFetched."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched(UNKNOWN.of(host=host)) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if host.rstrip(".") not in inside and not all(map(is_public, addresses)):
        raise NotFetched(NOT_PUBLIC.of(host=host))
    return addresses


def _check(answer: requests.Response, bounds: Bounds) -> None:
    if answer.status_code != requests.codes.ok:
        told = Says("{server} answers {answer}", server=_host(answer), answer=answer.status_code)
        raise NotFetched(told)
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > bounds.most_bytes:
        raise NotFetched(TOO_LARGE.of(most=bounds.most_bytes >> 20))


def _write(answer: requests.Response, order: Order) -> None:
    size, first = 0, b""
    with Path(order.target).open("wb") as target:
        for block in answer.iter_content(BLOCK):
            size += len(block)
            if size > order.bounds.most_bytes:
                raise NotFetched(TOO_LARGE.of(most=order.bounds.most_bytes >> 20))
            first = first or block
            target.write(block)
    try:
        if not first.startswith(_WORKBOOKS):
            check_is_text(first)
    except NotAList as error:
        raise NotFetched(about(_host(answer), error.says)) from None


def _name_of(answer: requests.Response, address: str) -> str:
    """As the answer says, else the last part of the address."""
    header = Message()
    header["Content-Disposition"] = answer.headers.get("Content-Disposition", "")
    return header.get_filename() or unquote(urlsplit(address).path.rpartition("/")[2])


def _host(answer: requests.Response) -> str:
    return str(answer.request.headers["Host"])


@contextmanager
def _told(address: str) -> Iterator[None]:
    """What went wrong, in one line."""
    try:
        yield
    except NotFetched:
        raise
    except (requests.RequestException, OSError, ValueError) as error:
        raise NotFetched(about(address, of_connection(error))) from error


if __name__ == "__main__":
    sys.exit(main(sys.stdin))
