"""Configuration from the environment and a file; the clock it names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from esl_dialer.clock import RealClock, ScaledClock, clock_from
from esl_dialer.config import Config, ConfigError, load_config


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dialer.toml"


def loaded(file: Path, text: str, **environ: str) -> Config:
    file.write_text(text, encoding="utf-8")
    return load_config({"ESL_DIALER_CONFIG": str(file), **environ})


def test_without_anything_it_is_the_defaults():
    assert load_config({"PATH": "/bin", "_ESL_DIALER_PARENT": "1"}) == Config()


def test_the_environment_wins_over_the_file_and_the_file_over_defaults(file):
    config = loaded(file, 'port = 9000\nhost = "::1"\n', ESL_DIALER_PORT="9001")
    assert (config.port, config.host, config.simulator_port) == (9001, "::1", 8025)


def test_values_have_their_types():
    environ = {"ESL_DIALER_DATA": "/srv", "ESL_DIALER_MAX_CPS": "2.5", "ESL_DIALER_PORT": "80"}
    config = load_config(environ)
    assert (config.data, config.max_cps, config.port) == (Path("/srv"), 2.5, 80)


def test_an_unknown_key_is_an_error(file):
    with pytest.raises(ConfigError, match="ESL_DIALER_PROT"):
        load_config({"ESL_DIALER_PROT": "80"})
    with pytest.raises(ConfigError, match="prot"):
        loaded(file, "prot = 80")


@pytest.mark.parametrize(
    "text",
    ['port = "http"', "port = true", "host = []", "port =", "data = 5", "[section]\nport = 1"],
)
def test_a_value_that_is_not_usable_is_an_error(file, text):
    with pytest.raises(ConfigError):
        loaded(file, text)


def test_a_number_that_is_none_is_an_error():
    with pytest.raises(ConfigError, match="port"):
        load_config({"ESL_DIALER_PORT": ""})


def test_a_file_that_cannot_be_read_is_an_error(file):
    with pytest.raises(ConfigError, match=r"dialer\.toml"):
        load_config({"ESL_DIALER_CONFIG": str(file)})
    file.write_bytes(b'host = "\xff"')
    with pytest.raises(ConfigError, match=r"dialer\.toml"):
        load_config({"ESL_DIALER_CONFIG": str(file)})


def test_where_things_are(tmp_path):
    config = Config(data=tmp_path)
    assert config.simulated
    assert config.database_url == f"sqlite:///{tmp_path / 'dialer.db'}"
    assert config.audio_dir == tmp_path / "audio"
    assert config.cdr_dir == tmp_path / "cdr"
    real = Config(data=tmp_path, switch="esl://:secret@10.0.0.1:8021")
    assert not real.simulated
    assert real.cdr_dir is None
    assert Config(cdr="/var/cdr", switch=real.switch).cdr_dir == Path("/var/cdr")


def test_real_time_is_the_default():
    assert clock_from("") == RealClock()
    assert abs((RealClock().now() - datetime.now(UTC)).total_seconds()) < 60


def test_a_faster_clock_begins_at_its_origin():
    clock = clock_from("20@1795446000")
    assert (clock.factor, clock.origin) == (20, 1795446000)
    moved = ScaledClock(20, 1795446000, real=lambda: 1795446003.0)
    assert moved.now() == datetime(2026, 11, 23, 15, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["20", "@5", "20@", "x@5", "20@x", "0@5", "-1@5", "nan@5", "inf@5"]
)
def test_a_clock_that_is_none_is_told_with_what_to_write(text):
    with pytest.raises(ValueError, match="write FACTOR@ORIGIN"):
        clock_from(text)
