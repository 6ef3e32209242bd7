"""Where the dialer listens: a port that is taken is told before anything starts, and the address
when the pages answer, not before."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from esl_dialer.runtime import listening
from esl_dialer.runtime.config import Config, ConfigError
from esl_dialer.runtime.listening import pages_address, refuse_taken_ports, when_pages_answer
from tests.patience import PATIENCE_S
from tests.ports import free_port

ADVICE = (
    "is taken by another program, or another dialer: stop it, or set ESL_DIALER_{key} to a port "
    "that is free"
)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.fixture
def config() -> Config:
    return Config(port=free_port(), simulator_port=free_port())


@pytest.mark.parametrize("key", ["port", "simulator_port"])
@pytest.mark.parametrize("host", ["127.0.0.1", ""])
def test_a_port_that_is_taken_is_told_by_its_setting(config, taken, key, host, monkeypatch):
    monkeypatch.setattr(listening, "STILL_HELD_S", 0.0)
    with pytest.raises(ConfigError) as refused:
        refuse_taken_ports(replace(config, host=host, **{key: taken}))
    where = host if key == "port" else "127.0.0.1"
    assert str(refused.value) == f"{key}: {where}:{taken} {ADVICE.format(key=key.upper())}"


def test_a_port_that_is_let_go_meanwhile_is_taken(config, taken):
    """A dialer that is being stopped may hold it for a while."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        looks = iter((0.0, 1.0, 2.0))

        def timer() -> float:
            if (at := next(looks)) == 1.0:
                holder.close()
            return at

        refuse_taken_ports(replace(config, port=holder.getsockname()[1]), timer)


def test_ports_that_are_free_are_left_free(config):
    refuse_taken_ports(config)
    refuse_taken_ports(config)


def test_the_simulators_port_is_nobodys_with_a_real_switch(config, taken):
    refuse_taken_ports(replace(config, switch="esl://:x@127.0.0.1:8021", simulator_port=taken))


def test_an_address_that_is_not_of_this_machine_is_told(config):
    with pytest.raises(ConfigError, match="is no address of this machine: set ESL_DIALER_HOST"):
        refuse_taken_ports(replace(config, host="192.0.2.1"))


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/"),
        ("", "http://127.0.0.1:8080/"),
        ("::", "http://[::1]:8080/"),
        ("dialer.example", "http://dialer.example:8080/"),
    ],
)
def test_the_address_can_be_opened_on_this_machine(host, told):
    assert pages_address(Config(host=host)) == told


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


def test_the_address_is_told_once_the_pages_answer(config):
    told: list[str] = []
    with ExitStack() as begun:

        def begin_to_answer(_seconds: float) -> None:
            assert told == []
            server = begun.enter_context(HTTPServer(("127.0.0.1", config.port), Pages))
            begun.callback(server.shutdown)
            Thread(target=server.serve_forever, daemon=True).start()

        when_pages_answer(config, lambda: told.append("open"), begin_to_answer)
    assert told == ["open"]


@pytest.mark.slow
def test_serve_with_a_port_that_is_taken_ends_at_once(tmp_path, taken):
    environment = os.environ | {
        "ESL_DIALER_DATA": str(tmp_path),
        "ESL_DIALER_PORT": str(taken),
        "ESL_DIALER_SIMULATOR_PORT": str(free_port()),
    }
    done = subprocess.run(
        [sys.executable, "-m", "esl_dialer", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"esl-dialer: port: 127.0.0.1:{taken} {ADVICE.format(key='PORT')}\n"
