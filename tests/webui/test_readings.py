from esl_dialer.services.campaigns import editing
from webui.readings import COST_SHARE, SHORTEST_S, Readings


class Timer:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _counted(timer, cost):
    calls = []

    def read():
        calls.append(timer.now)
        timer.now += cost
        return len(calls)

    return read, calls


def test_many_screens_share_one_reading():
    timer = Timer()
    readings, (read, calls) = Readings(timer), _counted(timer, 0.01)
    assert {readings.of("numbers", read) for _ in range(100)} == {1}
    timer.now += SHORTEST_S
    assert readings.of("numbers", read) == 2
    assert len(calls) == 2


def test_a_dear_reading_is_kept_longer():
    timer = Timer()
    readings, (read, calls) = Readings(timer), _counted(timer, 2.0)
    readings.of("standing", read)
    timer.now += COST_SHARE * 2.0 - 0.1
    assert readings.of("standing", read) == 1
    timer.now += 0.2
    assert readings.of("standing", read) == 2
    assert len(calls) == 2


def test_each_thing_is_read_for_itself_and_all_is_forgotten_at_a_change():
    readings = Readings(Timer())
    assert readings.of("a", lambda: 1) == 1
    assert readings.of("b", lambda: 2) == 2
    readings.forget()
    assert readings.of("a", lambda: 3) == 3


def test_what_was_read_while_something_changed_is_not_kept():
    readings = Readings(Timer())

    def read_before_a_change() -> str:
        readings.forget()
        return "old"

    assert readings.of("a", read_before_a_change) == "old"
    assert readings.of("a", lambda: "new") == "new"


def test_a_change_from_outside_the_pages_shows_when_it_is_told(app, signed_in, ctx, campaign):
    live, browser = app.extensions["live"], signed_in("admin")
    live.look()
    part = "/dashboard/campaigns"
    assert "10 calls per minute" in browser.get(part).text
    editing.set_speed(ctx, campaign, 78)
    live.look()
    assert "78 calls per minute" in browser.get(part).text


def test_a_change_shows_at_once(signed_in, campaign):
    browser = signed_in("admin")
    part = "/dashboard/campaigns"
    assert "10 calls per minute" in browser.get(part).text
    browser.post(f"/campaigns/{campaign}/speed", {"cpm": "77"})
    assert "77 calls per minute" in browser.get(part).text
