import pytest

from esl_dialer.core.lists.addresses import (
    LONGEST_ADDRESS,
    hosts_in,
    is_public,
    problem_of,
    without_query,
)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_open_network(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::",  # noqa: S104
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fc00::1", "fec0::1",
        "169.254.0.1", "fe80::1", "fe80::1%eth0",
        "224.0.0.1", "239.1.1.1", "ff02::1", "ff0e::1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "2001:db8::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00::1",
    ],
)  # fmt: skip
def test_addresses_of_no_open_network(address: str) -> None:
    """This machine, the own network, one link, many at once, reserved; IPv4 inside of IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["https://lists.example/may.csv", "HTTP://10.0.0.1:8080", "http://[::1]/?a=b#c"]
)
def test_an_address_on_the_web(address: str) -> None:
    assert problem_of(address) is None


@pytest.mark.parametrize(
    "address",
    ["", "lists.example/may.csv", "ftp://lists.example/may.csv", "file:///nowhere", "http://",
     "https://ann:secret@lists.example/", "https://lists.example\\@other.example/",
     "https://lists.example/two words", "https://lists.example/\nHost: other"],
)  # fmt: skip
def test_what_is_none_is_told(address: str) -> None:
    assert "write it as https://HOST/PATH" in str(problem_of(address))


def test_an_address_has_an_end() -> None:
    longest = "https://lists.example/" + "a" * LONGEST_ADDRESS
    assert str(problem_of(longest)) == "longer than 2000 characters"


def test_hosts_that_are_allowed() -> None:
    assert hosts_in(" Files.Example. ,, [::1],10.0.0.1 ") == ("files.example", "::1", "10.0.0.1")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://lists.example/may.csv", "https://lists.example/may.csv"),
        ("https://lists.example/may.csv?X-Signature=secret", "https://lists.example/may.csv?…"),
        ("https://lists.example/may.csv#secret?a", "https://lists.example/may.csv?…"),
    ],
)
def test_what_may_be_a_key_is_not_kept(address: str, kept: str) -> None:
    assert without_query(address) == kept
