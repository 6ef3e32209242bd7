"""Events on their way from the switch to whoever listens: all, in order, or a loss that is told."""

import gevent
from gevent.event import Event as Signal

from esl_dialer.core.calls.events import Answered, Created, PlacementFailed
from tests.esl.scripted import PATIENCE, Peer, after_greeting, bench, call, event_frame, polite


def test_a_burst_is_delivered_whole_in_order_and_others_run_meanwhile() -> None:
    count = 5000
    frames = b"".join(
        event_frame("CHANNEL_CREATE", Unique_ID=f"u-{n}", Event_Sequence=str(n), pad="x" * 3000)
        for n in range(count)
    )

    def script(peer: Peer) -> None:
        peer.greet()
        peer.send(frames)
        peer.serve()

    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while True:
            gevent.sleep(0.001)
            ticks += 1

    with bench(script) as made:
        ticker = gevent.spawn(tick)
        assert made.link() is True
        assert [made.event().leg for _ in range(count)] == [f"u-{n}" for n in range(count)]
        ticker.kill()
        stats = made.switch.stats()
        assert (stats.events, stats.gaps, stats.missing, stats.late) == (count, 0, 0, 0)
        assert ticks > 10


def test_events_heard_before_a_loss_are_delivered_before_it_is_told() -> None:
    told: list[object] = []
    frames = [event_frame("CHANNEL_ANSWER", Unique_ID=f"u-{n}") for n in range(500)]
    with bench(after_greeting(*frames), polite) as made:
        made.switch.listen(told.append, lambda up: (told.append(up), made.links.put(up)))
        assert [made.link(), made.link()] == [True, False]
    lost = told.index(False)
    assert len([event for event in told[:lost] if isinstance(event, Answered)]) == 500


def test_a_full_queue_drops_the_link_and_it_comes_back_when_worked_off() -> None:
    gate = Signal()
    dropped = Signal()
    told: list[object] = []

    def script(peer: Peer) -> None:
        peer.greet()
        try:
            for n in range(200):
                peer.event("CHANNEL_CREATE", Unique_ID=f"u-{n}")
            peer.serve()
        finally:
            dropped.set()

    connected_again = Signal()

    def second(peer: Peer) -> None:
        connected_again.set()
        polite(peer)

    with bench(script, second, queue_limit=10) as made:

        def on_event(event: object) -> None:
            gate.wait(PATIENCE)
            told.append(event)

        made.switch.listen(on_event, lambda up: (told.append(up), made.links.put(up)))
        assert made.link() is True
        assert dropped.wait(PATIENCE)
        assert not made.switch.up
        assert not connected_again.is_set()
        gate.set()
        assert [made.link(), made.link()] == [False, True]
        assert made.switch.stats().overflows == 1
    created = [event for event in told if isinstance(event, Created)]
    assert [event.leg for event in created] == [f"u-{n}" for n in range(len(created))]
    assert 0 < len(created) <= 11
    assert told.index(False) > told.index(created[-1])


def test_an_unreadable_event_is_counted_and_the_link_stays() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.send(b"Content-Type: text/event-json\nContent-Length: 3\n\n{x}")
        peer.event("CHANNEL_CREATE", Unique_ID="")
        peer.send(event_frame("CHANNEL_CREATE", variable_a="MRK").replace(b"MRK", b"\xff\xc3("))
        peer.serve()

    with bench(script) as made:
        assert made.link() is True
        assert isinstance(made.event(), Created)
        stats = made.switch.stats()
        assert (stats.unreadable, stats.events, stats.up) == (2, 3, True)


def test_a_forged_header_stays_inside_its_value() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        body = (
            b"Event-Name: CHANNEL_CREATE\nUnique-ID: u-1\nEvent-Date-Timestamp: 1795326893062089\n"
            b"variable_x: a%0AUnique-ID: forged%0A%0AEvent-Name: DTMF\n\n"
        )
        peer.send(b"Content-Length: %d\nContent-Type: text/event-plain\n\n%s" % (len(body), body))
        peer.serve()

    with bench(script) as made:
        assert made.event().leg == "u-1"


def test_a_callback_that_fails_stops_nothing() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        for n in range(3):
            peer.event("CHANNEL_CREATE", Unique_ID=f"u-{n}")
        peer.serve()

    with bench(script) as made:

        def on_event(event: Created) -> None:
            made.events.put(event)
            if event.leg == "u-1":
                raise RuntimeError("a poison event")

        made.switch.listen(on_event, made.links.put)
        assert [made.event().leg for _ in range(3)] == ["u-0", "u-1", "u-2"]
        assert made.switch.stats().failed == 1
        assert made.switch.up


def test_jobs_are_told_by_the_attempts_id() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.obey(peer.command())
        peer.event("BACKGROUND_JOB", "-ERR USER_BUSY\n", Job_UUID="a-1", Job_Command="originate")
        peer.serve()

    with bench(script) as made:
        assert made.link() is True
        made.switch.originate(call("a-1"))
        failed = made.event()
        assert isinstance(failed, PlacementFailed)
        assert (failed.leg, failed.cause) == ("a-1", "USER_BUSY")
