"""What happens to attempts is told to the switch, once and in order."""

from collections.abc import Mapping

from esl_dialer.engine.announcing import Announcer
from esl_dialer.store.system import outbox
from tests.fakes import START, World, run_here


def test_news_of_attempts_are_told_and_other_news_is_not(tmp_path) -> None:
    world = World(tmp_path)
    told: list[Mapping[str, str]] = []
    announcer = Announcer(sql=run_here, tell=told.append)
    outbox.put("attempt", {"attempt": "before"}, START, 1)
    last = outbox.last_number()
    outbox.put("campaign", {"run_state": "active"}, START, 1)
    outbox.put("attempt", {"attempt": "a", "record": 7, "state": "ringing"}, START, 3)
    outbox.put("attempt", {"attempt": "a", "record": 7, "state": "ended", "outcome": "busy"}, START)
    last = announcer.look(last)
    assert announcer.look(last) == last
    world.close()
    assert [(one["Dialer-Attempt"], one["Dialer-State"]) for one in told] == [
        ("a", "ringing"),
        ("a", "ended"),
    ]
    assert (told[0]["Dialer-Campaign"], told[0]["Dialer-Record"]) == ("3", "7")
    assert (told[1]["Dialer-Campaign"], told[1]["Dialer-Outcome"]) == ("", "busy")
