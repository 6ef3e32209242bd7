"""Configuration of an installation: from the environment, or from a TOML file.

Every key is a field of :class:`Config`; in the environment it is ``ESL_DIALER_`` and the field's
name in capitals, in the file (named by ``ESL_DIALER_CONFIG``) it is the field's name. The
environment wins over the file; an unknown key is an error, never ignored. What people change while
the dialer runs (speeds, templates, auto-stop) is not here but in the database: ``settings``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from esl_dialer.runtime.config_values import problem

PREFIX = "ESL_DIALER_"
FILE_KEY = "ESL_DIALER_CONFIG"
SIMULATED = "sim"


class ConfigError(Exception):
    """A key is unknown or a value is not usable; the text says which and what to write."""


@dataclass(frozen=True, slots=True)
class Config:
    """One installation. Durations in seconds, sizes in megabytes."""

    data: Path = Path("var")
    """Where lists, audio, logs and the embedded database live."""
    database: str = ""
    """``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``; empty: SQLite in ``data``."""
    switch: str = SIMULATED
    """``sim`` (the embedded simulated switch) or ``esl://:PASSWORD@HOST:PORT``."""
    dial_string: str = "sofia/gateway/carrier/{number}"
    """How a number is dialed; ``{number}`` is E.164 without ``+``."""
    rehearsal: int = 0
    """1: nobody is called, whatever the switch: every call goes to the rehearsal carrier."""
    rehearsal_dial_string: str = "sofia/gateway/rehearsal/{number}"
    """How a real switch reaches the rehearsal carrier."""
    simulator_port: int = 8025
    """Where the embedded simulated switch listens, on 127.0.0.1."""
    simulator_password: str = "simulated"  # noqa: S105 (it opens a simulator on loopback)
    switch_audio: str = ""
    """The audio directory as the switch sees it, when that differs from ``DATA/audio``."""
    cdr: str = ""
    """Directory with the switch's JSON call detail records; empty: none is read."""
    cdr_secret: str = ""
    """The password with which a switch elsewhere posts its records to ``/cdr``; empty: none may."""
    host: str = "127.0.0.1"
    port: int = 8080
    secret: str = ""
    """Signs the web sessions; empty: made once and kept in ``data``."""
    secrets_key: str = ""
    """Seals the passwords that the database keeps; empty: made once and kept in ``data``."""
    proxy_hops: int = 0
    """Proxies in front of the pages whose X-Forwarded-For and -Proto are believed; 0: nobody's."""
    secure_cookies: str = "auto"
    """``auto``: cookies are for TLS alone when the page came by TLS; ``yes``, ``no``."""
    clock: str = ""
    """``FACTOR@ORIGIN`` for a faster clock in rehearsals and tests; empty: real time."""
    audio_workers: int = 2
    azure_url: str = ""
    """``https://REGION.tts.speech.microsoft.com``, for the engine ``azure``."""
    azure_key: str = ""
    openai_url: str = ""
    """A server with OpenAI's ``/v1/audio/speech``, for the engine ``openai``."""
    openai_key: str = ""
    openai_model: str = "tts-1"
    piper_url: str = ""
    """A piper HTTP server, for the engine ``piper``."""
    kokoro_model: str = ""
    """The model's and the voices' files, for the engine ``kokoro``."""
    kokoro_voices: str = ""
    max_cps: float = 30.0
    """Starts per second that the switch and the carrier stand, over all campaigns."""
    log_level: str = "info"

    @property
    def embedded(self) -> bool:
        """Whether the switch is the simulated one."""
        return self.switch == SIMULATED

    @property
    def simulated(self) -> bool:
        """Whether nobody is called."""
        return self.embedded or bool(self.rehearsal)

    @property
    def dialing(self) -> str:
        """The dial string in force."""
        real_rehearsal = self.rehearsal and not self.embedded
        return self.rehearsal_dial_string if real_rehearsal else self.dial_string

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data.absolute() / 'dialer.db'}"

    @property
    def database_path(self) -> Path | None:
        """The embedded database's file; None: it is a server's."""
        sqlite, _, path = self.database_url.partition(":///")
        return Path(path) if sqlite == "sqlite" else None

    @property
    def audio_dir(self) -> Path:
        return self.data.absolute() / "audio"

    @property
    def cdr_dir(self) -> Path | None:
        """Where call detail records are read; the embedded simulator writes them in ``data``, and
        what is posted is written there."""
        if self.cdr:
            return Path(self.cdr)
        written_here = self.embedded or self.cdr_secret
        return self.data.absolute() / "cdr" if written_here else None


def load_config(environ: Mapping[str, str]) -> Config:
    """Read the environment, and the file it names. Raises ConfigError with every wrong value."""
    known = {field.name: field for field in fields(Config)}
    raw: dict[str, object] = {}
    if path := environ.get(FILE_KEY):
        raw |= _file(Path(path), known)
    for key, value in environ.items():
        if key.startswith(PREFIX) and key != FILE_KEY:
            raw[_known(key.removeprefix(PREFIX).lower(), known, key)] = value
    config = Config(**{name: _read(name, value) for name, value in raw.items()})  # type: ignore[arg-type]
    if found := problems(config):
        raise ConfigError("; ".join(found))
    return config


def problems(config: Config) -> list[str]:
    """All that can't work, a line each."""
    found = [problem(field.name, getattr(config, field.name)) for field in fields(config)]
    if config.embedded and config.port == config.simulator_port:
        found.append(f"port and simulator_port are both {config.port}: give them one each")
    return [text for text in found if text]


def _file(path: Path, known: Mapping[str, object]) -> dict[str, object]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{FILE_KEY}={path}: {error}") from error
    return {_known(key, known, f"{path}: {key}"): value for key, value in table.items()}


def _known(name: str, known: Mapping[str, object], shown: str) -> str:
    if name not in known:
        raise ConfigError(f"unknown setting {shown}; known are: {', '.join(sorted(known))}")
    return name


def _read(name: str, value: object) -> object:
    kind = {field.name: field.type for field in fields(Config)}[name]
    if isinstance(value, bool | list | dict):
        raise ConfigError(f"setting {name}={value!r}: write one text or number")
    try:
        return {"int": int, "float": float, "str": str, "Path": Path}[_name(kind)](value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"setting {name}={value!r}: {error}") from error


def _name(kind: object) -> str:
    return kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))
