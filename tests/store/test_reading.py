"""Queries that only read, and small tables: the same answers on either database."""

from datetime import timedelta

import pytest

from esl_dialer.core.pacing.rates import Rate
from esl_dialer.core.words import (
    CampaignKind,
    Outcome,
    RecordAudio,
    RecordStatus,
    StopReason,
    StopScope,
)
from esl_dialer.engine import settling
from esl_dialer.store import models
from esl_dialer.store.accounts import users
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.campaigns import NoSuchCampaign
from esl_dialer.store.people import records, stops
from esl_dialer.store.people.stops import Called
from esl_dialer.store.reports import results
from esl_dialer.store.system import outbox, settings
from tests.store.rows import (
    NOW,
    TORONTO,
    a_campaign,
    a_record,
    an_attempt,
    an_import,
    ended_call,
)

NUMBER = "+14165550100"
HOUR = timedelta(hours=1)


# --- campaigns ---------------------------------------------------------------------------------


def test_a_campaign_is_found_by_name_and_by_number(db):
    made = a_campaign(name="January")
    assert campaigns.get("January").id == campaigns.get(made).id == campaigns.get(str(made)).id
    for ref in ("February", made + 1, "²", "9" * 30):
        with pytest.raises(NoSuchCampaign):
            campaigns.get(ref)


def test_a_campaign_whose_name_is_a_number_hides_no_other(db):
    first = a_campaign(name="January")
    named = a_campaign(name=str(first))
    assert campaigns.get(first).name == "January"
    assert campaigns.get(str(first)).id == named


@pytest.mark.parametrize("status", RecordStatus)
def test_what_is_dialable_or_in_progress_is_unfinished(db, status):
    made = a_campaign()
    a_record(made, NUMBER, status=status)
    assert campaigns.unfinished(made) == (status in {"pending", "retry", "queued", "dialing"})


def test_statuses_are_counted_by_campaign(db):
    first, second = a_campaign(), a_campaign()
    for made, status in ((first, "pending"), (first, "pending"), (first, "dnc"), (second, "busy")):
        a_record(made, NUMBER, status=status)
    assert campaigns.status_counts([first, second]) == {
        first: {RecordStatus.PENDING: 2, RecordStatus.DNC: 1},
        second: {RecordStatus.BUSY: 1},
    }


# --- records -----------------------------------------------------------------------------------


def test_groups_hold_every_record_once(db):
    made = a_campaign()
    a_record(made, NUMBER)
    a_record(made, NUMBER, not_before=NOW)
    for hours in (2, 1):
        a_record(made, NUMBER, status="retry", ready=False, not_before=NOW + hours * HOUR)
    a_record(made, NUMBER, audio=RecordAudio.NONE, ready=False)
    a_record(made, NUMBER, gate="America/Regina")
    found = {(g.status, g.audio, g.gate, g.waits): (g.count, g.first_due) for g in _groups(made)}
    assert found == {
        ("pending", "ready", TORONTO, False): (2, None),
        ("retry", "ready", TORONTO, True): (2, NOW + HOUR),
        ("pending", "none", TORONTO, False): (1, None),
        ("pending", "ready", "America/Regina", False): (1, None),
    }


def _groups(campaign: int) -> list[records.Group]:
    return list(records.groups(campaign, NOW))


def test_readiness_counts_what_may_still_be_dialed(db):
    made = a_campaign()
    a_record(made, NUMBER)
    a_record(made, NUMBER, audio=RecordAudio.NONE, ready=False)
    a_record(made, NUMBER, audio=RecordAudio.FAILED, ready=False)
    a_record(made, NUMBER, audio=RecordAudio.NONE, ready=False, status="completed")
    a_record(made, NUMBER, audio=RecordAudio.NONE, ready=False, status="stopped")
    a_record(made, NUMBER, audio=RecordAudio.NONE, ready=False, status="filtered_out")
    assert records.readiness(made) == records.Readiness(6, 1, failed_audio=1, importing=False)
    in_a_new_run = records.Readiness(6, 2, failed_audio=1, importing=False)
    assert records.readiness(made, anew=True) == in_a_new_run
    an_import(campaign=made, name="l", file_name="l", stored_path="l", sha256="", created_at=NOW)
    assert records.readiness(made).importing


