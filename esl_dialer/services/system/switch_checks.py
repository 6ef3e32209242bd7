"""Is the switch fit to dial? What ``doctor`` asks it, and what each answer means."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.text.quoting import quoted
from esl_dialer.runtime.config import Config

OLDEST = (1, 10)
MODULES = (
    "mod_commands",
    "mod_dptools",
    "mod_dialplan_xml",
    "mod_sndfile",
    "mod_tone_stream",
    "mod_sofia",
    "mod_json_cdr",
    "mod_lua",
)
"""What freeswitch/conf loads, the event socket itself aside."""

CLOCK_APART_S = 1.0
FEWEST_SESSIONS = 200
SIMULATED = "simulated"

Answers = Mapping[str, str]
VERSION, STATUS, CLOCK = "version", "status", "strmicroepoch"


@dataclass(frozen=True, slots=True)
class Finding:
    """``text`` says what was found and, when it is not good, what to do."""

    name: str
    good: bool
    text: str


def questions(config: Config, gateways: Sequence[str]) -> list[str]:
    """``api`` commands; ``judge`` is given the answers by command.

    ``gateways`` are the names by which the switch knows them.
    """
    modules = [] if config.embedded else [f"module_exists {module}" for module in MODULES]
    real = [] if config.embedded else [CLOCK, f"file_exists {_audio(config)}"]
    return [VERSION, STATUS, *map(_ask_gateway, gateways), *modules, *real]


def judge(
    answers: Answers, config: Config, now: datetime, gateways: Sequence[str]
) -> list[Finding]:
    """Every finding, in the order in which a person would mend them. ``now`` is real time."""
    checks: list[Callable[[Answers, Config, datetime], Finding | None]] = [
        _version, _modules, _per_second, _sessions, _clock, _audio_files, _records,
    ]  # fmt: skip
    found = [check(answers, config, now) for check in checks]
    return [one for one in found if one is not None] + [_gateway(answers, g) for g in gateways]


def _version(answers: Answers, config: Config, now: datetime) -> Finding:
    told = answers[VERSION]
    numbers = re.search(r"(\d+)\.(\d+)", told)
    good = numbers is not None and (int(numbers[1]), int(numbers[2])) >= OLDEST
    kind = "nobody is called" if SIMULATED in told or config.rehearsal else "real"
    todo = "" if good else f"; at least {OLDEST[0]}.{OLDEST[1]} is wanted: docs/install.md"
    return Finding("switch", good, f"{told} ({kind}){todo}")


def _modules(answers: Answers, config: Config, now: datetime) -> Finding | None:
    if config.embedded:
        return None
    missing = [name for name in MODULES if answers.get(f"module_exists {name}") != "true"]
    todo = f"missing: {', '.join(missing)}; install and load them: docs/install.md"
    return Finding("modules", not missing, todo if missing else f"all {len(MODULES)} are loaded")


def _per_second(answers: Answers, config: Config, now: datetime) -> Finding | None:
    limit = _figure(r"per Sec out of max (\d+)", answers[STATUS])
    if limit is None:
        return None
    good = limit > config.max_cps
    todo = f": 'fsctl sps {int(config.max_cps) + 2}', or DIALER_FS_SPS at its start"
    text = f"{limit} sessions a second, max_cps is {config.max_cps:g}"
    return Finding("switch speed", good, text if good else text + todo)


def _sessions(answers: Answers, config: Config, now: datetime) -> Finding | None:
    most = _figure(r"(\d+) session\(s\) max", answers[STATUS])
    if most is None:
        return None
    good = most >= FEWEST_SESSIONS
    todo = f"; a call and its transfer take two: 'fsctl max_sessions {FEWEST_SESSIONS}' or more"
    return Finding("switch sessions", good, f"{most} at once{'' if good else todo}")


def _clock(answers: Answers, config: Config, now: datetime) -> Finding | None:
    if config.embedded:
        return None
    if not answers.get(CLOCK, "").isdigit():
        told = f"the switch does not tell its time: it answers {quoted(answers.get(CLOCK, ''))}"
        return Finding("switch clock", False, told)
    apart = abs(int(answers[CLOCK]) / 1e6 - now.timestamp())
    good = apart < CLOCK_APART_S
    text = f"{apart:.1f} s from ours"
    return Finding("switch clock", good, text if good else f"{text}: run NTP on both machines")


def _audio_files(answers: Answers, config: Config, now: datetime) -> Finding | None:
    if config.embedded:
        return None
    where = _audio(config)
    good = answers.get(f"file_exists {where}") == "true"
    todo = ": the switch's user can't see it; open the directories above it, or set switch_audio"
    return Finding("audio seen by the switch", good, where + ("" if good else todo))


def _records(answers: Answers, config: Config, now: datetime) -> Finding | None:
    if config.embedded:
        return None
    if config.cdr_dir is None:
        return Finding("detail records", False, "not read: set cdr to the switch's json_cdr files")
    try:
        next(config.cdr_dir.iterdir(), None)
    except OSError as error:
        return Finding("detail records", False, f"{config.cdr_dir}: {error.strerror}")
    return Finding("detail records", True, str(config.cdr_dir))


def _gateway(answers: Answers, gateway: str) -> Finding:
    told = answers.get(_ask_gateway(gateway), "")
    found = re.search(r"^Status\s+(\S+)", told, re.MULTILINE)
    state = re.search(r"^State\s+(\S+)", told, re.MULTILINE)
    good = found is not None and found[1].startswith("UP")
    shown = f"{found[1]}, {state[1] if state else '?'}" if found else "there is none of that name"
    todo = "" if good else "; 'sofia status gateway' at the prompt says more"
    return Finding(f"gateway {gateway}", good, shown + todo)


def _audio(config: Config) -> str:
    return config.switch_audio or str(config.audio_dir)


def _ask_gateway(name: str) -> str:
    return f"sofia status gateway {name}"


def _figure(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1]) if found else None
