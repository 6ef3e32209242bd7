"""A filter kept, and applied to a campaign's records some at a time, on either database."""

from datetime import timedelta

import pytest

from esl_dialer.core.lists.filters import Group, parse
from esl_dialer.core.words import RecordStatus
from esl_dialer.store import models
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import filtering, filters
from tests.store.rows import NOW, a_campaign, a_record, status_of


def group(column: str, test: str, value: object) -> Group:
    found, problems = parse({"column": column, "test": test, "value": value})
    assert found, problems
    return found


ONTARIO = group("province", "equals", "ON")


def kept(name: str, of: Group) -> int:
    with transaction():
        return filters.create(name, of, "ann", NOW)


def asked(campaign: int) -> None:
    with transaction():
        filtering.ask(campaign)


def applied(campaign: int, now=NOW) -> None:
    at = filtering.begin(campaign, now)
    while at is not None:
        at = filtering.step(at, now)


def test_a_filter_is_found_by_number_and_name(db):
    number = kept("Ontário", ONTARIO)
    assert filters.get("ONTÁRIO").id == filters.get(number).id == number
    assert filters.chosen(number).group == ONTARIO
    assert filters.hold(number)
    assert filters.chosen(0) is None
    with pytest.raises(Duplicate):
        kept("ontário", ONTARIO)
    assert filters.delete(number)
    assert not filters.hold(number)


def test_a_round_is_applied_in_steps_and_again_when_asked(db, monkeypatch):
    monkeypatch.setattr(filtering, "AT_ONCE", 3)
    campaign = a_campaign(filter_id=kept("Ontario", ONTARIO))
    others = a_campaign()
    records = [a_record(campaign, province="ON" if n % 2 else "QC") for n in range(10)]
    untouched = a_record(others, province="QC")
    asked(campaign)
    assert filtering.due(NOW) == [campaign]
    applied(campaign)
    assert filtering.due(NOW) == []
    assert [status_of(one) for one in records] == ["filtered_out", "pending"] * 5
    assert status_of(untouched) == "pending"
    models.Record.update(province="QC").execute()
    asked(campaign)
    applied(campaign)
    assert {status_of(one) for one in records} == {RecordStatus.FILTERED_OUT}
    models.Campaign.update(filter_id=0).execute()
    asked(campaign)
    applied(campaign)
    assert {status_of(one) for one in records} == {RecordStatus.PENDING}


def test_what_a_kill_leaves_is_due(db, monkeypatch):
    monkeypatch.setattr(filtering, "AT_ONCE", 3)
    campaign = a_campaign(filter_id=kept("Quebec", group("province", "equals", "QC")))
    records = [a_record(campaign) for _ in range(7)]
    asked(campaign)
    filtering.step(filtering.begin(campaign, NOW), NOW)
    assert filtering.is_due(campaign, NOW)
    applied(campaign)
    assert {status_of(one) for one in records} == {RecordStatus.FILTERED_OUT}


def test_a_custom_amount_is_judged_as_python_reads_it(db):
    """PostgreSQL can't read it: it finds those who may be meant."""
    campaign = a_campaign(filter_id=kept("Solde", group("custom.solde", "greater", "500")))
    much = a_record(campaign, custom={"Solde": "1 200,50 $"})
    little = a_record(campaign, custom={"Solde": "$12"})
    none = a_record(campaign)
    asked(campaign)
    applied(campaign)
    assert [status_of(one) for one in (much, little, none)] == [
        "pending", "filtered_out", "filtered_out",
    ]  # fmt: skip
    left = filters.left_out(1, [much, little, none], filters.when(NOW))
    assert sorted(left) == [little, none]


def test_a_filter_of_the_day_is_due_at_midnight(db):
    campaign = a_campaign(filter_id=kept("New", group("added_at", "last_days", 1)))
    record = a_record(campaign)
    asked(campaign)
    applied(campaign)
    assert status_of(record) == "pending"
    later = NOW + timedelta(days=2)
    assert filtering.due(later) == [campaign]
    applied(campaign, later)
    assert status_of(record) == "filtered_out"
    assert filtering.due(later) == []
    assert filtering.due(later + timedelta(days=1)) == [campaign]


def judged_again(campaign: int, *records: int) -> list[str]:
    with transaction():
        filtering.judge_again(campaign, records, NOW)
    return [status_of(one) for one in records]


def test_a_tick_that_comes_to_one_leaves_it_out_unless_it_is_taken(db):
    campaign = a_campaign(filter_id=kept("Quebec", group("province", "equals", "QC")))
    asked(campaign)
    waits = a_record(campaign, province="ON")
    taken = a_record(campaign, province="ON", status=RecordStatus.DIALING)
    assert judged_again(campaign, waits, taken) == ["filtered_out", "dialing"]


@pytest.mark.parametrize("meant", ["by the record", "by the filter", "by no filter"])
def test_or_lets_it_be_where_the_filter_has_come_to_mean_it(db, meant):
    """Between a tick's look and its commit: the round that went by does not come again."""
    number = kept("Quebec", group("custom.owed", "greater", "100"))
    campaign = a_campaign(filter_id=number)
    record = a_record(campaign, custom={"owed": "50"})
    asked(campaign)
    with transaction():
        if meant == "by the record":
            models.Record.update(custom={"owed": "500"}).execute()
        elif meant == "by the filter":
            filters.change(number, "Quebec", group("custom.owed", "greater", "10"), NOW)
        else:
            models.Campaign.update(filter_id=0).execute()
        filtering.ask(campaign)
    applied(campaign)
    assert judged_again(campaign, record) == ["pending"]
