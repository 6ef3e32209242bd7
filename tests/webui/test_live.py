import re
from pathlib import Path

from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.services.campaigns import campaigns
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.campaigns.transitions import transition
from webui.live import MOST_STREAMS, Live
from webui.pages import live as live_views


def _live(*entries):
    """A live reader over a list of (number, topic), as the outbox would give them."""
    log = list(entries)

    def read(number):
        later = [(n, topic) for n, topic in log if n > number]
        return (later[-1][0] if later else number), frozenset(topic for _, topic in later)

    return Live(read, lambda: 0), log


def test_every_page_is_told_each_topic_once():
    live, _ = _live((1, "calls"), (2, "calls"), (3, "campaigns"))
    first, second = live.join("a"), live.join("b")
    live.look()
    assert first.take(0) == ["calls", "campaigns"]
    assert second.take(0) == ["calls", "campaigns"]
    live.look()
    assert first.take(0) == []


def test_a_slow_page_keeps_no_more_than_the_names():
    live, log = _live()
    slow = live.join("a")
    for number in range(1, 1000):
        log.append((number, "calls"))
        live.look()
    assert slow.take(0) == ["calls"]


def test_a_page_catches_up_with_all_that_any_page_waits_for():
    pages = Path(live_views.__file__).parents[1] / "templates"
    waited = {
        topic
        for page in pages.rglob("*.html")
        for topic in re.findall(r"sse:([\w-]+)", page.read_text(encoding="utf-8"))
    }
    assert {"calls", "gateways", "exports"} <= waited
    assert waited - {"agent-"} == live_views.EVERYTHING  # a desk also waits for its agent's own


def test_one_session_has_a_bounded_number_of_streams():
    live, _ = _live()
    joined = [live.join("a") for _ in range(MOST_STREAMS + 1)]
    assert joined[-1] is None
    assert live.join("b") is not None
    live.leave(joined[0])
    assert live.join("a") is not None


def test_a_page_that_closed_its_stream_makes_room():
    live, _ = _live()
    gone = [live.join("a", lambda: True) for _ in range(MOST_STREAMS)]
    assert live.join("a") is not None
    assert all(listener.closed for listener in gone)
    assert list(live.stream(gone[0], lambda: True)) == ["retry: 2000\n\n"]


def test_a_stream_is_text_a_browser_understands():
    live, _ = _live()
    listener = live.join("a")
    stream = live.stream(listener, lambda: True)
    listener.tell(frozenset({"calls"}))
    assert next(stream) == "retry: 2000\n\n"
    assert next(stream) == "event: calls\ndata: calls\n\n"


def test_a_page_that_is_gone_is_forgotten():
    live, _ = _live()
    listeners = [live.join("a") for _ in range(MOST_STREAMS)]
    stream = live.stream(listeners[0], lambda: True)
    next(stream)
    stream.close()
    assert live.join("a") is not None


def test_a_start_is_told_to_open_pages(app, signed_in, ctx, campaign):
    transition("somebody", stored.get(campaign), Verb.START, ctx.now())
    live = app.extensions["live"]
    live.look()
    listener = live.join("a")
    campaigns.pause(ctx, campaign)
    live.look()
    assert listener.take(0) == ["campaigns"]


def test_a_page_opens_its_stream_and_is_told_everything_once(signed_in):
    answer = signed_in("admin").client.get("/live/stream")
    told = answer.iter_encoded()
    found = [next(told) for _ in range(1 + len(live_views.EVERYTHING))]
    assert found[0] == b"retry: 2000\n\n"
    every = {f"event: {topic}\ndata: {topic}\n\n".encode() for topic in live_views.EVERYTHING}
    assert set(found[1:]) == every
    answer.close()
