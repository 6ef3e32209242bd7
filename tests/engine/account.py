"""The account of a finished rehearsal: what the carrier saw against what the database says."""

import json
from collections import Counter
from pathlib import Path

import pytest

from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    DIALABLE_STATUSES,
    CallState,
    CampaignKind,
    LegRole,
    Outcome,
)
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.expected import CallShape, expected_outcome
from esl_dialer.simulator.witness import Entry
from esl_dialer.store import models
from tests.fakes import MESSAGE_MS, World

SHAPE = CallShape(CampaignKind.LB, MESSAGE_MS, ring_timeout_ms=30_000)


def contact_invites(world: World) -> list[Entry]:
    return [e for e in world.entries("INVITE") if e.role is LegRole.CONTACT]


def assert_closed(world: World) -> None:
    """Nothing is open, claimed or forgotten; each record is final or has a due instant."""
    table = models.Record
    assert not models.Attempt.select().where(models.Attempt.state != CallState.ENDED).count()
    assert not models.Claim.select().count()
    assert not table.select().where(table.status.in_(list(CLAIMED_STATUSES))).count()
    waiting = table.select().where(table.status.in_(list(DIALABLE_STATUSES)))
    assert all(record.not_before is not None for record in waiting)


def assert_each_once(world: World) -> None:
    """No attempt was placed twice, and none was placed that the database does not know."""
    placed = Counter(entry.uuid for entry in contact_invites(world))
    assert not [uuid for uuid, times in placed.items() if times > 1]
    known = {row.id for row in models.Attempt.select()}
    assert set(placed) <= known


def assert_as_dictated(world: World, but: frozenset[Outcome] = frozenset()) -> int:
    """Each call's outcome is what the carrier's table dictates; returns how many were compared."""
    outcomes = {row.id: row for row in models.Attempt.select()}
    compared = 0
    for invite in contact_invites(world):
        attempt = outcomes[invite.uuid]
        if attempt.outcome in but:
            continue
        assert attempt.outcome == dictated(invite, attempt.transfer_number), invite
        compared += 1
    return compared


def dictated(invite: Entry, representative: str) -> Outcome:
    """``nth`` is 0 where the trunk refused, and the number was not reached."""
    if not int(str(invite.fields["nth"])):
        return Outcome.REFUSED
    contact = behaviour(invite.number, int(str(invite.fields["nth"])))
    agent = behaviour(representative, 1, LegRole.TRANSFER)
    return expected_outcome(contact, SHAPE, agent)


def as_its_record_says(attempt: models.Attempt, path: Path) -> None:
    """The attempt's cause, instants, keys and duration are those of the switch's own record."""
    told = json.loads(path.read_text())["variables"]
    assert attempt.cause == told["hangup_cause"]
    assert attempt.ended_at.timestamp() == pytest.approx(int(told["end_uepoch"]) / 1e6, abs=0.002)
    assert bool(attempt.answered_at) == bool(int(told["answer_uepoch"]))
    if attempt.answered_at:
        lasted = (attempt.ended_at - attempt.answered_at).total_seconds() * 1000
        assert lasted == pytest.approx(int(told["billmsec"]), abs=25)
        if attempt.bridged_at is None:
            assert attempt.keys == told.get("digits_dialed", "none").replace("none", "")
    if attempt.outcome == Outcome.WRONG_PERSON:
        assert attempt.key == "2"
