"""Consents of a person: for which calls, in which form, when; which rules of law they lift."""

from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.law.calendar import State
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import Effect
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.people.consents import NOT_UNDERSTOOD, Channel, Consent, Form, form_of, lifting
from esl_dialer.core.people.noted import Scope
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import Caller, CallKind

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ONTARIO = "America/Toronto@CA-ON"
SALES = (Caller.TELEMARKETER, CallKind.RECORDED)


def a_consent(form: Form = Form.WRITTEN, **values) -> Consent:
    plain = {
        "channel": Channel.ANY, "campaign": 0, "list": 0, "given_at": NOW - DAY, "until": None,
        "why": "a letter", "source": NOTHING, "set_by": "ann", "set_at": NOW,
    }  # fmt: skip
    return Consent(id=1, form=form, **plain | values)


@pytest.mark.parametrize(
    ("consent", "asked", "call", "lifts"),
    [
        (a_consent(), "consent", CallKind.RECORDED, True),
        (a_consent(), "written consent", CallKind.LIVE, True),
        (a_consent(Form.ORAL), "consent", CallKind.RECORDED, True),
        (a_consent(Form.ORAL), "written consent", CallKind.RECORDED, False),
        (a_consent(channel=Channel.LIVE), "consent", CallKind.RECORDED, False),
        (a_consent(channel=Channel.RECORDED), "consent", CallKind.RECORDED, True),
        (a_consent(until=NOW), "consent", CallKind.RECORDED, False),
        (a_consent(until=NOW + DAY), "consent", CallKind.RECORDED, True),
        (a_consent(given_at=NOW + DAY), "consent", CallKind.RECORDED, False),
        (a_consent(withdrawn_at=NOW), "consent", CallKind.RECORDED, False),
        (a_consent(), "", CallKind.RECORDED, False),
    ],
)
def test_what_a_consent_lifts(consent, asked, call, lifts):
    assert (lifting([consent], [asked], call, NOW) is consent) is lifts


def test_for_which_records_it_is():
    assert a_consent(campaign=3).binds(3, None)
    assert not a_consent(campaign=3).binds(4, None)
    assert not a_consent(list=3).binds(4, None)
    scopes = [a_consent(**one).scope for one in ({}, {"campaign": 3}, {"list": 3})]
    assert scopes == [Scope.EVERYWHERE, Scope.CAMPAIGN, Scope.LIST]


def test_a_case_is_refused_what_a_dialer_asks_of_each_person():
    law = shipped_law()
    assert law.calendar(ONTARIO, *SALES).state(NOW) is State.REFUSED
    assert law.calendar(ONTARIO, *SALES, dialing=True).state(NOW) is State.ALLOWED
    assert [rule.id for rule in law.needs(ONTARIO, *SALES)] == ["ca-crtc.recorded-sales"]
    assert law.needs(ONTARIO, Caller.AGENCY, CallKind.RECORDED) == ()
    warned = Law(shipped_packs(), {"ca-crtc.recorded-sales": Effect.WARN})
    assert warned.needs(ONTARIO, *SALES) == ()
    assert warned.calendar(ONTARIO, *SALES, dialing=True).state(NOW) is State.WARN
    blocked = Law(shipped_packs(), {"us.recorded-consent": Effect.BLOCK})
    (rule,) = blocked.needs("America/New_York@US-NY", Caller.AGENCY, CallKind.RECORDED)
    assert rule.id == "us.recorded-consent"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("written", Form.WRITTEN), ("par ecrit", Form.WRITTEN), ("yes", Form.ORAL),
        ("oui", Form.ORAL), ("verbal", Form.ORAL), ("no", None), ("", None), ("non", None),
        ("perhaps", NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_what_a_cell_says(cell, says):
    assert form_of(cell) == says
