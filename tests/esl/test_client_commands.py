"""Commands to a switch that behaves, and to many that do not."""

from dataclasses import replace

import gevent
import pytest
from gevent.event import Event as Signal

from esl_dialer.esl.link import Timing
from esl_dialer.esl.switch import (
    NotSent,
    SwitchLost,
    SwitchRefused,
    SwitchTimeout,
)
from tests.esl.scripted import LONG, PATIENCE, Peer, after_greeting, bench, call, polite


def test_an_originate_returns_when_taken_and_refuses_when_refused() -> None:
    heard: list[str] = []

    def script(peer: Peer) -> None:
        peer.greet()
        heard.append(peer.command())
        peer.obey(heard[0])
        peer.command()
        peer.reply("-ERR permission denied")
        peer.serve()

    with bench(script) as made:
        assert made.link() is True
        made.switch.originate(call("a-1", name="O'Neil"))
        assert heard[0].startswith("bgapi originate {origination_uuid=a-1,name=O")
        with pytest.raises(SwitchRefused, match="permission denied"):
            made.switch.originate(call("a-2"))
        made.switch.originate(call("a-3"))


def test_a_switch_that_does_not_answer_is_sent_nothing_more() -> None:
    heard: list[str] = []
    goes_on = Signal()

    def script(peer: Peer) -> None:
        peer.greet()
        heard.append(peer.command())
        goes_on.wait()
        peer.obey(heard[0])
        peer.serve()

    with bench(script, timing=replace(LONG, stall=0.0)) as made:
        assert made.link() is True
        first = gevent.spawn(made.switch.originate, call("a-1"))
        while not heard:
            gevent.sleep(0.001)
        assert made.switch.up is False
        with pytest.raises(NotSent, match="without a reply"):
            made.switch.originate(call("a-2"))
        goes_on.set()
        first.get()
        assert made.switch.up is True
        made.switch.originate(call("a-3"))
    assert len(heard) == 1


def test_what_cannot_be_a_command_is_refused_and_not_sent() -> None:
    with bench(polite) as made:
        assert made.link() is True
        with pytest.raises(SwitchRefused, match="not sendable"):
            made.switch.originate(call("a-1\n\napi shutdown"))
        made.switch.originate(call("a-2"))


def test_a_cut_between_command_and_reply_fails_at_once() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        for _ in range(20):
            peer.command()

    with bench(script, polite, timing=LONG) as made:
        assert made.link() is True
        waiting = [gevent.spawn(made.switch.originate, call(f"a-{n}")) for n in range(20)]
        assert len(gevent.joinall(waiting, timeout=PATIENCE)) == 20
        assert {type(greenlet.exception) for greenlet in waiting} == {SwitchLost}


def test_without_a_link_nothing_is_sent() -> None:
    gate = Signal()

    def held(peer: Peer) -> None:
        gate.wait(PATIENCE)
        polite(peer)

    with bench(after_greeting(), held) as made:
        assert [made.link(), made.link()] == [True, False]
        with pytest.raises(NotSent):
            made.switch.originate(call())
        gate.set()


def test_a_late_reply_is_a_timeout_and_does_not_answer_the_next() -> None:
    late = Signal()

    def script(peer: Peer) -> None:
        peer.greet()
        first = peer.command()
        late.wait(PATIENCE)
        peer.obey(first)
        peer.serve()

    slow = Timing(connect=2, reply=0.03, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(script, timing=slow) as made:
        assert made.link() is True
        with pytest.raises(SwitchTimeout):
            made.switch.originate(call("a-1"))
        late.set()
        made.switch.originate(call("a-2"))
        assert made.switch.up


def test_replies_out_of_step_lose_the_link() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.command()
        peer.reply("+OK Job-UUID: other", "Job-UUID: other")
        peer.serve()

    with bench(script, polite) as made:
        assert made.link() is True
        with pytest.raises(SwitchLost, match="out of step"):
            made.switch.originate(call("a-1"))
        assert [made.link(), made.link()] == [False, True]


def test_a_write_that_stalls_half_way_loses_the_link_and_the_others_are_not_sent() -> None:
    gone = Signal()

    def full(peer: Peer) -> None:
        peer.greet()
        gone.wait(PATIENCE)

    slow = Timing(connect=2, reply=0.2, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(full, polite, timing=slow) as made:
        assert made.link() is True
        big = gevent.spawn(made.switch.originate, call("a-1", much="x" * 30_000_000))
        gevent.sleep(0)
        small = gevent.spawn(made.switch.originate, call("a-2"))
        gevent.joinall([big, small], timeout=PATIENCE)
        assert isinstance(big.exception, SwitchLost)
        assert isinstance(small.exception, NotSent)
        assert [made.link(), made.link()] == [False, True]
        gone.set()


def test_a_thousand_calls_in_flight_are_each_taken_once() -> None:
    taken: list[str] = []

    def script(peer: Peer) -> None:
        peer.greet()
        while command := peer.command():
            taken.append(command.partition("Job-UUID: ")[2])
            peer.obey(command)

    attempts = [f"a-{n}" for n in range(1000)]
    with bench(script, timing=LONG) as made:
        assert made.link() is True
        calls = [gevent.spawn(made.switch.originate, call(attempt)) for attempt in attempts]
        gevent.joinall(calls, raise_error=True, timeout=PATIENCE)
        assert sorted(taken) == sorted(attempts)
