"""The dashboard's four cards."""

from datetime import timedelta

from esl_dialer.services.calls import overview
from esl_dialer.services.context import Context
from esl_dialer.store import models
from tests.store.rows import NOW, a_campaign, a_record, an_attempt

YESTERDAY = NOW - timedelta(days=1)


def call(campaign: int, name: str, **values: object) -> None:
    assert an_attempt(a_record(campaign, f"+141655501{campaign}{len(name)}"), name)
    if values:
        models.Attempt.update(**values).where(models.Attempt.id == name).execute()


def test_calls_in_progress_are_calls_of_today(ctx: Context) -> None:
    number = a_campaign()
    call(number, "a")
    assert overview.numbers(ctx).calls_today == 0
    call(number, "bb", sent_at=NOW)
    numbers = overview.numbers(ctx)
    assert (numbers.calls_today, numbers.success_rate) == (1, None)
    call(number, "ccc", sent_at=YESTERDAY, start_at=YESTERDAY)
    assert overview.numbers(ctx).calls_today == 1


def test_a_call_stands_as_people_say_it(ctx: Context) -> None:
    number = a_campaign()
    call(number, "a", state="claimed")
    call(number, "bb", state="answered", answered_at=NOW)
    call(number, "ccc", state="answered", answered_at=YESTERDAY, bridged_at=NOW, gateway="east")
    call(number, "dddd", state="ended", outcome="busy", ended_at=NOW)
    found = {one.attempt: one for one in overview.feed(ctx)}
    phases = {name: (one.phase, one.phase_since is None) for name, one in found.items()}
    assert phases == {
        "a": ("queued", False),
        "bb": ("answered", False),
        "ccc": ("connected", False),
        "dddd": ("busy", True),
    }
    assert (found["ccc"].phase_since, found["ccc"].gateway) == (NOW, "east")
