"""Consents of a person: rules of law that ask for one hold them no more, until it is revoked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.rules.why_not import why_not_record
from esl_dialer.core.words import Caller
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.services.people import consents
from esl_dialer.services.people.consents import Given
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns
from tests.services.rules.test_why import engine_says
from tests.store.rows import NOW, a_campaign, a_record, an_attempt

ANN = "+14165550100"
LETTER = Given("written", "letter of May 2")


@pytest.fixture
def record(ctx) -> int:
    engine_says({"up": True, "simulated": False})
    campaign = a_campaign(transfer_number="4165559999", caller=Caller.TELEMARKETER)
    return a_record(campaign, ANN, person_key="ann", gate="America/Toronto@CA-ON", account="1")


def reason(ctx, record: int):
    """As a tick asks at noon."""
    (candidate,) = claims.load([record])
    campaign, holds = campaigns.get(candidate.campaign), why.conditions(ctx)
    (subject,) = claims.subjects_of([candidate], campaign, holds, NOW)
    return why_not_record(subject, campaign, holds, NOW)


def test_a_recorded_voice_that_sells_calls_only_who_consented(ctx, record):
    before = reason(ctx, record)
    assert (before.rule, before.law, before.clears_at) == (
        "consent_missing", "ca-crtc.recorded-sales", None,
    )  # fmt: skip
    models.Record.update(
        ready=False, held_by="consent_missing", not_before=ctx.now() + timedelta(days=1)
    ).execute()
    made = consents.add(ctx, record, LETTER)
    assert reason(ctx, record) is None
    assert models.Record.get_by_id(record).not_before == ctx.now()
    assert (made.why, made.set_by) == ("letter of May 2", ctx.actor.name)
    assert models.Audit.get(models.Audit.action == "person.consent")
    gone = consents.revoke(ctx, record, made.id, "they called")
    assert reason(ctx, record).rule == "consent_missing"
    assert consents.of_record(ctx, record) == [gone]
    with pytest.raises(Invalid, match="revoked already"):
        consents.revoke(ctx, record, made.id, "again")


def test_a_consent_lifts_the_cap_that_says_so(ctx, record):
    models.Campaign.update(caller=Caller.AGENCY).execute()
    for days in (1, 2, 3):
        other = a_record(models.Record.get_by_id(record).campaign_id, ANN)
        an_attempt(other, f"{days}", now=NOW - timedelta(days=days), person_key="ann")
        ended = {"state": "ended", "outcome": "hung_up", "answered_at": NOW - timedelta(days=days)}
        models.Attempt.update(**ended).where(models.Attempt.id == f"{days}").execute()
    held = reason(ctx, record)
    assert (held.rule, held.law) == ("contact_cap", "ca-on.contacts")
    assert held.clears_at == NOW + timedelta(days=4)
    consents.add(ctx, record, replace(LETTER, form="oral"))
    assert reason(ctx, record) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "nod"}, "form"),
        ({"channel": "fax"}, "channel"),
        ({"scope": "planet"}, "scope"),
        ({"scope": "list"}, "scope"),
        ({"evidence": " "}, "evidence"),
        ({"given_at": "2099-01-01"}, "given_at"),
        ({"given_at": "some day"}, "given_at"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_what_is_not_understood_is_told(ctx, record, changes, field):
    with pytest.raises(Invalid) as refused:
        consents.add(ctx, record, replace(LETTER, **changes))
    assert set(refused.value.problems) == {field}


def test_who_may(ctx, record):
    viewer = replace(ctx, actor=replace(ctx.actor, permissions=frozenset({"view"})))
    with pytest.raises(Forbidden):
        consents.add(viewer, record, LETTER)
    with pytest.raises(NotFound):
        consents.of_record(ctx, 999)
