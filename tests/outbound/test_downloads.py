"""Lists fetched from a server, and what is not fetched."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from esl_dialer.core.lists.addresses import Bounds, NotFetched, Order
from esl_dialer.outbound import downloads
from tests.certificates import make
from tests.outbound.list_server import LIST, MOVED, ListServer, list_server


@pytest.fixture
def server() -> Iterator[ListServer]:
    with list_server() as running:
        yield running


def order(address: str, folder: Path, inside: str = "localhost", **bounds: float) -> Order:
    return Order(address, str(folder / "fetched"), (inside,), Bounds(**bounds))  # type: ignore[arg-type]


def refusal(wanted: Order) -> str:
    with pytest.raises(NotFetched) as refused:
        downloads.fetched(wanted)
    return str(refused.value)


@pytest.mark.parametrize(
    ("path", "name"),
    [("list.csv", "list.csv"), ("list.csv?day=1", "list.csv"), ("named", "../May & June.csv"),
     (f"moved-{MOVED - 1}", "list.csv")],
)  # fmt: skip
def test_a_file_is_fetched_with_the_name_it_has_there(
    server: ListServer, tmp_path: Path, path: str, name: str
) -> None:
    assert downloads.fetched(order(server.address(path), tmp_path)) == name
    assert (tmp_path / "fetched").read_bytes() == LIST
    assert set(server.hosts) == {f"localhost:{server.port}"}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("page", "localhost:{port}: the file is a web page or XML, not a CSV; "
                 "save it as CSV or XLSX"),
        ("nowhere", "localhost:{port} answers 404"),
        ("empty", "localhost:{port}: the file is empty"),
        ("inside", "127.0.0.1 is not on the open network: Settings allows such hosts by name"),
        ("file", "file:///nowhere: write it as https://HOST/PATH, without a name or password"),
        (f"moved-{MOVED}", "more than 5 redirects"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_told(server: ListServer, tmp_path: Path, path: str, told: str) -> None:
    assert refusal(order(server.address(path), tmp_path)) == told.format(port=server.port)


def test_what_is_too_large_is_left_before_it_is_read(server: ListServer, tmp_path: Path) -> None:
    wanted = order(server.address("long"), tmp_path, most_bytes=1 << 20)
    assert refusal(wanted) == "it is larger than 1 MB"
    assert not (tmp_path / "fetched").exists()


def test_what_does_not_say_how_large_it_is_is_left_when_it_is_too_large(
    server: ListServer, tmp_path: Path
) -> None:
    wanted = order(server.address("endless"), tmp_path, most_bytes=len(LIST))
    assert refusal(wanted) == "it is larger than 0 MB"


@pytest.mark.parametrize("path", ["endless", "silent"])
def test_what_never_ends_is_ended(server: ListServer, tmp_path: Path, path: str) -> None:
    wanted = order(server.address(path), tmp_path, seconds=3.0)
    assert refusal(wanted) == "it had not ended after 3 s"


def test_who_says_nothing_is_not_waited_for(server: ListServer, tmp_path: Path) -> None:
    wanted = order(server.address("silent"), tmp_path, silence_s=0.2)
    assert refusal(wanted).endswith("no answer in time")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"])
def test_this_machine_is_not_asked_however_it_is_written(
    server: ListServer, tmp_path: Path, host: str
) -> None:
    wanted = order(server.address("list.csv", host), tmp_path, "elsewhere.example")
    assert "is not on the open network" in refusal(wanted)
    assert server.hosts == []


def test_a_host_of_several_addresses_is_refused_for_one_of_them(
    server: ListServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers(_: str, port: int, **how: object) -> list[object]:
        return [(0, 0, 0, "", (address, port)) for address in ("93.184.215.14", "127.0.0.1")]

    monkeypatch.setattr(downloads.socket, "getaddrinfo", answers)
    with pytest.raises(NotFetched, match=r"two\.example is not on the open network"):
        downloads._fetch(order(f"http://two.example:{server.port}/list.csv", tmp_path))
    assert server.hosts == []


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked to be resolved; names of ``.example`` are this machine."""
    real, asked = downloads.socket.getaddrinfo, []

    def answers(host: str, port: int, *more: object, **how: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host.endswith(".example") else host, port, *more, **how)

    monkeypatch.setattr(downloads.socket, "getaddrinfo", answers)
    return asked


def test_the_name_is_resolved_once_and_what_was_looked_at_is_connected_to(
    server: ListServer, tmp_path: Path, resolved: list[str]
) -> None:
    address = server.address("list.csv", "once.example")
    assert downloads._fetch(order(address, tmp_path, "once.example")) == "list.csv"
    assert resolved == ["once.example", "127.0.0.1"]
    assert server.hosts == [f"once.example:{server.port}"]


def test_an_address_that_does_not_answer_is_followed_by_the_hosts_next(
    server: ListServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = ["127.0.0.2", "127.0.0.1"]
    monkeypatch.setattr(downloads, "_checked_addresses", lambda *_: list(checked))
    assert downloads._fetch(order(server.address("list.csv"), tmp_path)) == "list.csv"


def test_the_certificate_is_checked_for_the_name_and_the_name_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resolved: list[str]
) -> None:
    made, said = make(tmp_path), []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.path, made.key)
    context.sni_callback = lambda _, name, __: said.append(name)
    with list_server(context) as server:
        wanted = order(server.address("list.csv", scheme="https"), tmp_path)
        with pytest.raises(NotFetched, match="certificate"):
            downloads._fetch(wanted)
        monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(made.path))
        assert downloads._fetch(wanted) == "list.csv"
        other = server.address("list.csv", "other.example", "https")
        with pytest.raises(NotFetched, match=r"other\.example.* match"):
            downloads._fetch(order(other, tmp_path, "other.example"))
    assert said == ["localhost", "localhost", "other.example"]
