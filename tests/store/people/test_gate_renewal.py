"""Gates that an earlier release made are made anew, and until then their zones alone are asked."""

from dataclasses import replace
from datetime import UTC, datetime

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.rules.why_not import Behind, open_gates, why_closed
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.people import gate_renewal
from esl_dialer.store.reports import recounting
from esl_dialer.store.rules.conditions import conditions
from tests.store.rows import TORONTO, a_campaign, a_record

OLD, NEW = f"{TORONTO}@CA-ON", f"{TORONTO}@CA-ON;{TORONTO}@CA-QC"
"""Of an address in Ontario and a phone of Montreal: as an earlier release made it, and as today's.
"""

EVENING = datetime(2026, 12, 2, 1, 30, tzinfo=UTC)
"""20:30 on a Tuesday in Toronto: Quebec's law forbids it."""

SUNDAY = datetime(2026, 12, 6, 19, 0, tzinfo=UTC)
SAINT_JEAN = datetime(2027, 6, 24, 15, 0, tzinfo=UTC)


def of_an_earlier_release(number: int, **values: object) -> int:
    """A campaign with so many records whose gates know nothing of their phones' law."""
    every_day = Window.of(DailyHours(0, 24 * 60, saturday=True, sunday=True))
    campaign = a_campaign(window=every_day, call_kind="recorded", **values)
    for _ in range(number):
        a_record(campaign, "+15145550100", gate=OLD, fields={"postal_code": "M5V 3L9"})
    models.GateRenewal.create(campaign=campaign)
    return campaign


def gates(campaign: int) -> set[str]:
    table = models.Record
    return {row.gate for row in table.select(table.gate).where(table.campaign == campaign)}


def renewed() -> int:
    """Steps that it took."""
    steps = 0
    while gate_renewal.step():
        steps += 1
    return steps


def test_until_it_is_made_anew_a_gate_is_asked_by_every_law_of_its_zones(db: str) -> None:
    number = of_an_earlier_release(1)
    for at in (EVENING, SUNDAY, SAINT_JEAN):
        known, campaign = conditions(simulated=False), campaigns.get(number)
        assert open_gates([OLD], campaign, known, at) == []
        reason = why_closed(Behind(OLD), campaign, known, at)
        assert reason is not None
        assert reason.law.startswith(("ca-qc", "ca-on"))
        assert open_gates([OLD], campaign, replace(known, old_gates=frozenset()), EVENING) == [OLD]


def test_each_records_gate_is_that_which_an_import_makes_today(db: str, monkeypatch) -> None:
    monkeypatch.setattr(gate_renewal, "AT_ONCE", 2)
    number, other = of_an_earlier_release(5), of_an_earlier_release(1, run_state=RunState.DRAFT)
    models.Record.update(status=RecordStatus.COMPLETED, ready=False).where(
        models.Record.id == models.Record.select(models.Record.id).limit(1)
    ).execute()
    assert (gate_renewal.waiting(), gate_renewal.left()) == ({number, other}, 6)
    assert gate_renewal.step()
    assert (gate_renewal.left(), gates(number), gates(other)) == (4, {OLD, NEW}, {OLD})
    assert renewed() > 1
    assert (gate_renewal.waiting(), gate_renewal.left()) == (frozenset(), 0)
    assert gates(number) == gates(other) == {NEW}
    assert recounting.differences() == []
    known, campaign = conditions(simulated=False), campaigns.get(number)
    assert open_gates([NEW], campaign, known, EVENING) == []


def test_it_goes_on_where_it_was_cut_off(db: str, monkeypatch) -> None:
    monkeypatch.setattr(gate_renewal, "AT_ONCE", 2)
    number = of_an_earlier_release(5)
    assert gate_renewal.step()
    last = models.GateRenewal.get().after
    models.Record.update(gate=OLD).execute()
    renewed()
    left = models.Record.select().where(models.Record.gate == OLD, models.Record.id <= last)
    assert left.count() == 2
    assert gates(number) == {OLD, NEW}


def test_a_zone_that_a_person_set_stays_and_a_lists_is_asked_beside_the_others(db: str) -> None:
    number = of_an_earlier_release(2)
    first, second = models.Record.select().order_by(models.Record.id)
    regina = {"zone": "America/Regina", "gate": "America/Regina@CA-ON"}
    table = models.Person
    table.update(**regina, zone_by_hand=True).where(table.id == first.person_id).execute()
    table.update(**regina).where(table.id == second.person_id).execute()
    renewed()
    assert gates(number) == {
        "America/Regina@CA-ON+CA-QC",
        f"America/Regina|{TORONTO}@CA-ON;America/Regina|{TORONTO}@CA-QC",
    }


def test_a_gate_that_can_not_be_kept_lets_nobody_be_called(db: str) -> None:
    number = of_an_earlier_release(1)
    record = models.Record.get()
    areas = ("867", "709", "902", "506", "204", "250", "306", "212", "213", "808", "907", "602")
    models.Phone.delete().execute()
    for position, area in enumerate(areas):
        models.Phone.create(person=record.person, position=position, number=f"+1{area}5550111")
    renewed()
    assert gates(number) == {""}
    assert open_gates([""], campaigns.get(number), conditions(simulated=False), EVENING) == []
