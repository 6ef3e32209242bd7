"""Configuration from the environment and a file; the clock it names."""

from datetime import UTC, datetime
from pathlib import Path

import gevent
import pytest
from gevent.event import Event

from esl_dialer.runtime.clock import RealClock, ScaledClock, clock_from
from esl_dialer.runtime.config import Config, ConfigError, load_config, problems
from tests.patience import PATIENCE_S


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


@pytest.mark.parametrize("nowhere", ["", "."])
def test_the_directory_of_whoever_calls_is_not_taken_for_the_data(nowhere):
    with pytest.raises(ConfigError, match=r"data=.*name a directory"):
        load_config({"ESL_DIALER_DATA": nowhere})


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


def test_an_hour_of_a_fast_clock_is_over_at_once():
    clock = ScaledClock(1_000_000, 1795446000)
    with gevent.Timeout(PATIENCE_S):
        clock.sleep(3600)
        clock.wait(Event(), 3600)
        clock.sleep(-1)


def test_a_wait_ends_with_its_event():
    done = Event()
    done.set()
    with gevent.Timeout(PATIENCE_S):
        ScaledClock(0.001, 1795446000).wait(done, 3600)


@pytest.mark.parametrize(
    "text", ["20", "@5", "20@", "x@5", "20@x", "0@5", "-1@5", "nan@5", "inf@5"]
)
def test_a_clock_that_is_none_is_told_with_what_to_write(text):
    with pytest.raises(ValueError, match="write FACTOR@ORIGIN"):
        clock_from(text)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "70000", "from 1 to 65535"),
        ("SIMULATOR_PORT", "-1", "from 1 to 65535"),
        ("MAX_CPS", "0", "more than 0"),
        ("MAX_CPS", "nan", "more than 0"),
        ("MAX_CPS", "inf", "more than 0"),
        ("AUDIO_WORKERS", "0", "from 1 to 64"),
        ("REHEARSAL", "2", "one of: 0, 1"),
        ("LOG_LEVEL", "loud", "one of: debug, info"),
        ("HOST", "http://here", "without a port"),
        ("HOST", "127.0.0.1:80", "without a port"),
        ("HOST", "", "without a port"),
        ("DATABASE", "mysql://root@db/dialer", "mysql is not one of the databases"),
        ("DATABASE", "mysql+pymysql://root@db/dialer", "mysql is not one of the databases"),
        ("DATABASE", "postgres://u@db/dialer", "write sqlite:///PATH or postgresql://"),
        ("DATABASE", "postgresql://u@db", "write sqlite:///PATH or postgresql://"),
        ("DATABASE", "postgresql://u@db:port/dialer", "write sqlite:///PATH"),
        ("DATABASE", "sqlite://dialer.db", "write sqlite:///PATH"),
        ("DATABASE", "dialer.db", "write sqlite:///PATH"),
        ("SWITCH", "simulated", "write sim or esl://"),
        ("SWITCH", "http://:pw@host", "write sim or esl://"),
        ("SWITCH", "esl://:pw@", "write sim or esl://"),
        ("SWITCH", "esl://:pw@host:99999", "write sim or esl://"),
        ("SWITCH", "esl://:pw@host/path", "write sim or esl://"),
        ("DIAL_STRING", "sofia/gateway/carrier/", "it has no {number}"),
        ("REHEARSAL_DIAL_STRING", "loopback/", "it has no {number}"),
        ("DIAL_STRING", "sofia/gateway/a/{number}\nx", "one line"),
        ("CLOCK", "20", "write FACTOR@ORIGIN"),
        ("CLOCK", "0@5", "write FACTOR@ORIGIN"),
        ("CLOCK", "inf@5", "write FACTOR@ORIGIN"),
        ("PIPER_URL", "piper:5000", "write http://HOST:PORT"),
        ("AZURE_URL", "https://", "write http://HOST:PORT"),
        ("SIMULATOR_PASSWORD", " ", "give the simulated switch one"),
    ],
)
def test_a_value_that_cannot_work_is_told_with_what_to_write(key, value, told):
    with pytest.raises(ConfigError) as error:
        load_config({f"ESL_DIALER_{key}": value})
    text = str(error.value)
    assert text.startswith(f"{key.lower()}=")
    assert told in text
    assert "\n" not in text


def test_every_wrong_value_is_told_at_once_and_no_password():
    environ = {"PORT": "0", "MAX_CPS": "-1", "SWITCH": "esl://:hush@host:0x"}
    with pytest.raises(ConfigError) as error:
        load_config({f"ESL_DIALER_{key}": value for key, value in environ.items()})
    assert all(key in str(error.value) for key in ("port=", "max_cps=", "switch="))
    assert "hush" not in str(error.value)


def test_two_parts_do_not_share_a_port():
    with pytest.raises(ConfigError, match="one each"):
        load_config({"ESL_DIALER_PORT": "8025"})
    real = {"ESL_DIALER_PORT": "8025", "ESL_DIALER_SWITCH": "esl://:pw@127.0.0.1:8021"}
    assert load_config(real).port == 8025


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DATABASE", "sqlite:////srv/dialer.db"),
        ("DATABASE", "postgresql://u:p@[::1]:5432/dialer?sslmode=require"),
        ("DATABASE", "postgresql:///dialer?host=/run/postgresql&user=dialer"),
        ("SWITCH", "esl://:p%40ss@switch.example.com:8021"),
        ("SWITCH", "esl://:pw@10.0.0.1"),
        ("HOST", "10.0.0.5"),
        ("HOST", "::"),
        ("HOST", "dialer.example.com"),
        (
            "DIAL_STRING",
            "[codec=PCMU]sofia/gateway/a/{number}|sofia/gateway/b/{number}",
        ),
        ("CLOCK", "20.5@1795326931.25"),
        ("LOG_LEVEL", "debug"),
    ],
)
def test_what_works_is_taken(key, value):
    assert getattr(load_config({f"ESL_DIALER_{key}": value}), key.lower()) == value


def test_the_defaults_work():
    assert problems(Config()) == []
