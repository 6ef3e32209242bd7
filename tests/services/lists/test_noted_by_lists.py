"""Stops and consents of people, and lists: another phone, another name, another list's word."""

from pathlib import Path
from typing import Any

import pytest

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.words import RecordStatus, StopReason
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import consents, person_stops
from esl_dialer.services.people.consents import Given
from esl_dialer.services.people.person_stops import Asked
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import import_all, row, write_list
from tests.services.rules.test_why import engine_says
from tests.store.rows import a_campaign

CEASE = Asked("cease", "a letter")
HOME, MOBILE = "4165550101", "4165550199"


@pytest.fixture
def send(data_dir, tmp_path):
    """Import people, each by account, name, phone and more cells; the import's number."""

    def sent(
        campaign: int, *people: tuple[str, ...], more: tuple[str, ...] = (), **how: Any
    ) -> int:
        body = [
            [*row(account_number=account, full_name=name, phone_1=phone), *cells]
            for account, name, phone, *cells in people
        ]
        path = Path(tmp_path / f"list {sent.number}.csv")
        sent.number += 1
        return import_all(campaign, write_list(path, body, [*HEADERS, *more]), data_dir, **how)

    sent.number = 1
    return sent


def records(campaign: int) -> list[int]:
    table = models.Record
    mine = table.select(table.id).where(table.campaign == campaign).order_by(table.position)
    return [row.id for row in mine]


def loaded(campaign: int) -> list[claims.Candidate]:
    return claims.load(records(campaign))


def mark(campaign: int) -> list[StopReason | None]:
    return [one.mark and one.mark.reason for one in loaded(campaign)]


def warnings(number: int) -> list[str]:
    return [str(one.reason) for one in lists.problems(number, 9)]


def test_another_phone_of_the_account_and_name_is_the_same_person(ctx, send):
    here, there, later = a_campaign(), a_campaign(), a_campaign()
    send(here, ("0012", "MARIE ROY", HOME))
    send(there, ("12", "Marie Roy", "4165550150"))
    person_stops.add(ctx, records(here)[0], CEASE)
    assert mark(there) == [StopReason.CEASE]
    send(there, ("12", "Roy, Marie", MOBILE), duplicates="overwrite")
    assert models.Phone.select().where(models.Phone.number == f"+1{MOBILE}").exists()
    send(later, ("12", "Marie Roy", "4165550177"))
    assert mark(there) == mark(later) == [StopReason.CEASE]


def test_another_name_of_the_account_waits_until_somebody_says_who_it_is(ctx, send):
    engine_says({"up": True, "simulated": False})
    here, there = a_campaign(), a_campaign(transfer_number="4165559999")
    send(here, ("12", "MARIE ROY", HOME))
    stop = person_stops.add(ctx, records(here)[0], CEASE)
    send(there, ("12", "MARIE ROI", MOBILE))
    (record,) = records(there)
    reason = why.of_number(ctx, there, record)
    assert (reason.rule, reason.clears_at) == ("perhaps_stopped", None)
    assert str(reason.text) == "a stop of its account, of 'MARIE ROY', may be theirs: cease"
    held = {"held_by": "perhaps_stopped", "ready": False, "not_before": ctx.now()}
    models.Record.update(held).where(models.Record.id == record).execute()
    assert person_stops.related(ctx, record) == [(stop, person_stops.Relation.PERHAPS)]
    with pytest.raises(Invalid):
        person_stops.not_theirs(ctx, record, stop.id, " ")
    person_stops.not_theirs(ctx, record, stop.id, "her daughter")
    assert models.Audit.get(models.Audit.action == "person.not_theirs")
    assert models.Record.get_by_id(record).held_by == ""
    assert loaded(there)[0].doubt is None
    assert mark(here) == [StopReason.CEASE]
    with pytest.raises(Invalid, match="said already"):
        person_stops.not_theirs(ctx, record, stop.id, "again")
    with pytest.raises(Invalid, match="of this person"):
        person_stops.not_theirs(ctx, records(here)[0], stop.id, "a mistake")


def test_a_removed_stop_lets_go_whoever_it_held(ctx, send):
    here, there = a_campaign(), a_campaign()
    send(here, ("12", "MARIE ROY", HOME))
    send(there, ("12", "MARIE ROY", MOBILE), ("13", "LUC ROY", HOME))
    stop = person_stops.add(ctx, records(here)[0], CEASE)
    marie, _ = records(there)
    ended = {"status": RecordStatus.STOPPED, "held_by": "person_stopped", "ready": False}
    models.Record.update(ended).where(models.Record.id == marie).execute()
    person_stops.remove(ctx, marie, stop.id, "settled")
    assert {one.status for one in models.Record.select()} == {RecordStatus.PENDING}


