"""What a value of the configuration may be: by key what is wrong with it, and what to write."""

import re
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Check = Callable[[Any], str]
"""What is wrong, with what to write instead; empty when nothing is."""

LOG_LEVELS = ("debug", "info", "warning", "error")
MOST_CPS = 10_000
SHORTEST_SECRET = 16
MOST_AUDIO_WORKERS = 64

OTHER_DATABASES = ("mysql", "mariadb", "mssql", "oracle")


def _port(value: int) -> str:
    return "" if 1 <= value <= 65_535 else "a port is from 1 to 65535"


def _one_of(*known: object) -> Check:
    return lambda value: "" if value in known else f"one of: {', '.join(map(str, known))}"


def _cps(value: float) -> str:
    if isfinite(value) and 0 < value <= MOST_CPS:
        return ""
    return f"starts per second, more than 0 and at most {MOST_CPS}; to stop new calls: global_cpm"


def _audio_workers(value: int) -> str:
    return "" if 1 <= value <= MOST_AUDIO_WORKERS else f"from 1 to {MOST_AUDIO_WORKERS} processes"


def _database(url: str) -> str:
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme in OTHER_DATABASES:
        return f"{scheme} is not one of the databases: write sqlite:///PATH or postgresql://..."
    if not url or re.fullmatch(r"sqlite:///.+", url):
        return ""
    parts = _parts(url)
    somewhere = parts and (parts.hostname or "host=" in parts.query)
    good = parts and parts.scheme == "postgresql" and somewhere and len(parts.path) > 1
    return "" if good else "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"


def _switch(url: str) -> str:
    parts = _parts(url)
    good = parts and parts.scheme == "esl" and parts.hostname and parts.path in ("", "/")
    return "" if url == "sim" or good else "write sim or esl://:PASSWORD@HOST:PORT"


def _dial_string(text: str) -> str:
    if "{number}" not in text:
        return "it has no {number}: write it as sofia/gateway/NAME/{number}"
    if not text.isprintable() or ":_:" in text:
        return "it must be one line of one dial string, as sofia/gateway/NAME/{number}"
    return ""


def _web_address(url: str) -> str:
    parts = _parts(url)
    good = not url or (parts and parts.scheme in ("http", "https") and parts.hostname)
    return "" if good else "write http://HOST:PORT or https://HOST"


def _host(text: str) -> str:
    """An address or a host's name; no port beside it."""
    good = re.fullmatch(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*", text)
    return "" if good else "write an address as 127.0.0.1 or ::1, without a port"


def _clock(text: str) -> str:
    number = r"\d+(\.\d+)?"
    found = re.fullmatch(rf"({number})@({number})", text)
    good = not text or (found is not None and float(found[1]) > 0)
    return "" if good else "write FACTOR@ORIGIN, as in 20@1795326931"


def _parts(url: str) -> Any:
    """The URL's parts, its port looked at; None when it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _long_secret(text: str) -> str:
    good = not text or (len(text) >= SHORTEST_SECRET and text.isascii() and ":" not in text)
    return "" if good else f"{SHORTEST_SECRET} plain characters or more, no colon"


def _keys(text: str) -> str:
    """One seals; the others, after commas, still open."""
    good = all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key.strip()) for key in text.split(","))
    return "" if not text or good else "write 32 random bytes in base64, as of DATA/secrets-key"


CHECKS: Mapping[str, Check] = {
    "data": lambda path: "" if path != Path() else "name a directory of the dialer's own",
    "database": _database,
    "switch": _switch,
    "dial_string": _dial_string,
    "rehearsal": _one_of(0, 1),
    "rehearsal_dial_string": _dial_string,
    "simulator_port": _port,
    "simulator_password": lambda text: "" if text.strip() else "give the simulated switch one",
    "host": _host,
    "port": _port,
    "cdr_secret": _long_secret,
    "secrets_key": _keys,
    "proxy_hops": lambda value: "" if 0 <= value <= 9 else "from 0 to 9 proxies",
    "secure_cookies": _one_of("auto", "yes", "no"),
    "clock": _clock,
    "audio_workers": _audio_workers,
    "azure_url": _web_address,
    "openai_url": _web_address,
    "piper_url": _web_address,
    "max_cps": _cps,
    "log_level": _one_of(*LOG_LEVELS),
}
"""By key; a key that is not here takes any text."""

HIDDEN = frozenset({"cdr_secret", "secrets_key"})
PASSWORDS = re.compile(r"(?<=:)[^:/@]*(?=@)")


def problem(key: str, value: Any) -> str:
    """One line: the key, what it was given (no password) and what to write; empty when good."""
    check = CHECKS.get(key)
    wrong = check(value) if check else ""
    shown = "..." if key in HIDDEN else PASSWORDS.sub("...", str(value))
    return f"{key}={shown!r}: {wrong}" if wrong else ""
