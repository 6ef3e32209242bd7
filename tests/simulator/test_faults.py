"""One call's trouble is its own: the clock goes on, and the others with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.simulator.apps import APPLICATIONS
from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.commands.table import COMMANDS, FAULT, LATE
from esl_dialer.simulator.core import Core, Settings
from esl_dialer.simulator.figures import atoi
from esl_dialer.simulator.switch import SimulatedSwitch
from tests.simulator.crank import ATTEMPT, SOUNDS, START, Crank

LISTENS = "sofia/gateway/carrier/14165550178"
ODD_DATA = (
    *("&sleep(abc)", "&sleep()", "&sleep(-5)", "&sleep(²)", "&sleep(99999999999999999999)"),
    *("&transfer()", "&transfer(' ')", "&transfer(-bleg)", "&transfer(-both x)"),
    *("&set()", "&set(=)", "&hangup(²)", "&hangup(99999999999999999999)"),
    *("&sched_hangup()", "&sched_hangup(²)", "&sched_hangup(+abc)", "&sched_hangup(+)"),
    *("&playback()", "&playback(silence_stream://²)", "&playback(file_string://)"),
    *("&bridge()", "&bridge({)", "&bridge([)", "&bridge(|,|)", "&nosuch(x)", "&()", "&"),
    *("'sleep:abc,transfer:' inline", "' ' inline", "inline inline", ", inline"),
)


@pytest.mark.parametrize("what", ODD_DATA)
def test_odd_data_of_one_call_leaves_the_others_alone(what: str) -> None:
    crank = Crank()
    crank.switch.bgapi(f"originate {{origination_uuid=odd}}{LISTENS} {what}")
    crank.call("4165550178")
    crank.seconds(20)
    crank.ask("uuid_kill odd")
    crank.until_idle()
    ended = [event for event in crank.events if event.name == "CHANNEL_DESTROY"]
    assert len(ended) == 2
    assert crank.notes("PLAYED")[-1]["status"] == "done"


def breaks(core: Core, channel: Channel, data: str) -> bool:
    raise RuntimeError("of the program itself")


def broken_switch(monkeypatch: pytest.MonkeyPatch) -> Crank:
    """A switch with an application that fails."""
    monkeypatch.setitem(APPLICATIONS, "breaks", breaks)
    return Crank(SimulatedSwitch(Settings("secret"), START, sound_ms=SOUNDS.get))


def test_a_fault_of_the_program_ends_its_call_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crank = broken_switch(monkeypatch)
    crank.call("4165550178")
    crank.switch.bgapi(f"originate {{origination_uuid=u}}{LISTENS} &breaks")
    crank.seconds(20)
    assert crank.switch.live() == [ATTEMPT]
    told = [event for event in crank.events if event.headers.get("Unique-ID") == "u"]
    assert [event.name for event in told[-2:]] == ["CHANNEL_DESTROY", "CHANNEL_STATE"]
    assert told[-2].headers["variable_hangup_cause"] == "NORMAL_TEMPORARY_FAILURE"
    crank.until_idle()
    assert crank.notes("HANGUP")[-1]["cause"] == "NORMAL_CLEARING"


def test_a_fault_in_a_message_ends_its_call_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    crank = broken_switch(monkeypatch)
    crank.call("4165550178")
    crank.seconds(20)
    crank.ask(f"uuid_broadcast {ATTEMPT} breaks::now")
    crank.seconds(1)
    assert crank.switch.live() == []
    crank.seconds(60)
    assert crank.event("CHANNEL_HANGUP").headers["Hangup-Cause"] == "NORMAL_TEMPORARY_FAILURE"


def test_a_fault_in_a_command_is_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    crank = Crank()
    monkeypatch.setattr(crank.switch._core, "settings", None)
    assert crank.ask("hostname") == FAULT


def test_a_fault_in_a_timer_does_not_stop_the_clock() -> None:
    crank = Crank()
    crank.switch._core.after(0, lambda: 1 // 0)
    crank.seconds(21)
    assert "HEARTBEAT" in crank.names()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("5", 5), ("5s", 5), (" 7", 7), ("-3", -3), ("+4", 4), ("007", 7), ("", 0), ("abc", 0)),
        *(("²", 0), ("٣", 0), ("1²", 1), ("9" * 40, 2**31 - 1), ("-" + "9" * 40, -(2**31))),
    ],
)
def test_figures_are_read_as_c_reads_them(text: str, number: int) -> None:
    assert atoi(text) == number


ODD_COMMANDS = (
    *("sched_hangup ² {0}", "sched_hangup +² {0}", "sched_hangup {0}", "sched_hangup + {0} ²"),
    *("fsctl sps ²", "fsctl max_sessions ²", "fsctl loglevel ²", "uuid_kill {0} ²"),
    *(
        "uuid_recv_dtmf {0} ²",
        "uuid_send_dtmf {0} @@++",
        "uuid_broadcast {0} ::",
        "uuid_dump {0} ²",
    ),
    *(
        "uuid_setvar {0} '",
        "eval ${{",
        "eval ${{${{",
        "eval ${{a:²}}",
        "expand ${{",
        "json {{",
        "json []",
    ),
    *("show channels like %", "show channels like [", "show channels as", "hupall ² a", "show"),
    "originate {{originate_timeout=²}}{1} &park XML default name number ²",
)


@pytest.mark.parametrize("command", ODD_COMMANDS)
def test_odd_commands_are_answered(command: str) -> None:
    crank = Crank()
    crank.call("4165550178")
    crank.seconds(20)
    said: list[str] = []
    crank.switch.api(command.format(ATTEMPT, LISTENS), said.append)
    crank.seconds(30)
    assert FAULT not in said
    assert said


APPS = st.sampled_from(sorted(APPLICATIONS))
NAMES = st.sampled_from(sorted(COMMANDS.keys() | LATE.keys()))
MARKS = st.sampled_from(["+", "-", "{", "}", "[", "]", "'", "\\", "$", "${", "!", "::", "%", ","])
DATA = st.lists(st.one_of(st.text(max_size=5), MARKS, st.integers().map(str)), max_size=4).map(
    "".join
)


@settings(max_examples=50)
@given(APPS, DATA)
def test_no_data_of_an_application_stops_the_clock(app: str, data: str) -> None:
    crank = Crank()
    line = "".join(sign for sign in data if sign not in "\r\n\0")
    crank.switch.bgapi(f"originate {{origination_uuid=odd}}{LISTENS} &{app}({line})")
    crank.switch.bgapi(f"originate {{origination_uuid=u}}{LISTENS} &playback(/audio/ack.wav)")
    crank.seconds(60)
    assert "u" not in crank.switch.live()
    causes = {event.headers.get("Hangup-Cause") for event in crank.events}
    assert "NORMAL_TEMPORARY_FAILURE" not in causes, "the program itself failed"


@settings(max_examples=50)
@given(NAMES, st.lists(st.one_of(st.just(ATTEMPT), DATA), max_size=4))
def test_no_words_break_a_command(name: str, words: list[str]) -> None:
    crank = Crank()
    crank.call("4165550178")
    crank.seconds(16)
    said: list[str] = []
    crank.switch.api(" ".join([name, *words]), said.append)
    crank.seconds(60)
    assert FAULT not in said
    assert len(said) == 1
