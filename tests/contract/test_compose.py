"""compose.yaml, as far as it can be judged without a container engine."""

import re
from typing import Any

import pytest
import yaml

from esl_dialer.config import PREFIX, load_config
from tests.contract.switches import CONFIGURATION

ROOT = CONFIGURATION.parents[1]
GIVEN = {"FREESWITCH_IMAGE": "switch", "DIALER_IMAGE": "dialer", "DIALER_FS_PASSWORD": "secret"}
SERVICE_KEYS = {
    "command", "depends_on", "entrypoint", "environment", "image", "network_mode", "restart",
    "ulimits", "user", "volumes",
}  # fmt: skip
"""Those of the Compose Specification that are used."""


def filled(text: str) -> str:
    """As Compose fills ``${NAME:-default}`` and ``${NAME:?reason}``."""

    def value(found: re.Match[str]) -> str:
        name, how, rest = found["name"], found["how"] or "", found["rest"] or ""
        if name in GIVEN:
            return GIVEN[name]
        assert how == ":-", f"{name} is given nowhere"
        return rest

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<rest>[^}]*))?\}", value, text)


@pytest.fixture
def compose() -> dict[str, Any]:
    return yaml.safe_load(filled((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def mounts(service: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """By place in the container: what is mounted there, and how."""
    parts = [(*volume.split(":"), "rw")[:3] for volume in service["volumes"]]
    return {place: (source, mode) for source, place, mode in parts}


def test_it_has_only_what_compose_knows(compose) -> None:
    assert set(compose) == {"services", "volumes"}
    for name, service in compose["services"].items():
        assert set(service) <= SERVICE_KEYS, name
        assert set(service.get("depends_on", {})) <= set(compose["services"])


def test_what_is_mounted_exists_and_every_volume_is_used(compose) -> None:
    used = set()
    for service in compose["services"].values():
        for source, _ in mounts(service).values():
            if source.startswith("."):
                assert (ROOT / source).is_dir(), source
            else:
                used.add(source)
    assert used == set(compose["volumes"])


def test_the_dialer_takes_its_configuration(compose) -> None:
    environment = compose["services"]["dialer"]["environment"]
    assert all(name.startswith(PREFIX) for name in environment)
    config = load_config(environment)
    assert config.switch == "esl://:secret@127.0.0.1:8021"


def test_the_switch_takes_its_variables(compose) -> None:
    known = (CONFIGURATION / "vars.xml").read_text(encoding="utf-8")
    for name in compose["services"]["freeswitch"]["environment"]:
        assert f"=${name}" in known, name


def test_both_see_the_audio_and_the_detail_records_at_one_place(compose) -> None:
    switch, dialer = compose["services"]["freeswitch"], compose["services"]["dialer"]
    records = switch["environment"]["DIALER_FS_CDR"]
    assert dialer["environment"][f"{PREFIX}CDR"] == records
    written, read = mounts(switch), mounts(dialer)
    assert written["/var/lib/dialer"] == ("switch", "rw")
    assert read["/var/lib/dialer"][0] == "switch"
    data = dialer["environment"][f"{PREFIX}DATA"]
    assert read[data] == ("data", "rw")
    assert written[data][0] == "data"


def test_the_switch_writes_only_where_it_may(compose) -> None:
    """Every directory it is given is made for its user beforehand, or mounted."""
    words = compose["services"]["freeswitch"]["command"]
    made = re.search(r"mkdir -p ([\w ]+) &&", compose["services"]["places"]["command"][0])
    assert made
    allowed = {f"/var/lib/dialer/{name}" for name in made[1].split()}
    given = {word for word in words if word.startswith("/")}
    assert given <= allowed | set(mounts(compose["services"]["freeswitch"]))
