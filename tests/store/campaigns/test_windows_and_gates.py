"""Windows by weekday and gates with their law, as they are kept: now, and in older databases."""

from contextlib import closing

import pytest
from peewee import SqliteDatabase
from playhouse.migrations import Runner

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.words import Mode
from esl_dialer.store import models
from esl_dialer.store.calls import selection
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import MIGRATIONS, let_go, open_database
from tests.store.rows import NOW, TORONTO, a_record

REWRITES = "0016_windows_by_weekday_gates_by_law"
EARLIER = [
    stem for stem in sorted(path.stem for path in MIGRATIONS.glob("0*.py"))[1:] if stem <= REWRITES
]
"""Every migration but the first, up to the one that rewrites windows and gates. Of every release
some database is opened in ``test_old_databases``."""
SOME = [*EARLIER[::5], EARLIER[-1]]

LUNCH = ((9 * 60, 12 * 60), (13 * 60, 24 * 60))
HOURS = (DailyHours(), DailyHours(480, 1440, saturday=True), DailyHours(0, 1, sunday=True))


def a_campaign(name: str, hours: DailyHours) -> int:
    values = {"name": name, "kind": "LB", "window": Window.of(hours)}
    return campaigns.create(values, NOW).id


def test_a_window_by_weekday_comes_back_as_it_was_given(db):
    week = Window((LUNCH, (), ((0, 1440),), (), LUNCH, (), ((600, 660),)))
    made = campaigns.create({"name": "January", "kind": "LB", "window": week}, NOW)
    assert campaigns.get(made.id).window == week
    campaigns.update(made.id, {"window": Window(week.days, "Europe/Paris")}, NOW)
    assert campaigns.get(made.id).window == Window(week.days, "Europe/Paris")
    campaigns.update(made.id, {"window": Window.of(HOURS[1])}, NOW)
    assert campaigns.get(made.id).window == Window.of(HOURS[1])


def taken_back_to(name: str, url: str) -> None:
    """The database as it was before that migration."""
    with closing(open_database(url)) as opened:
        let_go(opened)
        if isinstance(opened, SqliteDatabase):
            opened.pragma("foreign_keys", 0)
        Runner(opened, str(MIGRATIONS)).down(name)


@pytest.mark.parametrize("name", dict.fromkeys(SOME))
def test_a_database_of_any_earlier_release_opens_with_its_windows_and_gates(db, name):
    made = [a_campaign(f"C{n}", hours) for n, hours in enumerate(HOURS)]
    for province, zones in (("ON", TORONTO), ("QC", TORONTO), ("", TORONTO), ("ON", "x" * 122)):
        a_record(made[0], province=province, gate=zones)
    a_record(made[0], province="ON", gate="y" * 128)
    taken_back_to(name, db)
    with closing(open_database(db)):
        found = [campaigns.get(campaign) for campaign in made]
        assert [one.window for one in found] == [Window.of(hours) for hours in HOURS]
        assert {one.mode for one in found} == {Mode.CPM}
        assert selection.gates(made[0]) == sorted(
            [TORONTO, f"{TORONTO}@CA-ON", f"{TORONTO}@CA-QC", f"{'x' * 122}@CA-ON", "y" * 128]
        )
        tally = models.RecordTally
        assert {gate for (gate,) in tally.select(tally.gate).tuples()} == set(
            selection.gates(made[0])
        )


def test_taken_back_a_window_is_its_short_form_and_a_gate_its_zones(db):
    made = a_campaign("January", HOURS[1])
    campaigns.update(made, {"window": Window((LUNCH,) * 6 + ((),))}, NOW)
    a_record(made, gate=f"{TORONTO}@CA-ON")
    sql = models.database.obj.execute_sql
    taken_back_to(REWRITES, db)
    (short,) = sql("SELECT window_start, window_end, saturday, sunday FROM campaign").fetchall()
    assert tuple(short) == (540, 1440, True, False)
    assert [gate for (gate,) in sql("SELECT gate FROM record")] == [TORONTO]
