"""Clients that others wrote, each through one call, on both switches.

greenswitch is the dialer's own; fs_cli (libesl) is where a FreeSWITCH is. The others are installed
from their registries into the directory ESL_CLIENTS, once; without it they are left out:

    ESL_CLIENTS=/tmp/clients scripts/test tests/contract/test_clients.py
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import gevent
import greenswitch
import pytest
from gevent.subprocess import run

from tests.contract.placed import LISTENS
from tests.contract.switches import PASSWORD, SwitchUnderTest, freeswitch_binary
from tests.patience import PATIENCE_S

HERE = Path(__file__).parent / "clients"
NODE_CLIENTS = ("esl", "esl-lite", "modesl")


@pytest.fixture(scope="session")
def installed() -> Path:
    """Where the clients of the registries are; they are put there when they are not."""
    named = os.environ.get("ESL_CLIENTS")
    if not named:
        pytest.skip("ESL_CLIENTS names no directory for clients of the registries")
    directory = Path(named)
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", directory)
    if not (directory / "node_modules").exists():
        npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(npm, cwd=directory, check=True, capture_output=True)
    python = directory / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python)], check=True)
        pip = [str(python / "bin" / "pip"), "install", "-q", "-r", str(HERE / "requirements.txt")]
        subprocess.run(pip, check=True, capture_output=True)
    return directory


def walked(*command: str, **environment: str) -> dict[str, str]:
    """What a client's walk told; while it walks, the simulated switch of this process goes on."""
    done = run(
        list(command),
        env=dict(os.environ) | environment,
        capture_output=True,
        timeout=2 * PATIENCE_S,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, str] = json.loads(done.stdout)
    return told


def assert_whole(told: dict[str, str], name: str, uuid: str) -> None:
    assert told["status"].startswith("UP 0 years, ")
    assert told["job"] == f"+OK {uuid}\n"
    assert told["said"] == name
    assert told["played"] == "FILE PLAYED"
    assert told["cause"] == "USER_BUSY"


@pytest.mark.parametrize("name", NODE_CLIENTS)
def test_a_client_of_the_npm_registry(switch: SwitchUnderTest, installed: Path, name: str) -> None:
    if shutil.which("node") is None:
        pytest.skip("no node on the path")
    uuid = str(uuid4())
    told = walked(
        *("node", str(HERE / "walk.mjs"), name, str(switch.port), PASSWORD, uuid, switch.short),
        ESL_CLIENTS=str(installed),
    )
    assert_whole(told, name, uuid)


def test_genesis(switch: SwitchUnderTest, installed: Path) -> None:
    python = str(installed / "python" / "bin" / "python")
    told = walked(python, str(HERE / "walk.py"), str(switch.port), PASSWORD, switch.short)
    assert_whole(told, "genesis", told["uuid"])


@pytest.fixture
def green(switch: SwitchUnderTest) -> Iterator[greenswitch.InboundESL]:
    client = greenswitch.InboundESL("127.0.0.1", switch.port, PASSWORD)
    client.connect()
    yield client
    client.stop()


def test_greenswitch(green: greenswitch.InboundESL, switch: SwitchUnderTest) -> None:
    """It knows commands and events, in the plain form; jobs are told as events."""
    uuid, heard = str(uuid4()), []
    green.register_handle("*", heard.append)
    names = "CHANNEL_PARK CHANNEL_EXECUTE_COMPLETE CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB"
    assert green.send(f"event plain {names}").headers["Reply-Text"].startswith("+OK event listener")
    told = {"status": green.send("api status").data}
    green.send(f"bgapi originate {{origination_uuid={uuid}}}{LISTENS} &park\nJob-UUID: {uuid}")

    def first(name: str, header: str, value: str) -> dict[str, str]:
        with gevent.Timeout(PATIENCE_S):
            while True:
                for event in heard:
                    if (event.headers.get("Event-Name"), event.headers.get(header)) == (
                        name,
                        value,
                    ):
                        return dict(event.headers)
                gevent.sleep(0.02)

    first("CHANNEL_PARK", "Unique-ID", uuid)
    told["job"] = f"+OK {first('BACKGROUND_JOB', 'Job-UUID', uuid) and uuid}\n"
    for number, (app, data) in enumerate((("set", "said=greenswitch"), ("playback", switch.short))):
        head = f"sendmsg {uuid}\ncall-command: execute\nevent-uuid: {uuid[:-1]}{number}"
        green.send(f"{head}\nexecute-app-name: {app}\nexecute-app-arg: {data}")
        done = first("CHANNEL_EXECUTE_COMPLETE", "Application-UUID", f"{uuid[:-1]}{number}")
        told["played"] = done["Application-Response"]
    told["said"] = green.send(f"api uuid_getvar {uuid} said").data
    green.send(f"api uuid_kill {uuid} USER_BUSY")
    told["cause"] = first("CHANNEL_HANGUP_COMPLETE", "Unique-ID", uuid)["Hangup-Cause"]
    assert_whole(told, "greenswitch", uuid)


def test_fs_cli(switch: SwitchUnderTest) -> None:
    """libesl, as engineers have it: one command a time."""
    binary = freeswitch_binary()
    cli = Path(binary).with_name("fs_cli") if binary else None
    if cli is None or not cli.exists():
        pytest.skip("no fs_cli beside a FreeSWITCH")
    libraries = os.environ.get("FREESWITCH_LIBRARIES")

    def typed(command: str) -> str:
        done = run(
            [str(cli), "-P", str(switch.port), "-p", PASSWORD, "-x", command],
            env=dict(os.environ) | ({"LD_LIBRARY_PATH": libraries} if libraries else {}),
            capture_output=True,
            timeout=2 * PATIENCE_S,
            text=True,
        )
        return str(done.stdout).strip("\n")

    uuid = str(uuid4())
    assert typed("status").startswith("UP 0 years, ")
    assert typed(f"originate {{origination_uuid={uuid}}}{LISTENS} &park") == f"+OK {uuid}"
    assert typed(f"uuid_setvar {uuid} said fs_cli") == "+OK"
    assert typed(f"uuid_getvar {uuid} said") == "fs_cli"
    assert typed(f"eval uuid:{uuid} ${{variable_said}}") == "fs_cli"
    assert typed(f"uuid_kill {uuid} USER_BUSY") == "+OK"
    assert typed("nosuch") == "-ERR nosuch Command not found!"
