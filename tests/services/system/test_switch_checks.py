"""What doctor makes of a switch's answers, as a real one gave them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.runtime.config import Config
from esl_dialer.services.system.switch_checks import MODULES, Finding, judge, questions

NOW = datetime(2026, 11, 22, 9, 44, 26, tzinfo=UTC)
STATUS = """UP 0 years, 0 days, 0 hours, 24 minutes
FreeSWITCH (Version 1.11.3-dev  64bit) is ready
0 session(s) - peak 46, last 5min 0
0 session(s) per Sec out of max 200, peak 4, last 5min 0
5000 session(s) max"""
GATEWAYS = ("carrier",)
GATEWAY = "Name    \tcarrier\nPingState\t0/0/0\nState   \tNOREG\nStatus  \tUP\n"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, switch="esl://:p@127.0.0.1", cdr=str(tmp_path))


def healthy(config: Config) -> dict[str, str]:
    return {f"module_exists {name}": "true" for name in MODULES} | {
        "version": "FreeSWITCH Version 1.11.3-dev~64bit ( 64bit)",
        "status": STATUS,
        "strmicroepoch": str(round(NOW.timestamp() * 1e6)),
        f"file_exists {config.audio_dir}": "true",
        "sofia status gateway carrier": GATEWAY,
    }


def bad(config: Config, **answers: str) -> list[Finding]:
    told = healthy(config) | {name.replace("__", " "): text for name, text in answers.items()}
    return [finding for finding in judge(told, config, NOW, GATEWAYS) if not finding.good]


def test_every_question_is_one_that_a_healthy_switch_answers(config: Config) -> None:
    assert set(questions(config, GATEWAYS)) == set(healthy(config))
    assert bad(config) == []
    assert len(judge(healthy(config), config, NOW, GATEWAYS)) == 8


@pytest.mark.parametrize(
    ("answers", "name", "says"),
    [
        ({"strmicroepoch": "-ERR no reply"}, "switch clock", "does not tell its time"),
        ({"version": "FreeSWITCH Version 1.8.7"}, "switch", "at least 1.10"),
        ({"module_exists__mod_lua": "false"}, "modules", "missing: mod_lua;"),
        ({"status": STATUS.replace("max 200", "max 30")}, "switch speed", "fsctl sps 32"),
        ({"status": STATUS.replace("5000 ", "100 ")}, "switch sessions", "fsctl max_sessions"),
        ({"sofia__status__gateway__carrier": "Invalid Gateway!"}, "gateway carrier", "none of"),
        (
            {"sofia__status__gateway__carrier": "State \tFAIL\nStatus\tDOWN"},
            "gateway carrier",
            "DO",
        ),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    config: Config, answers: dict[str, str], name: str, says: str
) -> None:
    (finding,) = bad(config, **answers)
    assert finding.name == name
    assert says in finding.text


def test_a_clock_that_is_wrong_and_audio_that_is_closed_are_told(config: Config) -> None:
    told = healthy(config) | {f"file_exists {config.audio_dir}": "false"}
    late = judge(told, config, NOW + timedelta(seconds=3), GATEWAYS)
    assert [finding.name for finding in late if not finding.good] == [
        "switch clock",
        "audio seen by the switch",
    ]


def test_detail_records_that_are_not_read_are_told(config: Config) -> None:
    for cdr in ("", "/nowhere/at/all"):
        (finding,) = bad(replace(config, cdr=cdr))
        assert finding.name == "detail records"


def test_the_simulated_switch_is_asked_what_it_can_answer(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    assert questions(config, GATEWAYS) == ["version", "status", "sofia status gateway carrier"]


def test_each_gateway_is_asked_for_by_its_name(config: Config) -> None:
    two = ("carrier", "backup")
    told = healthy(config) | {"sofia status gateway backup": "Invalid Gateway!"}
    assert "sofia status gateway backup" in questions(config, two)
    (finding,) = (one for one in judge(told, config, NOW, two) if not one.good)
    assert finding.name == "gateway backup"