def test_records_without_a_transfer_number_are_counted(db):
    made = a_campaign()
    a_record(made, NUMBER, fields={"did": "4169013704"})
    a_record(made, NUMBER, fields={"did": ""})
    a_record(made, NUMBER)
    a_record(made, NUMBER, status="completed")
    assert records.without_did(made) == 2
    assert records.without_did(made, anew=True) == 3


def test_a_record_is_found_by_its_account(db):
    made = a_campaign()
    record = a_record(made, NUMBER, account="1000000")
    assert [one.record for one in records.by_account(made, "1000000")] == [record]
    assert records.by_account(made, "1") == []
    assert records.by_number(made, record).record == record
    assert records.by_number(made + 1, record) is None


# --- stops -------------------------------------------------------------------------------------


def a_stop(
    value: str,
    scope: StopScope = StopScope.NUMBER,
    list_id: int = 0,
    reason: StopReason = StopReason.DNC,
) -> None:
    models.Stop.create(scope=scope, value=value, reason=reason, list_id=list_id, created_at=NOW)


def test_every_way_of_writing_a_stopped_number_is_told(db):
    a_stop("4165550100")
    asked = ["+14165550100", "416-555-0100", "14165550100", "+14165550101"]
    assert stops.matching(asked) == dict.fromkeys(asked[:3], "dnc")
    assert stops.matching([]) == {}


def test_a_stop_holds_within_its_scope(db):
    a_stop("4165550100", StopScope.ACCOUNT)
    assert stops.matching(["+14165550100"]) == {}
    assert stops.matching_accounts(["4165550100", "other"]) == {"4165550100": "dnc"}


def test_a_person_is_protected_by_number_or_by_account(db):
    a_stop("4165550100")
    a_stop("A7", StopScope.ACCOUNT)
    people = [("+14165550100", "A1"), ("+14165550101", "A7"), ("+14165550101", "A1"), ("", "A7")]
    assert stops.reasons(Called(*one) for one in people) == ["dnc", "dnc", "", "dnc"]
    assert stops.reasons([]) == []


def test_a_list_binds_the_campaigns_that_chose_it_and_the_global_one_all(db):
    a_stop("4165550100", list_id=7)
    a_stop("4165550101", reason=StopReason.WRONG_PERSON)
    a_stop("4165550101", list_id=7)
    asked = [
        Called("+14165550100", "A1"),
        Called("+14165550100", "A1", (3, 9)),
        Called("+14165550100", "A1", (3, 7)),
        Called("+14165550101", "A1"),
        Called("+14165550101", "A1", (7,)),
    ]
    assert stops.reasons(asked) == ["", "", "dnc", "wrong_person", "wrong_person"]
    assert [stops.list_of(one) for one in asked] == [0, 0, 7, 0, 0]
    assert stops.matching(["+14165550100"]) == {}
    assert stops.matching(["+14165550100"], (7,)) == {"+14165550100": "dnc"}


def test_what_is_asked_of_all_lists_is_one_seek_of_an_index(db):
    if not db.startswith("sqlite"):
        pytest.skip("of a small table PostgreSQL reads all")
    plan = models.database.execute_sql(
        "EXPLAIN QUERY PLAN SELECT value, list_id, reason FROM stop"
        " WHERE scope = 'number' AND value IN ('4165550100', '4165550101')"
    ).fetchall()
    assert [row[-1] for row in plan] == [
        "SEARCH stop USING INDEX stop_scope_value_list_id (scope=? AND value=?)"
    ]


# --- results -----------------------------------------------------------------------------------


def a_result(campaign: int, name: str, how: Outcome = Outcome.NO_ANSWER, minutes: int = 0) -> None:
    an_attempt(a_record(campaign, NUMBER, account=name), name)
    call = ended_call(name, seconds=3.4 if how is Outcome.HUNG_UP else 0)
    settling.settle(call, how, "CAUSE", NOW + timedelta(minutes=minutes))


