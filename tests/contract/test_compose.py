"""compose.yaml and its image, as far as they can be judged without a container engine."""

import re
from configparser import ConfigParser
from typing import Any

import pytest
import yaml

from esl_dialer.runtime.config import PREFIX, load_config
from tests.contract.switches import CONFIGURATION

ROOT = CONFIGURATION.parents[1]
GIVEN = {"FREESWITCH_IMAGE": "switch", "DIALER_FS_PASSWORD": "secret"}
SERVICE_KEYS = {
    "build", "command", "depends_on", "env_file", "environment", "image", "init", "network_mode",
    "restart", "ulimits", "user", "volumes",
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


def test_what_is_not_given_is_made_here_and_never_fetched_by_its_name(compose) -> None:
    for name, service in compose["services"].items():
        assert service["image"] in GIVEN.values() or service["build"] == ".", name


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
    config = load_config(dialer["environment"] | image_environment())
    assert str(config.cdr_dir) == switch["environment"]["DIALER_FS_CDR"]
    for place, how in ((str(config.cdr_dir), "rw"), (str(config.audio_dir), "ro")):
        assert mounts(dialer)[place] == (mounts(switch)[place][0], "rw")
        assert mounts(switch)[place][1] == how


def test_the_switch_sees_nothing_else_of_the_dialers(compose) -> None:
    switch, dialer = (mounts(compose["services"][name]) for name in ("freeswitch", "dialer"))
    assert set(switch) & set(dialer) == {"/cdr", "/data/audio"}
    assert "data" not in {source for source, _ in switch.values()}


def test_both_write_only_where_they_may(compose) -> None:
    """Every place is made for their user beforehand, or mounted read-only."""
    services = compose["services"]
    assert services["freeswitch"]["user"] == services["dialer"]["user"]
    made = {word for word in services["places"]["command"].split() if word.startswith("/")}
    switch, dialer = mounts(services["freeswitch"]), mounts(services["dialer"])
    named = {word for word in services["freeswitch"]["command"] if word.startswith("/")}
    assert {place for place in named if switch.get(place, ("", "rw"))[1] == "rw"} <= made
    assert set(dialer) <= made
    assert switch.keys() - made == {"/switch", "/etc/dialer/conf", "/etc/dialer/scripts"}


def test_the_password_of_the_env_file_is_not_committed(compose) -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {service.get("env_file") for service in compose["services"].values()} == {None, ".env"}
    assert "/.env" in ignored


def test_the_image_holds_every_package_and_what_the_setup_reads() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert all((ROOT / name).exists() for name in sent)
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    packages = setup["options.packages.find"]["include"].split()
    assert {name.rstrip("*") for name in packages} <= sent
    read = {"setup.cfg", "pyproject.toml", "package.json", "package-lock.json"}
    assert read | {"scripts/setup", "scripts/vendor-assets", "data"} <= sent


def image_environment() -> dict[str, str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    return dict(re.findall(rf"({PREFIX}\w+)=(\S+)", text))
