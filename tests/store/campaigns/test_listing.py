"""What the list of campaigns reads, on both databases."""

from datetime import timedelta

from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.campaigns.listing import Listed
from esl_dialer.core.words import CampaignKind, RecordStatus, RunState
from esl_dialer.store.campaigns import campaigns, listing
from esl_dialer.store.campaigns.transitions import transition
from tests.store.rows import NOW, a_campaign, a_record, an_import, called

LATER = NOW + timedelta(hours=1)


def a_list(campaign: int, name: str) -> None:
    values = {"file_name": "a.csv", "stored_path": "a", "sha256": "0" * 64, "created_at": NOW}
    an_import(campaign=campaign, name=name, **values)


def test_a_few_columns_of_every_campaign(db):
    spring = a_campaign(name="Spring", priority=3, run_state=RunState.DRAFT)
    gone = a_campaign(name="Fall", archived_at=NOW, deleted_at=NOW)
    assert listing.listed() == [
        Listed(spring, "Spring", CampaignKind.LB, 3, RunState.DRAFT, False, False, NOW, None)
    ]
    assert {one.name for one in listing.listed(deleted=True)} == {
        "Spring", f"Fall (deleted, {gone})",
    }  # fmt: skip


def test_a_start_is_noted_and_another_change_of_state_is_not(db):
    campaign = a_campaign(run_state=RunState.DRAFT)
    for verb, at in ((Verb.START, NOW), (Verb.PAUSE, LATER)):
        assert transition("ann", campaigns.get(campaign), verb, at).happened
    assert campaigns.get(campaign).last_run_at == NOW
    assert listing.listed()[0].last_run_at == NOW
    assert transition("ann", campaigns.get(campaign), Verb.START, LATER).happened
    assert campaigns.get(campaign).last_run_at == LATER


def test_where_no_start_was_noted_it_ran_until_it_came_to_its_state(db):
    a_campaign(run_state=RunState.STOPPED, run_state_at=NOW)
    assert listing.listed()[0].last_run_at == NOW


def test_lists_are_counted_and_the_newest_is_named(db):
    first, second, none = a_campaign(), a_campaign(), a_campaign()
    for campaign, name in ((first, "May"), (second, "Été"), (first, "June 2026")):
        a_list(campaign, name)
    found = listing.lists_of([first, second, none])
    assert {number: (its.count, its.newest) for number, its in found.items()} == {
        first: (2, "June 2026"), second: (1, "Été"),
    }  # fmt: skip
    assert listing.with_list("ete") == {second}
    assert listing.with_list("2026") == {first}
    assert listing.with_list("winter") == set()
    assert listing.lists_of([]) == {}


def test_those_in_a_call_who_were_called_before(db):
    first, second = a_campaign(), a_campaign()
    for campaign, status, attempts in (
        (first, RecordStatus.DIALING, 0),
        (first, RecordStatus.DIALING, 2),
        (first, RecordStatus.QUEUED, 1),
        (first, RecordStatus.RETRY, 1),
        (second, RecordStatus.QUEUED, 0),
    ):
        called(a_record(campaign, status=status), attempts)
    assert listing.called_again([first, second]) == {first: 2}
    assert listing.called_again([]) == {}


def test_whole_campaigns_by_number(db):
    first = a_campaign()
    assert set(listing.of_numbers([first, 999])) == {first}