def test_results_are_what_rang_in_order(db):
    first, second = a_campaign(), a_campaign(kind="MD")
    a_result(first, "one", Outcome.HUNG_UP, 1)
    a_result(second, "two", minutes=3)
    a_result(first, "three", minutes=2)
    a_result(first, "four", Outcome.REFUSED)
    a_result(first, "five", Outcome.NOT_PLACED)
    an_attempt(a_record(first, NUMBER), "six")
    assert [r.attempt for r in results.rows()] == ["two", "three", "one"]
    assert [r.attempt for r in results.rows(oldest_first=True)] == ["one", "three", "two"]
    assert [r.attempt for r in results.rows(limit=1)] == ["two"]
    mine = list(results.rows(results.ResultFilter(campaign=first), oldest_first=True))
    assert [r.attempt for r in mine] == ["one", "three"]
    assert (mine[0].duration, mine[1].duration) == (3.4, 0)
    assert (mine[0].kind, mine[0].list_name, mine[0].cause) == (CampaignKind.LB, "", "CAUSE")


def test_a_result_names_its_list(db):
    made = a_campaign()
    its = an_import(
        campaign=made, name="Q1", file_name="f", stored_path="p", sha256="", created_at=NOW
    )
    an_attempt(a_record(made, NUMBER), "one", list_id=its.id)
    settling.settle(ended_call("one"), Outcome.BUSY, "USER_BUSY", NOW)
    assert [r.list_name for r in results.rows()] == ["Q1"]


# --- small tables ------------------------------------------------------------------------------


def test_a_setting_has_its_default_until_it_is_put(db):
    assert settings.get("global_max_cpm") == 200
    settings.put("global_max_cpm", 150, NOW, "ann")
    settings.put("global_max_cpm", 120, NOW, "ben")
    assert settings.get("global_max_cpm") == 120
    with pytest.raises(KeyError):
        settings.get("unheard_of")


def test_the_shared_rate_is_never_above_the_maximum(db):
    assert settings.shared_rate() == Rate(200, None)
    settings.put("global_cpm", 0, NOW, "ann")
    assert settings.shared_rate().cpm == 0
    settings.put("global_cpm", 500, NOW, "ann")
    settings.put("global_max_cpm", 300, NOW, "ann")
    for instant in (NOW, NOW + HOUR):
        settings.set_shared_next_start(instant)
        assert settings.shared_rate() == Rate(300, instant)


def test_the_outbox_is_read_by_its_number_and_trimmed(db):
    outbox.put("attempt", {"n": 1}, NOW - outbox.KEPT - timedelta(seconds=1))
    outbox.put("attempt", {"n": 2}, NOW - outbox.KEPT, 7)
    last = outbox.last_number()
    assert [entry.payload for entry in outbox.after(0)] == [{"n": 1}, {"n": 2}]
    assert [entry.number for entry in outbox.after(last - 1)] == [last]
    assert outbox.trim(NOW) == 1
    assert [entry.payload for entry in outbox.after(0)] == [{"n": 2}]


def test_roles_are_seeded_once_and_a_user_has_their_permissions(db):
    users.seed_roles()
    users.seed_roles()
    made = users.create({"username": "ann", "password_hash": "x"}, "viewer", NOW)
    assert made.permissions == {"sign_in", "view", "export_results"}
    assert users.by_name(" Ann ") == users.by_id(made.id) == made
    users.set_password(made.id, "y", must_change=True)
    assert users.by_id(made.id).session_epoch == made.session_epoch + 1


def test_simulated_calls_are_left_out_where_only_real_ones_count(db):
    campaign = a_campaign(name="mixed")
    for name in ("simulated", "real"):
        a_result(campaign, name)
    models.Attempt.update(simulated=True).where(models.Attempt.id == "simulated").execute()
    models.Attempt.update(simulated=False).where(models.Attempt.id == "real").execute()
    assert len(list(results.rows(results.ResultFilter()))) == 2
    assert [r.attempt for r in results.rows(results.ResultFilter(real_only=True))] == ["real"]