def test_a_stop_of_one_list_alone_does_not_stand_for_another_lists(ctx, send):
    here, there = a_campaign(), a_campaign()
    send(here, ("12", "MARIE ROY", HOME))
    person_stops.add(ctx, records(here)[0], Asked("dnc", "a call", scope="list"))
    send(there, ("12", "MARIE ROY", HOME, "yes"), more=("Stop",))
    assert models.PersonStop.select().count() == 2
    assert mark(there) == [StopReason.DNC]
    assert models.Record.get_by_id(records(there)[0]).status is RecordStatus.DNC


def test_of_one_account_a_stop_and_a_consent_are_of_whose_row_says_so(send):
    campaign = a_campaign(duplicates="keep")
    send(campaign, ("12", "LUC ROY", HOME, "", ""), ("12", "MARIE ROY", MOBILE, "yes", "oral"),
         more=("Stop", "Consent"), duplicates="keep")  # fmt: skip
    luc, marie = loaded(campaign)
    assert (luc.mark, marie.mark.reason) == (None, StopReason.DNC)
    assert (len(luc.consents), len(marie.consents)) == (0, 1)
    assert luc.doubt.name == "MARIE ROY"
    luc, marie = (models.Record.get_by_id(one).status for one in records(campaign))
    assert (luc, marie) == (RecordStatus.PENDING, RecordStatus.DNC)


def test_what_a_person_revoked_no_list_brings_back(ctx, send):
    campaign, later = a_campaign(), a_campaign()
    weekly = {"more": ("Consent",), "duplicates": "overwrite"}
    send(campaign, ("12", "MARIE ROY", HOME, "yes"), **weekly)
    (record,) = records(campaign)
    (given,) = consents.of_record(ctx, record)
    consents.revoke(ctx, record, given.id, "she called")
    told = "not noted: MARIE ROY revoked a consent on"
    for into, phone in ((campaign, HOME), (campaign, MOBILE), (later, "4165550177")):
        number = send(into, ("12", "Marie Roy", phone, "yes"), **weekly)
        assert [one[: len(told)] for one in warnings(number)] == [told]
        assert loaded(into)[0].consents == ()
    consents.add(ctx, record, Given("oral", "she called again"))
    send(campaign, ("12", "MARIE ROY", HOME, "written"), **weekly)
    assert len(loaded(campaign)[0].consents) == 2


@pytest.mark.parametrize(("cell", "left", "again"), [("no", 1, 1), ("revoked", 0, 0)])
def test_a_list_takes_consents_back(ctx, send, cell, left, again):
    """``no``: what lists said, and a list may say so again; ``revoked``: all, for good."""
    campaign = a_campaign()
    weekly = {"more": ("Consent",), "duplicates": "overwrite"}
    send(campaign, ("12", "MARIE ROY", HOME, "yes"), **weekly)
    consents.add(ctx, records(campaign)[0], Given("written", "a letter"))
    send(campaign, ("12", "MARIE ROY", HOME, ""), **weekly)
    assert len(loaded(campaign)[0].consents) == 2
    send(campaign, ("12", "MARIE ROY", HOME, cell), **weekly)
    assert len(loaded(campaign)[0].consents) == left
    gone = consents.of_record(ctx, records(campaign)[0])[-1]
    assert gone.withdrawn_why.endswith(f"line 2, Consent: '{cell}'")
    send(campaign, ("12", "Marie Roy", HOME, "yes"), **weekly)
    assert len(loaded(campaign)[0].consents) == left + again


def test_of_two_rows_the_one_that_takes_it_back_counts(send):
    campaign = a_campaign()
    send(campaign, ("12", "MARIE ROY", HOME, "yes"), ("12", "MARIE ROY", HOME, "revoked"),
         more=("Consent",))  # fmt: skip
    assert models.Consent.select().count() == 0


def test_a_day_without_a_word_stops_until_then(send):
    campaign = a_campaign()
    number = send(campaign, ("12", "MARIE ROY", HOME, "2026-12-20"), more=("Stop until",))
    assert lists.get(number).stops == {"dnc": 1}
    (held,) = loaded(campaign)
    assert held.timed_stop.until.isoformat() == "2026-12-20T05:00:00+00:00"
    assert "line 2, Stop until: '2026-12-20'" in str(held.timed_stop.source)
    send(campaign, ("13", "LUC ROY", "deceased 4165550142", "2026-12-20"), more=("Stop until",))
    assert loaded(campaign)[1].mark.reason is StopReason.DECEASED
