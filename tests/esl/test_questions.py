"""Questions to the switch, on the second connection."""

import json

import pytest

from esl_dialer.esl.link import Timing
from esl_dialer.esl.switch import (
    Channel,
    SwitchLost,
    SwitchRefused,
    SwitchTimeout,
)
from tests.esl.scripted import CORE, FAST, Peer, bench, call, hang_up, polite


def asked(*answers: str, core: str = CORE):
    """A switch that gives those answers, one each, to the questions about channels."""

    def script(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        left = list(answers)
        while command := peer.command():
            if left and ("show channels" in command or "uuid_" in command):
                peer.answer(left.pop(0))
            else:
                peer.obey(command, core)

    return script


ROW = {"uuid": "u-1", "state": "CS_EXECUTE", "callstate": "ACTIVE"}


def test_channels_are_asked_on_a_second_connection() -> None:
    rows = [ROW, {"uuid": "u-2", "state": "CS_CONSUME_MEDIA", "callstate": "RINGING"}]
    table = json.dumps({"row_count": 2, "rows": rows})
    with bench(polite, asked(table, '{"row_count":0}', "true", "false", "+OK\n")) as made:
        assert made.link() is True
        assert made.switch.channels() == [
            Channel("u-1", "CS_EXECUTE", answered=True),
            Channel("u-2", "CS_CONSUME_MEDIA", answered=False),
        ]
        assert made.switch.channels() == []
        assert made.switch.exists("u-1") is True
        assert made.switch.exists("u-2") is False
        assert made.switch.hangup("u-1", "USER_BUSY") is True
        made.switch.originate(call())


@pytest.mark.parametrize(
    "answer",
    [
        "-ERR SQL disabled, no data available!\n",
        "SQL disabled, no data available!\n",
        "uuid,direction\n\n0 total.\n",
        "",
        "{}",
        "[]",
        '{"row_count":2,"rows":[{"uuid":"u-1","state":"CS_EXECUTE"}]}',
        '{"row_count":1,"rows":[{"direction":"outbound"}]}',
        '{"row_count":1}',
    ],
)
def test_an_error_is_never_an_empty_list(answer: str) -> None:
    with bench(polite, asked(answer)) as made:
        assert made.link() is True
        with pytest.raises(SwitchRefused):
            made.switch.channels()


def test_hanging_up_nothing_is_false_and_another_error_is_one() -> None:
    with bench(polite, asked("-ERR No such channel!\n", "-ERR Failed\n", "maybe")) as made:
        assert made.link() is True
        assert made.switch.hangup("u-1") is False
        with pytest.raises(SwitchRefused, match="Failed"):
            made.switch.hangup("u-1")
        with pytest.raises(SwitchRefused, match="maybe"):
            made.switch.exists("u-1")


@pytest.mark.parametrize("uuid", ["", "a b", "a\n\napi shutdown", "a'"])
def test_what_is_no_uuid_is_refused_and_not_sent(uuid: str) -> None:
    with bench(polite, hang_up) as made:
        for ask in (made.switch.exists, made.switch.hangup):
            with pytest.raises(SwitchRefused, match="not sendable"):
                ask(uuid)


def test_another_switch_behind_the_second_connection_is_an_error() -> None:
    with bench(polite, asked("false", core="core-2"), asked("true")) as made:
        assert made.link() is True
        with pytest.raises(SwitchLost, match="another switch"):
            made.switch.exists("u-1")
        assert made.switch.exists("u-1") is True


def test_a_question_without_answer_ends_and_the_next_connects_anew() -> None:
    def frozen(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        for _ in range(2):
            peer.obey(peer.command())
        while peer.command():
            pass

    quick = Timing(connect=2, query=0.03, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(polite, frozen, asked("true"), timing=quick) as made:
        assert made.link() is True
        with pytest.raises(SwitchTimeout):
            made.switch.exists("u-1")
        assert made.switch.exists("u-1") is True
        assert made.switch.up


def test_what_the_link_counts_is_told_as_numbers() -> None:
    with bench(polite) as made:
        assert made.link() is True
        counts = made.switch.stats().counts()
        assert counts["connects"] == 1
        assert {"events", "gaps", "missing", "waiting"} <= set(counts)
        assert not {"up", "since", "reason"} & set(counts)


def test_a_question_with_nobody_there_is_an_error() -> None:
    with bench(polite, hang_up, timing=FAST) as made:
        assert made.link() is True
        with pytest.raises(SwitchLost):
            made.switch.channels()
        assert made.switch.up
