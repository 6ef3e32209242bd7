"""The dialer against the slow, obvious one: random campaigns through simulated days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.core.routing import resting
from esl_dialer.store import models
from tests.fakes import START
from tests.stories.oracle.both import LOOK, Both
from tests.whole import WHOLE

MINUTE = timedelta(minutes=1)
SEEDS, DAYS, LONG = ((1, 2), 2, 7) if WHOLE else ((1,), 1, 3)


@pytest.fixture(autouse=True)
def no_gateway_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model has no gateways: some calls rejected in a row would rest the only one."""
    monkeypatch.setattr(resting, "FAILURES", 1_000_000)


def in_the_day(now: datetime) -> bool:
    """Some window may be open somewhere between Newfoundland and British Columbia."""
    return not 5 <= now.hour < 11


def run(both: Both, days: int, reasons: float, begin: datetime = START) -> None:
    """Look at every step of these days; compare every record's reason at a share of them."""
    now = begin
    while now < begin + timedelta(days=days):
        if now.hour == 11 and now.minute == 0:
            both.start_all()
        if in_the_day(now):
            both.meddle()
            both.look(now)
            if both.chance.random() < reasons:
                both.compare_reasons(now)
        now += both.step


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_dialer_agrees_with_the_oracle_every_minute(tmp_path: Path, seed: int) -> None:
    both = Both(tmp_path, seed, step=MINUTE, campaigns=3)
    run(both, DAYS, reasons=0.01)
    assert models.Attempt.select().count() > 30 * DAYS
    both.world.close()


@pytest.mark.slow
def test_days_of_five_campaigns(tmp_path: Path) -> None:
    both = Both(tmp_path, 5, step=5 * MINUTE, campaigns=5)
    run(both, LONG, reasons=0.005)
    check(both, 40 * LONG)
    both.world.close()


CLOCKS_ARE_SET = datetime(2027, 3, 13, 16, 0, tzinfo=UTC)
"""The Saturday before most of the zones set their clocks forward."""


@pytest.mark.slow
def test_the_days_around_the_night_in_which_clocks_are_set(tmp_path: Path) -> None:
    both = Both(tmp_path, 7, step=15 * MINUTE, campaigns=3, at=CLOCKS_ARE_SET)
    run(both, 30 if WHOLE else 2, reasons=0.05, begin=CLOCKS_ARE_SET)
    check(both, 80)
    both.world.close()


def check(both: Both, least: int) -> None:
    """The carrier's log by itself, of more than ``least`` calls: no two of a campaign too near,
    none to a person who is being called, none to a number after it was stopped, no phone but the
    person's own."""
    attempts = {row.id: row for row in models.Attempt.select()}
    of_all = models.Stop.select().where(models.Stop.list_id == 0)
    stopped_at = {f"+1{row.value}": row.created_at for row in of_all}
    last_start: dict[int, datetime] = {}
    calling: dict[int, str] = {}
    calls = 0
    for entry in both.world.noted:
        row = attempts.get(entry.uuid)
        if row is None:
            continue
        if entry.event == "HANGUP":
            calling.pop(row.record_id, None)
        if entry.event != "INVITE":
            continue
        calls += 1
        assert row.record_id not in calling
        calling[row.record_id] = entry.uuid
        number = f"+{entry.number}"
        assert number not in stopped_at or entry.at <= stopped_at[number]
        assert row.number == number
        if row.campaign_id in last_start:
            gap = entry.at - last_start[row.campaign_id]
            assert gap >= both.step - LOOK, (entry, gap)
        last_start[row.campaign_id] = entry.at
    assert calls > least
